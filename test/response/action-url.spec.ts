import { describe, expect, test } from '@jest/globals';

import { actionUrl } from '../../lib/response/action-url.js';

describe('actionUrl', () => {
  test.each([
    ['https://example.com/voice', 'https://example.com', 'menu', 'https://example.com/voice/menu'],
    ['https://example.com/voice/', 'https://example.com', 'menu', 'https://example.com/voice/menu'],
    ['https://example.com', 'https://example.com', 'menu', 'https://example.com/menu'],
    ['https://example.com/voice?To=%2B1/2', 'https://example.com', 'menu', 'https://example.com/voice/menu'],
    ['https://example.com/voice#/a', 'https://example.com', 'menu', 'https://example.com/voice/menu'],
    [
      'https://example.com/s/voice',
      'https://example.com/s',
      'menu?a=1',
      'https://example.com/s/voice/menu?a=1',
    ],
    [
      'https://example.com/s/voice',
      'https://example.com/s',
      '/voice/menu',
      'https://example.com/s/voice/menu',
    ],
    // SignalWire signed the default port, or left the credentials out. The application's public URL decides.
    ['https://example.com:443/voice', 'https://example.com', 'menu', 'https://example.com/voice/menu'],
    ['https://example.com/voice', 'https://a:b@example.com', 'menu', 'https://a:b@example.com/voice/menu'],
    ['http://[::1]:8080/voice', 'http://[::1]:8080', 'menu', 'http://[::1]:8080/voice/menu'],
  ])('%s, publicUrl %s: %s leads to %s', (url, publicUrl, path, expected) => {
    expect(actionUrl({ url, publicUrl }, path)).toBe(expected);
  });

  test.each(['', 'https://example.com/voice', 'tel:+15551234567'])('does not accept %j', (path) => {
    const urls = { url: 'https://example.com/voice', publicUrl: 'https://example.com' };
    expect(() => actionUrl(urls, path)).toThrow(
      new TypeError("actionUrl() needs a path. Fix: actionUrl(webhook, '/voice/menu')"),
    );
  });
});
