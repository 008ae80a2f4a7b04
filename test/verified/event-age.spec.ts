import { describe, expect, test } from '@jest/globals';

import { eventTimes, isExpired } from '../../lib/verified/event-age.js';

const nothingSpelled = { url: 'https://example.com/status', content: '', isJson: false };

describe('the timestamps that SignalWire sends', () => {
  test.each([
    [{ Timestamp: 'Thu, 04 Apr 2024 18:32:15 +0000' }, '2024-04-04T18:32:15Z'],
    [{ Timestamp: 'Thu, 4 Apr 2024 20:32:15 +0200' }, '2024-04-04T18:32:15Z'],
    [{ Timestamp: 'Thu, 04 Apr 2024 18:32:15 GMT' }, '2024-04-04T18:32:15Z'],
    [{ Timestamp: '2022-01-13T21:54:46Z' }, '2022-01-13T21:54:46Z'],
    [{ Timestamp: '2022-01-13T21:54:46.250+01:00' }, '2022-01-13T20:54:46.250Z'],
    [{ timestamp: 1777565701.5 }, '2026-04-30T16:15:01.500Z'],
    [{ timestamp: '1777565701.5' }, '2026-04-30T16:15:01.500Z'],
    [{ message: { timestamp: '2024-01-15T10:30:00Z' } }, '2024-01-15T10:30:00Z'],
  ])('%j', (payload, expected) => {
    expect(eventTimes(payload, nothingSpelled)).toEqual([Date.parse(expected)]);
  });

  test.each([[{}], [{ message: 'text' }], [{ message: null }], [{ timestamps: 1 }]])(
    '%j has none',
    (payload) => {
      expect(eventTimes(payload, nothingSpelled)).toEqual([]);
    },
  );

  test.each([
    [{ Timestamp: '' }],
    [{ Timestamp: 'yesterday' }],
    [{ Timestamp: 'Sat, 31 Feb 2024 18:32:15 +0000' }],
    [{ Timestamp: '1 Jan' }],
    [{ Timestamp: 'Thu, 04 Apr 2024 18:32:15 +0000To+15551234567' }],
    [{ Timestamp: ['Thu, 04 Apr 2024 18:32:15 +0000', 'Thu, 04 Apr 2030 18:32:15 +0000'] }],
    [{ timestamp: null }],
    [{ timestamp: {} }],
  ])('%j cannot be read', (payload) => {
    expect(eventTimes(payload, nothingSpelled)).toEqual([NaN]);
  });
});

describe('a time that the signed string spells', () => {
  const form = (content: string | Uint8Array) => ({ ...nothingSpelled, content });
  const at = (url: string, isJson = false) => ({
    ...nothingSpelled,
    url: `https://example.com${url}`,
    isJson,
  });
  const time = Date.parse('2019-01-01T00:00:00Z');

  test.each([
    'Timestamp1546300800To+15551234567',
    'Timestamp1546300800.25',
    'Timestamp1546300800000',
    'Timestamp=1546300800',
    'Timestamp2019-01-01T00:00:00Z',
    'Timestamp2019-01-01T01:00:00+01:00',
    'TimestampTue, 01 Jan 2019 00:00:00 +0000',
    'Timestamp=Tue, 1 Jan 2019 01:00:00 +0100To+15551234567',
    'TimestampTue, 01 Jan 2019 00:00:00 GMT',
    'xTimestamp1546300800',
  ])('counts as it was signed: %s', (content) => {
    expect(eventTimes({}, form(content))).toEqual([time]);
    expect(eventTimes({}, form(Buffer.from(content)))).toEqual([time]);
    expect(eventTimes({ Timestamp: 1_600_000_000 }, form(content))).toEqual([1_600_000_000_000, time]);
  });

  test.each([
    '?Timestamp=Tue%2C+01+Jan+2019+00%3A00%3A00+%2B0000',
    '?Timestamp=Tue%2C%2001%20Jan%202019%2000%3A00%3A00%20+0000',
    '?Timestamp%3D1546300800',
    '?%54imestamp=1546300800',
    '/x%54imestamp1546300800',
    '?Timestamp=2019-01-01T00%3A00%3A00Z',
    '?Timestamp=2019-01-01T01%3A00%3A00%2B01%3A00',
  ])('counts once percent-decoded: %s', (url) => {
    for (const isJson of [false, true])
      expect(new Set(eventTimes({}, at(url, isJson)))).toEqual(new Set([time]));
  });

  test.each([
    'timestamp1546300800',
    'TimeStamp1546300800',
    'Timestamp154630080',
    'Timestamp 1546300800',
    'Timestamp2019-01-01',
  ])('does not count: %s', (content) => {
    expect(eventTimes({}, form(content))).toEqual([]);
  });

  test('counts each time, and one that cannot be', () => {
    const content = 'Timestamp2022-01-13T21:54:46ZTimestamp2022-02-31T21:54:46ZTimestamp1546300800';
    expect(eventTimes({}, form(content))).toEqual([Date.parse('2022-01-13T21:54:46Z'), NaN, time]);
  });

  test('of a JSON object counts in the URL alone', () => {
    const body = '{"text":"Timestamp1546300800"}';
    expect(eventTimes({}, { ...at('/x', true), content: body })).toEqual([]);
    expect(eventTimes({}, { ...at('/x?Timestamp1546300800', true), content: body })).toEqual([time]);
  });

  test('is found in linear time', () => {
    expect(eventTimes({}, form('Timestamp1 '.repeat(100_000)))).toEqual([]);
    expect(eventTimes({}, form('Timestamp2022-01-13T21:54:46.' + '1'.repeat(1_000_000)))).toEqual([]);
    expect(eventTimes({}, form('%'.repeat(1_000_000)))).toEqual([]);
  });
});

describe('an event has expired', () => {
  const now = Date.parse('2024-04-04T18:32:15Z');
  const at = (seconds: number) => ({ timestamp: now / 1_000 + seconds });

  test.each([
    [at(0), false],
    [at(-60), false],
    [at(-60.1), true],
    [at(60), false],
    [at(61), true],
    [{ Timestamp: 'yesterday' }, true],
    [{ timestamp: '2024' }, true],
    [{}, false],
  ])('%j after 60 s: %s', (payload, expected) => {
    expect(isExpired(60_000, payload, nothingSpelled, now)).toBe(expected);
  });

  test('if one of its times has', () => {
    const spelled = (...times: number[]) => ({
      ...nothingSpelled,
      content: times.map((time) => `Timestamp${time}`).join(''),
    });
    const seconds = now / 1_000;
    expect(isExpired(60_000, at(0), spelled(seconds, seconds - 60), now)).toBe(false);
    expect(isExpired(60_000, at(0), spelled(seconds, seconds - 61), now)).toBe(true);
    expect(isExpired(60_000, at(0), spelled(seconds + 61, seconds), now)).toBe(true);
    expect(isExpired(60_000, at(-61), spelled(seconds), now)).toBe(true);
  });
});
