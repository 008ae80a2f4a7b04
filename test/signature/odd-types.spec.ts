import { describe, expect, test } from '@jest/globals';
import {
  type WebhookRequest,
  signRequest,
  verifyRequest,
  verifySignature,
  type WebRequest,
} from 'nestjs-signalwire-webhook/signature';

import { diagnose } from '../../lib/diagnosis/index.js';
import { FORM, JSON_TYPE, SIGNING_KEY } from '../support/signing.js';

const URL_ = 'https://example.com/hook';
const GET: WebhookRequest = { method: 'GET', url: URL_, headers: {} };
const FORM_POST: WebhookRequest = { method: 'POST', url: URL_, headers: FORM, body: 'CallSid=c1' };
const JSON_POST: WebhookRequest = { method: 'POST', url: URL_, headers: JSON_TYPE, body: '{"a":1}' };

const HEADER = 'x-signalwire-signature';

function signatureOf(request: WebhookRequest): string {
  return signRequest(request, SIGNING_KEY)[HEADER] ?? '';
}

function withHeaders(request: WebhookRequest, headers: Record<string, unknown>): WebhookRequest {
  const all: Record<string, unknown> = { ...request.headers, [HEADER]: signatureOf(request), ...headers };
  return { ...request, headers: all as WebhookRequest['headers'] };
}

function reasonOf(request: WebhookRequest): string {
  const result = verifySignature(request, SIGNING_KEY);
  if (!result.verified) expect(diagnose(request, SIGNING_KEY).reason).toBe(result.reason);
  return result.verified ? 'verified' : result.reason;
}

const signature = signatureOf(GET);
const text = (value: string) => ({ toString: () => value, [Symbol.toPrimitive]: () => value });

describe('a header', () => {
  test.each([
    ['an array of one', [signature], 'verified'],
    ['an array of two', [signature, signature], 'malformed-signature'],
    ['an array with something else', [signature, {}], 'malformed-signature'],
    ['an array with null', [signature, null], 'malformed-signature'],
    ['an array in an array', [[signature]], 'malformed-signature'],
    ['an array whose join gives it', Object.assign([], { join: () => signature }), 'malformed-signature'],
    ['an array that holds itself', cyclic(), 'malformed-signature'],
    ['an object whose text it is', text(signature), 'malformed-signature'],
    ['a String object', new String(signature), 'malformed-signature'],
    ['bytes', Buffer.from(signature), 'malformed-signature'],
    ['an object without a prototype', Object.create(null) as object, 'malformed-signature'],
    ['a number', 1, 'malformed-signature'],
    ['a bigint', 1n, 'malformed-signature'],
    ['a boolean', true, 'malformed-signature'],
    ['a symbol', Symbol(signature), 'malformed-signature'],
    ['a function', () => signature, 'malformed-signature'],
    ['undefined', undefined, 'missing-signature'],
    ['null', null, 'missing-signature'],
  ])('that is %s', (_name, value, reason) => {
    expect(reasonOf(withHeaders(GET, { [HEADER]: value }))).toBe(reason);
  });

  test.each([null, undefined])('that is %s is absent: the alias counts, and no digest decides', (absent) => {
    const alias = { [HEADER]: absent, 'x-twilio-signature': signature };
    expect(reasonOf(withHeaders(GET, alias))).toBe('verified');
    expect(reasonOf(withHeaders(JSON_POST, { 'x-signalwire-sha256-signature': absent }))).toBe('verified');
    expect(reasonOf(withHeaders(FORM_POST, { 'Content-Type': absent }))).toBe('verified');
  });

  test.each([{}, [], false])('that is %j decides: nothing takes its place', (value) => {
    const alias = { [HEADER]: value, 'x-twilio-signature': signature };
    expect(reasonOf(withHeaders(GET, alias))).toBe('malformed-signature');
    expect(reasonOf(withHeaders(JSON_POST, { 'x-signalwire-sha256-signature': value }))).toBe(
      'malformed-signature',
    );
    expect(reasonOf(withHeaders(FORM_POST, { 'Content-Type': value }))).toBe('unsupported-content-type');
  });

  test('that is a number counts as its digits', () => {
    const bigint = { [HEADER]: BigInt('1'.repeat(40)) };
    expect(reasonOf(withHeaders(GET, bigint))).toBe('signature-mismatch');
  });

  test.each([undefined, null, 'headers', 5])('of headers that are %s is absent', (headers) => {
    expect(reasonOf({ ...GET, headers: headers as never })).toBe('missing-signature');
  });
});

function cyclic(): unknown[] {
  const array: unknown[] = [];
  array.push(array);
  return array;
}

describe('a body', () => {
  test.each([null, undefined])('that is %s is none', (body) => {
    expect(reasonOf(withHeaders({ ...GET, body }, {}))).toBe('verified');
    expect(signRequest({ ...GET, body }, SIGNING_KEY)).toEqual(signRequest(GET, SIGNING_KEY));
  });

  test.each([
    ['an object', { CallSid: 'c1' }],
    ['an object with a length', { length: 0 }],
    ['an object without a prototype', Object.create(null) as object],
    ['an array', []],
    ['an ArrayBuffer', new ArrayBuffer(0)],
    ['a number', 0],
    ['a boolean', false],
    ['a symbol', Symbol('body')],
    ['a function', () => ''],
    ['a String object', new String('CallSid=c1')],
  ])('that is %s is rejected, and cannot be signed', (_name, body) => {
    for (const request of [GET, FORM_POST, JSON_POST]) {
      const received = { ...withHeaders(request, {}), body: body as unknown as string };
      expect(reasonOf(received)).toBe('malformed-body');
      expect(diagnose(received, SIGNING_KEY).findings.map(({ code }) => code)).toEqual(['body-not-bytes']);
      expect(() => signRequest(received, SIGNING_KEY)).toThrow(TypeError);
    }
  });

  test('may be a view of any kind', () => {
    const bytes = Buffer.from('xxCallSid=c1');
    const view = new DataView(bytes.buffer, bytes.byteOffset + 2, bytes.length - 2);
    expect(reasonOf({ ...withHeaders(FORM_POST, {}), body: view as unknown as Uint8Array })).toBe('verified');
  });
});

describe('verifyRequest', () => {
  const options = { signingKey: SIGNING_KEY, publicUrl: 'https://example.com' };
  const verify = async (headers: Record<string, unknown>, chunks?: unknown[]) => {
    const values = new Map(Object.entries({ [HEADER]: signature, ...headers }));
    const pending = [...(chunks ?? [])];
    const reader = {
      read: () => Promise.resolve({ done: pending.length === 0, value: pending.shift() }),
      releaseLock: () => undefined,
    };
    const request = {
      method: chunks ? 'POST' : 'GET',
      url: URL_,
      headers: values,
      body: chunks ? { locked: false, getReader: () => reader } : null,
      bodyUsed: false,
    };
    const result = await verifyRequest(request as unknown as WebRequest, options);
    return result.verified ? 'verified' : result.reason;
  };

  test('takes headers of a Map, where an absent one is undefined', async () => {
    expect(await verify({})).toBe('verified');
  });

  test.each([
    [0, 'verified'],
    [5, 'body-not-signed'],
    [{}, 'body-not-signed'],
    [Symbol('0'), 'body-not-signed'],
  ])('reads a length of %p', async (length, reason) => {
    expect(await verify({ 'content-length': length })).toBe(reason);
  });

  test.each([{}, [signature, signature], 5, false])('rejects a signature that is %j', async (value) => {
    expect(await verify({ [HEADER]: value })).toBe('malformed-signature');
  });

  test.each([{}, 5, ['a']])('rejects a body of which a chunk is %j', async (chunk) => {
    expect(await verify(FORM, [Buffer.from('a='), chunk])).toBe('unreadable-body');
  });
});
