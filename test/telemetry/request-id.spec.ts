import { expect, test } from '@jest/globals';

import { readRequestId } from '../../lib/telemetry/request-id.js';

test.each([
  ['of the framework', { id: 'req-1', headers: { 'x-request-id': 'other' } }, 'req-1'],
  ['of pino-http, a number', { id: 7, headers: {} }, '7'],
  [
    'of the header',
    { headers: { 'x-request-id': '3f1c9a52-5d0e-4f3f-8f1c-0a4b5c6d7e8f' } },
    '3f1c9a52-5d0e-4f3f-8f1c-0a4b5c6d7e8f',
  ],
  ['none', { headers: {} }, undefined],
  ['an object', { id: { a: 1 }, headers: {} }, undefined],
  ['empty', { headers: { 'x-request-id': '' } }, undefined],
  ['two headers', { headers: { 'x-request-id': 'a, b' } }, undefined],
  ['a list', { headers: { 'x-request-id': ['a', 'b'] } }, undefined],
  ['too long', { headers: { 'x-request-id': 'a'.repeat(65) } }, undefined],
  ['a line of its own', { headers: { 'x-request-id': 'a\nRefused' } }, undefined],
  ['a line at its end', { headers: { 'x-request-id': 'a\n' } }, undefined],
  ['a malformed one of the framework, taken from a header', { id: 'a b', headers: {} }, undefined],
])('%s', (_name, request, expected) => {
  expect(readRequestId(request)).toBe(expected);
});
