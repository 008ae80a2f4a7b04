import { describe, expect, test } from '@jest/globals';

import { ApplicationFailure } from '../../lib/errors/application-failure.js';
import { describeError } from '../../lib/errors/describe-error.js';
import { describeInternalError } from '../../lib/errors/describe-internal-error.js';
import { SigningKeysUnavailableError } from '../../lib/errors/signing-keys-unavailable.error.js';
import { LogLine } from '../../lib/logging/log-line.js';
import { textOfRequest } from '../../lib/request/request-text.js';

const place = { what: 'verification', isThrown: true, requestText: '' };

function thrownBy(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

describe('a message that quotes a value is left out', () => {
  const form = { rawBody: Buffer.from('Body=hunt%65r+of+Ada&Card=4111') };
  const json = { rawBody: Buffer.from('{"a":"hunt\\u0065r"}') };
  const nested = { rawBody: Buffer.from('payload=%7B%22a%22%3A%22hunt%5Cu0065r%22%7D') };

  test.each<[string, () => unknown, object]>([
    ['the operator in', () => 'x' in ('hunter' as never), form],
    ['JSON.parse', () => JSON.parse('hunter') as unknown, json],
    ['JSON.parse, with JSON', () => JSON.parse('{"pin": 1 hunter}') as unknown, {}],
    ['Object.fromEntries', () => Object.fromEntries(['hunter'] as never), nested],
    ['a callback', () => [1].map('hunter' as never), { body: { a: 'Hunter' } }],
    ['a callback, cut', () => [1].map('unt' as never), { body: { a: 'Hunter' } }],
    ['a short callback', () => [1].map('ok' as never), { url: '/hook?a=ok' }],
    ['a letter', () => [1].map('z' as never), { body: ['z'] }],
    ['beside a percent sign', () => [1].map('adam' as never), { body: '100%adam' }],
    ['a password', () => [1].map('hunter' as never), { headers: { authorization: 'Basic dTpodW50ZXI=' } }],
    ['an argument of Node', () => Buffer.alloc(1).write(7 as never, 'hunter' as never), {}],
    ['an address', () => new URL('hunter'), {}],
    ['a number', () => new Set(4111 as never), {}],
    ['a long word, such as a key', () => [1].map('abcdefghijklmnopqrstuvwxyz' as never), {}],
    ['letters beyond ASCII', () => [1].map('Zoë' as never), {}],
  ])('of %s', (_name, run, request) => {
    const error = thrownBy(run) as Error;
    const { text, stack } = describeError(error, { ...place, requestText: textOfRequest(request) });
    expect(text).toMatch(
      new RegExp(`^The verification failed: ${error.name}( \\(ERR_\\w+\\))?\\. The log leaves`),
    );
    expect(text + String(stack)).not.toContain(error.message);
    expect(stack).toMatch(/^ {4}at /);
  });

  test('if the request is unreadable, or too long to search', () => {
    const error = new TypeError("Cannot read properties of undefined (reading 'trim')");
    const circular: Record<string, unknown> = {};
    circular['body'] = circular;
    const unreadable = Object.defineProperty({}, 'rawBody', {
      get() {
        throw new Error('x');
      },
    });
    const long = Buffer.alloc(128 * 1024 + 1, 'z');
    for (const request of [
      undefined,
      null,
      circular,
      unreadable,
      { rawBody: long },
      { body: long.toString() },
    ]) {
      const requestText = textOfRequest(request);
      expect(requestText).toBeUndefined();
      const { text } = describeError(error, { ...place, isThrown: false, requestText });
      expect(text).toMatch(
        /^The verification failed: TypeError\. The log leaves the error's message out, because it may be confidential\. The error is/,
      );
    }
  });

  test('and only such a message', () => {
    const requestText = textOfRequest({
      url: '/read?set=undefined',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: ['*/*'] },
      rawBody: Buffer.from(
        'CallSid=0d8b7e2c-0f4b-4f3c-8f62-3d4c2a9b6e55&Body=This+is+a+function+of+the+object',
      ),
      body: { CallSid: null },
    });
    for (const run of [
      () => (undefined as unknown as string).trim(),
      () => (null as unknown as unknown[]).at(0),
      () => new Array<string>().reduce((sum) => sum),
    ]) {
      const error = thrownBy(run) as Error;
      expect(describeInternalError(error, requestText)).toMatchObject({
        summary: `TypeError: ${error.message}`,
        isMessageLeftOut: false,
      });
    }
  });
});

test.each([['x'], ['at'], ['']])('no frames of a stack that has a message other than %p', (message) => {
  const error = new Error('hunter\n    at hunter (hunter.js:1:1)');
  expect(error.stack).toContain('hunter.js');
  error.message = message;
  expect(describeError(error, place).stack).toBeUndefined();
});

test.each([[new Error('r')], [new TypeError()], [thrownBy(() => new URL('x'))]])(
  'the frames of %p',
  (error) => {
    expect(describeError(error, place).stack).toMatch(/^ {4}at .*\n/);
  },
);

describe('what was thrown may be anything', () => {
  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['a symbol', Symbol('x')],
    ['a revoked proxy', Proxy.revocable({}, {})],
    ['an object without prototype', Object.create(null)],
  ])('%s', (_name, thrown) => {
    expect(describeError(thrown, place).text).toMatch(
      /^The verification failed: something that is not an Error was thrown\. The error is in/,
    );
  });

  test('an error whose properties are no texts', () => {
    const error = Object.defineProperties(new Error('x'), {
      name: { value: 7 },
      message: { value: { toString: () => 'the-secret' } },
      stack: { value: ['the-secret'] },
    });
    expect(describeError(error, place)).toEqual({
      text: expect.stringMatching(/^The verification failed: Error\. /),
    });
  });

  test('one of ours whose message changes each time it is read', () => {
    let reads = 0;
    const error = Object.defineProperty(new SigningKeysUnavailableError('x'), 'message', {
      get: () => (reads++ === 0 ? 'x' : Symbol('not a text')),
    });
    expect(() => describeError(error, place)).not.toThrow();
  });
});

test('the frames are bounded, and a message adds none', () => {
  const recurse = (depth: number): never => {
    if (depth > 0) return recurse(depth - 1);
    throw new Error('one\n    at evil (evil.js:1:1)\n    at '.padEnd(10_000, 'x'));
  };
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 500;
  try {
    const { summary, stack } = describeInternalError(
      thrownBy(() => recurse(300)),
      '',
    );
    expect(summary.length).toBeLessThan(400);
    expect(summary).not.toMatch(/\n/);
    expect(stack?.split('\n')).toHaveLength(20);
    expect(stack).not.toContain('evil');
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
});

test('where to read it is said only if something was left out', () => {
  const withCause = new SigningKeysUnavailableError('The store failed.', { cause: new Error('the-secret') });
  expect(describeError(withCause, place).text).toContain('as the cause of the exception');
  expect(describeError(withCause, { ...place, isThrown: false }).text).toContain('where it is thrown.');
  for (const error of [
    new SigningKeysUnavailableError('The store failed.'),
    new SigningKeysUnavailableError('The store failed.', { cause: new SigningKeysUnavailableError('x') }),
  ]) {
    expect(describeError(error, place)).toEqual({ text: 'The store failed.' });
  }
  expect(describeError(new ApplicationFailure('publicUrl function', undefined), place)).toEqual({
    text: 'The publicUrl function failed: something that is not an Error was thrown.',
  });
});

test('a line with a stack: a field for JSON, lines for text', () => {
  const line = new LogLine('text', { route: 'A.b' }, '    at x (y.js:1:1)');
  expect(String(line)).toBe('text\n    at x (y.js:1:1)');
  expect(JSON.parse(JSON.stringify(line))).toEqual({
    msg: 'text',
    route: 'A.b',
    stack: '    at x (y.js:1:1)',
  });
  const other = new LogLine('text', { stack: 'of a listener' });
  expect([String(other), JSON.parse(JSON.stringify(other))]).toEqual([
    'text',
    { msg: 'text', stack: 'of a listener' },
  ]);
});
