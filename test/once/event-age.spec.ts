import { describe, expect, test } from '@jest/globals';

import { eventTime, isExpired } from '../../lib/once/event-age.js';

const nothingHidden = { project: '', url: 'https://example.com/status', content: '' };

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
    expect(eventTime(payload, nothingHidden)).toBe(Date.parse(expected));
  });

  test.each([[{}], [{ message: 'text' }], [{ message: null }], [{ timestamps: 1 }]])(
    '%j has none',
    (payload) => {
      expect(eventTime(payload, nothingHidden)).toBeUndefined();
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
    expect(eventTime(payload, nothingHidden)).toBeNaN();
  });
});

describe('a timestamp that a replay moved out of sight', () => {
  const signed = (content: string | Uint8Array) => ({ ...nothingHidden, content });

  test('counts: in the value before it', () => {
    const content =
      'CallStatuscompletedSequenceNumber4TimestampThu, 04 Apr 2024 18:32:15 +0000To+15551234567';
    const payload = { CallStatus: 'completed', SequenceNumber: content.slice(content.indexOf('4T')) };
    expect(eventTime(payload, signed(content))).toBe(Date.parse('2024-04-04T18:32:15Z'));
  });

  test('counts: in the query', () => {
    const event = { ...nothingHidden, url: 'https://example.com/x?FaxSid=1Timestamp2022-01-13T21:54:46Z' };
    expect(eventTime({}, event)).toBe(Date.parse('2022-01-13T21:54:46Z'));
  });

  test('the oldest counts', () => {
    const content = Buffer.from('Timestamp2022-01-13T21:54:46ZTimestamp2002-01-13T21:54:46Z');
    expect(eventTime({}, signed(content))).toBe(Date.parse('2002-01-13T21:54:46Z'));
  });

  test('a megabyte of nearly timestamps takes no time', () => {
    expect(eventTime({}, signed('Timestamp1 '.repeat(100_000)))).toBeUndefined();
    expect(eventTime({}, signed('Timestamp2022-01-13T21:54:46.' + '1'.repeat(1_000_000)))).toBeUndefined();
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
    expect(isExpired(60_000, payload, nothingHidden, now)).toBe(expected);
  });
});
