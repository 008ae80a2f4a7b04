import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';

import { eventIdOf, keyedEventId } from '../../lib/verified/event-id.js';

const URL = 'https://example.com/status?a=1';
const event = { tenant: 'p', url: URL, content: 'CallSid1CallStatuscompleted' };

describe('the identity of an event', () => {
  test('is a SHA-256 over the tenant, with its length, and the string that was signed', () => {
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

  test('bytes cannot move between the tenant and the event', () => {
    expect(eventIdOf({ tenant: 'ph', url: 'ttps://x/', content: '' })).not.toBe(
      eventIdOf({ tenant: 'p', url: 'https://x/', content: '' }),
    );
    expect(eventIdOf({ ...event, tenant: 'q' })).not.toBe(eventIdOf(event));
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
  const place = (url: string, registeredPath?: string, tenant = 'p') => ({ tenant, url, registeredPath });

  test('stays within its tenant, host and route, whatever the key holds', () => {
    const ids = [
      keyedEventId(place(`${https}/a`, '/a'), 'key'),
      keyedEventId(place(`${https}/a`, '/a', 'q'), 'key'),
      keyedEventId(place('https://example.org/a', '/a'), 'key'),
      keyedEventId(place('http://example.com/a', '/a'), 'key'),
      keyedEventId(place(`${https}/a`, '/:a'), 'key'),
      keyedEventId(place(`${https}/a`, '/a'), 'keys'),
      keyedEventId(place(`${https}/a`, '/ak'), 'ey'),
      eventIdOf({ tenant: 'p', url: `${https}/a`, content: 'key' }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('does not depend on the received path of a registered one', () => {
    const id = keyedEventId(place(`${https}/s/1`, '/s/:id'), 'key');
    expect(keyedEventId(place(`${https}/s/1CallSi`, '/s/:id'), 'key')).toBe(id);
    expect(keyedEventId(place(`${https}/s/1?a=b`, '/s/:id'), 'key')).toBe(id);
    expect(keyedEventId(place(`${https}/s/1`), 'key')).not.toBe(id);
  });

  test.each([undefined, '/a'])(
    'is the same whatever else was signed, registered for %s',
    (registeredPath) => {
      const id = keyedEventId(place(`${https}/a`, registeredPath), 'key');
      for (const url of [`${https}/a?b=1`, `${https}:443/a#c`, 'https://user:password@example.com/a?\n']) {
        expect(keyedEventId(place(url, registeredPath), 'key')).toBe(id);
      }
    },
  );
});
