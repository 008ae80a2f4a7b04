import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';

import { eventIdOf, keyedEventId } from '../../lib/once/event-id.js';

const URL = 'https://example.com/status?a=1';
const event = { project: 'p', url: URL, content: 'CallSid1CallStatuscompleted' };

describe('the identity of an event', () => {
  test('is a SHA-256 over the project, with its length, and the string that was signed', () => {
    const expected = createHash('sha256').update(`5:event1:p${URL}CallSid1CallStatuscompleted`).digest('hex');
    expect(eventIdOf(event)).toBe(expected);
  });

  test.each([
    'https://example.com:443/status?a=1',
    'https://user:password@example.com/status?a=1',
    'https://user:p@ss@example.com:443/status?a=1',
  ])('is the same by %s', (url) => {
    expect(eventIdOf({ ...event, url })).toBe(eventIdOf(event));
  });

  test.each([
    'http://example.com/status?a=1',
    'https://example.com:80/status?a=1',
    'https://example.com:8443/status?a=1',
    'https://example.com/status?a=1:443',
    'https://example.com/other?a=1',
    'https://evil@example.com.example.org/status?a=1',
    'https://example.com/status?a=1#fragment',
  ])('is another by %s', (url) => {
    expect(eventIdOf({ ...event, url })).not.toBe(eventIdOf(event));
  });

  test('bytes that move between URL, names and values under one signature make no new event', () => {
    const moved = { ...event, url: 'https://example.com/status', content: `?a=1${event.content}` };
    expect(eventIdOf(moved)).toBe(eventIdOf(event));
  });

  test('bytes cannot move between the project and the event', () => {
    expect(eventIdOf({ project: 'ph', url: 'ttps://x/', content: '' })).not.toBe(
      eventIdOf({ project: 'p', url: 'https://x/', content: '' }),
    );
    expect(eventIdOf({ ...event, project: 'q' })).not.toBe(eventIdOf(event));
  });

  test('a string and its bytes are the same, and bytes that are no UTF-8 count', () => {
    expect(eventIdOf({ ...event, content: Buffer.from('ä') })).toBe(eventIdOf({ ...event, content: 'ä' }));
    expect(eventIdOf({ ...event, content: Buffer.from([0xff]) })).not.toBe(
      eventIdOf({ ...event, content: Buffer.from([0xfe]) }),
    );
  });

  test('IPv6 hosts keep their colons', () => {
    expect(eventIdOf({ ...event, url: 'http://[::1]:80/x' })).toBe(
      eventIdOf({ ...event, url: 'http://[::1]/x' }),
    );
    expect(eventIdOf({ ...event, url: 'http://[::1]:443/x' })).not.toBe(
      eventIdOf({ ...event, url: 'http://[::1]/x' }),
    );
  });

  test('any text is a URL, as far as the identity goes', () => {
    for (const url of ['', '/path', 'https://', 'mailto:a@b', 'https://@/', '\u0000'])
      expect(eventIdOf({ ...event, url })).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('an identity by key', () => {
  const https = 'https://example.com';

  test('stays within its project and its place, whatever the key holds', () => {
    const ids = [
      keyedEventId({ project: 'p', url: `${https}/a`, content: '' }, 'key'),
      keyedEventId({ project: 'q', url: `${https}/a`, content: '' }, 'key'),
      keyedEventId({ project: 'p', url: `${https}/b`, content: '' }, 'key'),
      keyedEventId({ project: 'p', url: `${https}/a`, content: '' }, 'keys'),
      keyedEventId({ project: 'p', url: `${https}/ak`, content: '' }, 'ey'),
      eventIdOf({ project: 'p', url: `${https}/a`, content: 'key' }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('is the same whatever else was signed', () => {
    const id = keyedEventId({ project: 'p', url: `${https}/a`, content: '' }, 'key');
    for (const url of [`${https}/a?b=1`, `${https}:443/a#c`, 'https://user:password@example.com/a?\n']) {
      expect(keyedEventId({ project: 'p', url, content: 'CallSid1' }, 'key')).toBe(id);
    }
  });
});
