import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import {
  readBoolean,
  readConfidence,
  readEpoch,
  readInteger,
  readList,
  readMedia,
  readNumber,
  readSeconds,
  readTimestamp,
} from '../../lib/webhooks/index.js';

const readers = {
  readInteger,
  readNumber,
  readSeconds,
  readConfidence,
  readBoolean,
  readList,
  readTimestamp,
  readEpoch,
};
const notText: unknown[] = [
  undefined,
  null,
  [],
  ['1', '2'],
  ['true'],
  {},
  { valueOf: 1 },
  Symbol('x'),
  () => '1',
];

describe.each(Object.entries(readers))('%s', (_name, read) => {
  test.each(notText)('%p: undefined', (value) => {
    expect(read(value)).toBeUndefined();
  });

  test('never throws, never gives NaN or an invalid date', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string(), fc.double().map(String)), (value) => {
        const result = read(value);
        return !Number.isNaN(result instanceof Date ? result.getTime() : result);
      }),
    );
  });
});

test.each([
  ['0', 0],
  ['94', 94],
  ['007', 7],
  ['-1', -1],
  [3, 3],
  ['9007199254740991', 9007199254740991],
])('readInteger(%p): %p', (value, integer) => {
  expect(readInteger(value)).toBe(integer);
});

test.each(['', ' 1', '1 ', '+1', '1.5', '1e9', '0x10', '9007199254740992', 'Infinity', 'NaN', 1.5, NaN])(
  'readInteger(%p): undefined',
  (value) => {
    expect(readInteger(value)).toBeUndefined();
  },
);

test('readNumber', () => {
  expect(['4.3', '0.0', '-2', 12.5].map(readNumber)).toEqual([4.3, 0, -2, 12.5]);
  expect(['.5', '5.', '1,5', '1e3', '9'.repeat(400), Infinity].map(readNumber)).toEqual(
    Array(6).fill(undefined),
  );
});

test('readSeconds', () => {
  expect(['94', '0', '2.41', 12.5].map(readSeconds)).toEqual([94, 0, 2.41, 12.5]);
  expect(['-1', '00:01:34', 'PT94S', '94s', ''].map(readSeconds)).toEqual(Array(5).fill(undefined));
});

test('readConfidence', () => {
  expect(['0.0', '0.92', '1.0', 0.5].map(readConfidence)).toEqual([0, 0.92, 1, 0.5]);
  expect(['1.1', '-0.1', '92%', ''].map(readConfidence)).toEqual(Array(4).fill(undefined));
});

test('readBoolean', () => {
  expect(['true', 'false', true, false].map(readBoolean)).toEqual([true, false, true, false]);
  expect(['1', '0', 'yes', 'True', '', 1].map(readBoolean)).toEqual(Array(6).fill(undefined));
});

test.each([
  ['', []],
  ['start', ['start']],
  ['start, end,,mute ', ['start', 'end', 'mute']],
])('readList(%p): %p', (value, list) => {
  expect(readList(value)).toEqual(list);
});

test.each([
  ['Thu, 09 Nov 2023 17:05:04 +0000', '2023-11-09T17:05:04.000Z'],
  ['Thu, 9 Nov 2023 17:05:04 GMT', '2023-11-09T17:05:04.000Z'],
  ['09 Nov 2023 17:05 -0730', '2023-11-10T00:35:00.000Z'],
  ['Thu, 29 Feb 2024 23:30:00 -0100', '2024-03-01T00:30:00.000Z'],
  ['2022-01-13T21:54:46Z', '2022-01-13T21:54:46.000Z'],
  ['2022-01-13T21:54:46.123456Z', '2022-01-13T21:54:46.123Z'],
  ['2022-01-13T21:54:46+02:00', '2022-01-13T19:54:46.000Z'],
  ['2022-01-13T21:54:46+0200', '2022-01-13T19:54:46.000Z'],
])('readTimestamp(%p): %s', (value, moment) => {
  expect(readTimestamp(value)?.toISOString()).toBe(moment);
});

test.each([
  '',
  '1',
  '2022',
  '1694541295',
  'Thu, 09 Nov 2023',
  'Thu, 09 Nov 2023 17:05:04',
  'Thu, 09 Foo 2023 17:05:04 +0000',
  'Fri, 31 Nov 2023 17:05:04 +0000',
  'Thu, 09 Nov 2023 25:05:04 +0000',
  'Thu, 09 Nov 2023 17:05:04 +9900',
  '2022-01-13',
  '2022-01-13T21:54:46',
  '2022-02-31T21:54:46Z',
  '2022-13-01T21:54:46Z',
  '2022-01-13T21:54:46Z and more',
  1694541295,
  new Date(0),
])('readTimestamp(%p): undefined', (value) => {
  expect(readTimestamp(value)).toBeUndefined();
});

test('readEpoch', () => {
  expect(readEpoch(1777565701.5623918)?.toISOString()).toBe('2026-04-30T16:15:01.562Z');
  expect(readEpoch('1694541334')?.getTime()).toBe(1694541334000);
  expect(readEpoch(1694541295773, 'milliseconds')?.getTime()).toBe(1694541295773);
  expect(readEpoch(1694541295773508, 'microseconds')?.getTime()).toBe(1694541295773);
  expect(readEpoch(1694541295773508)).toBeUndefined();
  expect(readEpoch(1, 'hours' as 'seconds')).toBeUndefined();
});

describe('readMedia', () => {
  const two = {
    MediaUrl0: 'https://example.com/0.jpg',
    MediaContentType0: 'image/jpeg',
    MediaUrl1: 'https://example.com/1',
  };
  const listed = [
    { url: 'https://example.com/0.jpg', contentType: 'image/jpeg' },
    { url: 'https://example.com/1', contentType: undefined },
  ];

  test('the media that are present, at most NumMedia', () => {
    expect(readMedia({ ...two, NumMedia: '2' })).toEqual(listed);
    expect(readMedia({ ...two, NumMedia: '3' })).toEqual(listed);
    expect(readMedia({ ...two, NumMedia: '1' })).toEqual(listed.slice(0, 1));
    expect(readMedia({ ...two, NumMedia: '0' })).toEqual([]);
  });

  test.each([undefined, '', '1e9', '-1', '1000000000', 'NaN', ['2', '2'], '999999999999999999999'])(
    'NumMedia %p: the media that are present',
    (NumMedia) => {
      expect(readMedia({ ...two, NumMedia })).toEqual(listed);
    },
  );

  test('a repeated or empty URL is ignored', () => {
    expect(readMedia({ ...two, MediaUrl0: ['a', 'b'], NumMedia: '2' })).toEqual(listed.slice(1));
    expect(readMedia({ ...two, MediaUrl0: '', NumMedia: '2' })).toEqual(listed.slice(1));
    expect(readMedia({ ...two, MediaContentType0: ['a', 'b'] })[0]?.contentType).toBeUndefined();
  });

  test('at most 100', () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`MediaUrl${index}`, 'x']));
    expect(readMedia(many)).toHaveLength(100);
    expect(readMedia({ ...many, NumMedia: '150' })).toHaveLength(100);
  });

  test('nothing from anything else', () => {
    for (const payload of [...notText, 'MediaUrl0', 1]) expect(readMedia(payload)).toEqual([]);
    expect(readMedia(Object.create({ MediaUrl0: 'x' }))).toEqual([]);
    fc.assert(fc.property(fc.anything(), (payload) => Array.isArray(readMedia(payload))));
  });
});
