import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  signRequest,
  verifyRequest,
  type VerifyRequestOptions,
  type WebRequest,
} from 'nestjs-signalwire-webhook/signature';
import { type SignedTestRequest, WebhookTestClient } from 'nestjs-signalwire-webhook/testing';
import { createHash } from 'node:crypto';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';

const KEY = 'PSK_7TruNcSNTxp4zNrykMj4EPzF';
const OTHER = 'PSK_V3bF8oyeRNpJWGoRWHNYQMUU';
const PUBLIC_URL = 'https://example.com';
const INTERNAL = 'http://10.0.0.7:3000';
const OPTIONS: VerifyRequestOptions = { signingKey: KEY, publicUrl: PUBLIC_URL };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const signalwire = new WebhookTestClient({ signingKey: KEY, publicUrl: PUBLIC_URL });

function arrived(request: SignedTestRequest): Request {
  return new Request(...request.toFetch(INTERNAL));
}

/** The same signed request with another body, which comes as a stream. */
function streamed(
  request: SignedTestRequest,
  body: ReadableStream<unknown>,
  headers: Record<string, string> = {},
): Request {
  const init = { method: 'POST', headers: { ...request.headers, ...headers }, body, duplex: 'half' };
  return new Request(INTERNAL + request.path, init as RequestInit);
}

async function outcome(request: WebRequest, options: Partial<VerifyRequestOptions> = {}): Promise<string> {
  const result = await verifyRequest(request, { ...OPTIONS, ...options });
  return result.verified ? 'verified' : result.reason;
}

const call = signalwire.form('/voice?step=1', { CallSid: 'C1', From: '+1 555' });

describe('the payload', () => {
  test("is a form's parameters, with what else is known", async () => {
    expect(await verifyRequest(arrived(call), OPTIONS)).toEqual({
      verified: true,
      signatureFormat: 'cxml',
      algorithm: 'sha1',
      keyIndex: 0,
      url: 'https://example.com/voice?step=1',
      payload: { CallSid: 'C1', From: '+1 555' },
    });
  });

  test('is the JSON object', async () => {
    const swml = { call: { call_id: 'c1' }, vars: {} };
    const request = arrived(signalwire.json('/swml', swml, { algorithms: ['sha1', 'sha256'] }));
    expect(await verifyRequest(request, OPTIONS)).toMatchObject({
      signatureFormat: 'swml',
      algorithm: 'sha256',
      payload: swml,
    });
  });

  test.each(['GET', 'HEAD'])("is the query's parameters of a %s", async (method) => {
    const [url, init] = signalwire.get('/voice', { CallSid: 'C1', To: ['a', 'b'] }).toFetch(INTERNAL);
    const result = await verifyRequest(new Request(url, { ...init, method }), OPTIONS);
    expect(result).toMatchObject({ verified: true, payload: { CallSid: 'C1', To: ['a', 'b'] } });
  });

  test('of a POST without a body is empty, whatever its query says', async () => {
    const [url, init] = signalwire.get('/voice', { CallSid: 'C1' }).toFetch(INTERNAL);
    const result = await verifyRequest(new Request(url, { ...init, method: 'POST' }), OPTIONS);
    expect(result).toMatchObject({ verified: true, payload: {} });
  });

  test.each([
    signalwire.form('/voice', '__proto__=x&constructor=y'),
    signalwire.json('/swml', '{"__proto__":"x","constructor":"y"}'),
  ])('has no prototype that a parameter could change', async (request) => {
    const result = await verifyRequest(arrived(request), OPTIONS);
    if (!result.verified) throw new Error(result.reason);
    expect(Object.getPrototypeOf(result.payload)).toBeNull();
    expect(Object.entries(result.payload)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  test('is what the matching reading of a form says', async () => {
    const url = `${PUBLIC_URL}/voice`;
    const deduplicated = { method: 'POST', url, headers: FORM, body: 'a=1&a=2' };
    const headers = { ...FORM, ...signRequest(deduplicated, KEY) };
    const request = new Request(`${INTERNAL}/voice`, { method: 'POST', headers, body: 'a=2&a=1&a=2' });
    expect(await verifyRequest(request, OPTIONS)).toMatchObject({ payload: { a: ['1', '2'] } });
  });
});

describe('the public URL', () => {
  test.each([
    ['https://example.com/', '/voice', '/voice'],
    ['https://example.com/stage', '/voice', '/voice'],
    ['https://example.com/stage/', '/voice?a=%7e&b=+', '/voice?a=%7e&b=+'],
    ['https://user:pa%20ss@example.com', '/voice', '/voice'],
    ['https://example.com:8443', '//voice', '//voice'],
    ['https://example.com', '/', ''],
  ])('%s comes before the path and the query: %s', async (publicUrl, path, target) => {
    const [, init] = new WebhookTestClient({ signingKey: KEY, publicUrl })
      .form(path, { a: '1' })
      .toFetch(INTERNAL);
    expect(await outcome(new Request(INTERNAL + target, init), { publicUrl })).toBe('verified');
    expect(await outcome(new Request(`${INTERNAL}/other`, init), { publicUrl })).toBe('signature-mismatch');
  });

  test('takes the place of host and protocol, whatever the caller names', async () => {
    for (const origin of [INTERNAL, 'https://evil.example', 'https://example.com:9999']) {
      expect(await outcome(new Request(...call.toFetch(origin)))).toBe('verified');
    }
    expect(await outcome(arrived(call), { publicUrl: 'https://other.example.com' })).toBe(
      'signature-mismatch',
    );
  });

  test.each(["/voice/o'neil?name=O'Brien&next=a?b='c'", '/voice?name=O%27Brien'])(
    'an apostrophe in the query, which a Request escapes, may have been signed as it is or escaped: %s',
    async (path) => {
      const url = PUBLIC_URL + path;
      const body = 'a=1';
      const headers = { ...FORM, ...signRequest({ method: 'POST', url, headers: FORM, body }, KEY) };
      const at = (target: string) => new Request(INTERNAL + target, { method: 'POST', headers, body });
      expect(await verifyRequest(at(path), OPTIONS)).toMatchObject({ verified: true, url });
      expect(await outcome(at(path.replace('Brien', 'Briem')))).toBe('signature-mismatch');
    },
  );

  test.each([
    ['/voice?step=1', 'malformed-target'],
    ['', 'malformed-target'],
    ['nonsense', 'malformed-target'],
    ['https://example.com', 'malformed-target'],
    ['https:///voice?step=1', 'malformed-target'],
    ['ftp://example.com/voice?step=1', 'malformed-target'],
    ['https://example.com/voice?step=1#x', 'malformed-target'],
    ['https://example.com\\@evil.example/voice?step=1', 'malformed-target'],
    ['https://example.com/voice?step=1\n', 'malformed-target'],
    ['https://example.com/voice?step=2', 'signature-mismatch'],
    ['https://example.com/voice?step=1', 'verified'],
  ])('a URL of %j: %s', async (url, expected) => {
    const { method, headers, body, bodyUsed } = arrived(call);
    expect(await outcome({ method, headers, body, bodyUsed, url })).toBe(expected);
  });
});

describe('keys', () => {
  test('during a rotation are tried in their order', async () => {
    expect(await verifyRequest(arrived(call), { ...OPTIONS, signingKey: [OTHER, KEY] })).toMatchObject({
      verified: true,
      keyIndex: 1,
    });
    expect(await outcome(arrived(call), { signingKey: [OTHER] })).toBe('signature-mismatch');
  });
});

describe('what is rejected by default', () => {
  test.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'post-haste'])('the method %s', async (method) => {
    const request = new Request(arrived(call), { method });
    expect(await outcome(request)).toBe('unexpected-method');
    expect(await outcome(new Request(arrived(call), { method: 'PATCH' }), { methods: ['PATCH'] })).toBe(
      'verified',
    );
  });

  test('a body by its hash in the query', async () => {
    const body = '{"a":1}';
    const hash = createHash('sha256').update(body).digest('hex');
    const url = `/swml?bodySHA256=${hash}`;
    const headers = { 'content-type': 'application/json' };
    const signature = signRequest({ method: 'POST', url: PUBLIC_URL + url, headers, body }, KEY);
    const request = () =>
      new Request(INTERNAL + url, { method: 'POST', headers: { ...headers, ...signature }, body });
    expect(await outcome(request())).toBe('unexpected-content');
    expect(await verifyRequest(request(), { ...OPTIONS, content: ['bodySHA256'] })).toMatchObject({
      payload: { a: 1 },
    });
  });

  test('what `content` does not name', async () => {
    expect(await outcome(arrived(call), { content: ['json', 'query'] })).toBe('unexpected-content');
  });

  test.each([
    ['tampered', call.tampered(), 'signature-mismatch'],
    ['signed with another key', call.withKey(OTHER), 'signature-mismatch'],
    ['unsigned', call.unsigned(), 'missing-signature'],
    ['truncated', call.withHeader('x-signalwire-signature', 'AAAA'), 'malformed-signature'],
    ['of another type', call.withHeader('content-type', 'text/plain'), 'unsupported-content-type'],
    ['a form called JSON', call.withHeader('content-type', 'application/json'), 'body-not-signed'],
    [
      'of two types',
      call.withHeader('content-type', `${FORM['content-type']}, application/json`),
      'unsupported-content-type',
    ],
    ['JSON that is cut', signalwire.json('/swml', '{"a":1,}'), 'malformed-body'],
    ['JSON that is no object', signalwire.json('/swml', '{"a":1}').withBody('[1]'), 'malformed-body'],
  ])('a request that is %s', async (_name, request, reason) => {
    expect(await outcome(arrived(request))).toBe(reason);
  });

  test.each([
    ['x-signalwire-signature', 'malformed-signature'],
    ['x-signalwire-sha256-signature', 'malformed-signature'],
    ['content-type', 'unsupported-content-type'],
  ])('a second %s is rejected as %s', async (name, reason) => {
    const algorithm = name.includes('sha256') ? 'sha256' : 'sha1';
    const request = signalwire.json('/swml', { a: 1 }, { algorithms: [algorithm] });
    const twice = new Headers(request.headers);
    twice.append(name.toUpperCase(), request.headers[name] ?? '');
    expect(await outcome(new Request(arrived(request), { headers: twice }))).toBe(reason);
    expect(await outcome(new Request(arrived(request), { headers: request.headers }))).toBe('verified');
  });

  test("a GET's signature with a body", async () => {
    const get = signalwire.get('/voice', { CallSid: 'C1' });
    const init = { method: 'POST', headers: { ...get.headers, ...FORM }, body: 'CallSid=C2' };
    expect(await outcome(new Request(INTERNAL + get.path, init))).toBe('signature-mismatch');
  });

  test.each([
    [{ 'content-length': '8' }, 'body-not-signed'],
    [{ 'transfer-encoding': 'chunked' }, 'body-not-signed'],
    [{ 'content-length': '0' }, 'verified'],
  ])('a body that the framework left out: %j', async (headers, expected) => {
    const get = signalwire.get('/voice', { CallSid: 'C1' });
    const request = new Request(INTERNAL + get.path, { headers: { ...get.headers, ...headers } });
    expect(await outcome(request)).toBe(expected);
  });
});

/** A stream that counts what was asked of it. */
function counted(
  chunk: Uint8Array,
  count = Infinity,
): { stream: ReadableStream<unknown>; pulled: () => number } {
  let pulled = 0;
  const stream = new ReadableStream(
    {
      pull(controller) {
        pulled++;
        if (pulled > count) controller.close();
        else controller.enqueue(chunk);
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, pulled: () => pulled };
}

const KILOBYTE = Buffer.alloc(1024, 'a');

describe('the body', () => {
  test('is not read where the headers tell enough', async () => {
    const { stream, pulled } = counted(KILOBYTE);
    expect(await outcome(streamed(call.unsigned(), stream))).toBe('missing-signature');
    expect(await outcome(streamed(call, stream, { 'content-length': '1048577' }))).toBe('body-too-large');
    expect(await outcome(streamed(call, stream), { methods: ['GET'] })).toBe('unexpected-method');
    expect(pulled()).toBe(0);
  });

  test('without an end is read up to the limit and no further', async () => {
    for (const headers of [{}, { 'content-length': '10' }, { 'content-length': 'x' }]) {
      const { stream, pulled } = counted(KILOBYTE);
      expect(await outcome(streamed(call, stream, headers))).toBe('body-too-large');
      expect(pulled()).toBe(1025);
    }
    const { stream, pulled } = counted(KILOBYTE);
    expect(await outcome(streamed(call, stream), { maxBodyBytes: 3 * 1024 })).toBe('body-too-large');
    expect(pulled()).toBe(4);
  });

  test('may have as many bytes as the limit says', async () => {
    const request = signalwire.form('/voice', `a=${'x'.repeat(998)}`);
    expect(await outcome(arrived(request), { maxBodyBytes: 1000 })).toBe('verified');
    expect(await outcome(arrived(request), { maxBodyBytes: 999 })).toBe('body-too-large');
    const whole = signalwire.form('/voice', `a=${'x'.repeat(1_048_574)}`);
    expect(await outcome(arrived(whole))).toBe('verified');
  });

  test('may come byte by byte, with empty chunks in between', async () => {
    const { body = Buffer.alloc(0) } = call;
    const stream = new ReadableStream({
      start(controller) {
        for (const byte of body) {
          controller.enqueue(Uint8Array.of(byte));
          controller.enqueue(new Uint8Array());
        }
        controller.close();
      },
    });
    expect(await outcome(streamed(call, stream))).toBe('verified');
  });

  test('that has ended with an error, before or in the middle, is a rejection', async () => {
    const failing = (chunks: readonly unknown[]) =>
      new ReadableStream({
        start: (controller) => {
          for (const chunk of chunks) controller.enqueue(chunk);
        },
        pull: (controller) => {
          controller.error(new Error('aborted'));
        },
      });
    expect(await outcome(streamed(call, failing([])))).toBe('unreadable-body');
    expect(await outcome(streamed(call, failing([call.body])))).toBe('unreadable-body');
    expect(await outcome(streamed(call, failing([42])))).toBe('unreadable-body');
  });

  test('of a request that is aborted is a rejection', async () => {
    const abort = new AbortController();
    const { stream } = counted(KILOBYTE, 1);
    const request = new Request(streamed(call, stream), { signal: abort.signal });
    abort.abort();
    expect(await outcome(request)).not.toBe('verified');
  });

  test('that was read before is an error of the application', async () => {
    const read = arrived(call);
    await read.text();
    const locked = arrived(call);
    locked.body?.getReader();
    const again = arrived(call);
    await verifyRequest(again, OPTIONS);
    for (const request of [read, locked, again]) {
      await expect(verifyRequest(request, OPTIONS)).rejects.toThrow(TypeError);
      await expect(verifyRequest(request, OPTIONS)).rejects.toThrow('request.clone()');
    }
  });

  test('can be read again where a clone was verified', async () => {
    const request = arrived(call);
    expect(await outcome(request.clone())).toBe('verified');
    expect(await request.text()).toBe(call.body?.toString());
  });
});

describe('options', () => {
  const secret = 'PT_the-secret-token';

  test.each<[object | undefined, string]>([
    [
      undefined,
      'The options of verifyRequest() are undefined; they must be an object. Fix: verifyRequest(request,',
    ],
    [[], 'The options of verifyRequest() are an empty list'],
    [
      { signingKey: KEY },
      'publicUrl is undefined; it must be an absolute http(s) URL. Is the environment variable set?',
    ],
    [{}, 'signingKey is undefined; it must be the signing key'],
    [
      { ...OPTIONS, publicUrl: 'example.com' },
      'publicUrl "example.com" has no scheme. Fix: publicUrl: \'https://example.com\'',
    ],
    [{ ...OPTIONS, publicUrl: 'https://example.com/?a=1' }, 'has a query or a fragment'],
    [{ ...OPTIONS, publicUrl: new URL(PUBLIC_URL) }, 'publicUrl is a URL object. Fix: publicUrl: url.href'],
    [
      { ...OPTIONS, publicUrl: () => PUBLIC_URL },
      'publicUrl is a function; it must be an absolute http(s) URL.',
    ],
    [{ ...OPTIONS, signingKey: undefined }, 'signingKey is undefined; it must be the signing key'],
    [{ ...OPTIONS, signingKey: null }, 'signingKey is null; it must be the signing key'],
    [{ ...OPTIONS, signingKey: null }, "Is the environment variable set? Fix: signingKey: 'PSK_…'"],
    [{ ...OPTIONS, signingKey: Promise.resolve(KEY) }, 'Fix: await the Promise: signingKey: await …'],
    [{ ...OPTIONS, signingKey: { projects: {} } }, 'signingKey is an object; it must be the signing key'],
    [
      { ...OPTIONS, signingKey: 'arn:aws:ssm:us-east-1:1:parameter/key' },
      'signingKey is the ARN of an AWS secret',
    ],
    [{ ...OPTIONS, signingKey: '' }, 'signingKey is blank'],
    [{ ...OPTIONS, signingKey: `${KEY}\n` }, 'signingKey begins or ends with whitespace'],
    [{ ...OPTIONS, signingKey: secret }, 'signingKey looks like an API token'],
    [{ ...OPTIONS, signingKey: [KEY, ' '] }, 'signingKey[1] is blank'],
    [{ ...OPTIONS, signingKey: [] }, 'signingKey has 0 keys'],
    [{ ...OPTIONS, signingKey: Array(11).fill(KEY) }, 'signingKey has 11 keys'],
    [{ ...OPTIONS, signingKeys: KEY }, 'of verifyRequest(). Pass several keys as a list'],
    [{ ...OPTIONS, authToken: KEY }, 'SignalWire signs with the signing key (PSK_…), not with an API token.'],
    [
      { ...OPTIONS, validate: false },
      'Verification cannot be turned off. Fix: in tests, sign the request with signRequest(',
    ],
    [
      { ...OPTIONS, maxBodybytes: 1 },
      'Unknown option "maxBodybytes" of verifyRequest(). Did you mean maxBodyBytes?',
    ],
    [
      { ...OPTIONS, secretService: 1 },
      'The options are signingKey, signingKeyKind, publicUrl, methods, content, maxBodyBytes.',
    ],
    [
      { ...OPTIONS, methods: [] },
      "methods is an empty list; it must be a list of HTTP methods in capitals. Fix: methods: ['POST']",
    ],
    [
      { ...OPTIONS, methods: ['GET', 'post'] },
      'methods[1] is "post"; it must be an HTTP method in capitals.',
    ],
    [{ ...OPTIONS, methods: 'POST' }, 'methods is "POST"; it must be a list of'],
    [
      { ...OPTIONS, content: ['xml'] },
      'content[0] is "xml"; it must be one of form, json, query, bodySHA256.',
    ],
    [
      { ...OPTIONS, maxBodyBytes: 0 },
      'maxBodyBytes is 0; it must be a whole number of bytes from 1. Fix: maxBodyBytes: 1_048_576',
    ],
    [{ ...OPTIONS, maxBodyBytes: Infinity }, 'maxBodyBytes is Infinity'],
    [{ ...OPTIONS, maxBodyBytes: '1mb' }, 'maxBodyBytes is "1mb"; it must be a whole number of bytes'],
  ])('%j are an error of the application, which names the option', async (options, message) => {
    const error = await verifyRequest(arrived(call), options as VerifyRequestOptions).catch(
      (reason: unknown) => reason as Error,
    );
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toContain(message);
    expect((error as Error).message).not.toContain(secret);
  });

  describe('signingKeyKind', () => {
    const token = 'PT0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978';
    const byToken = call.withKey(token);

    test("'api-token' accepts a token as key, beside Signing Keys", async () => {
      for (const signingKey of [token, [KEY, token]]) {
        const options = { signingKey, signingKeyKind: 'api-token' } as const;
        expect(await outcome(arrived(byToken), options)).toBe('verified');
        expect(await outcome(arrived(call.withKey(OTHER)), options)).toBe('signature-mismatch');
      }
      expect(await outcome(arrived(call), { signingKeyKind: 'api-token' })).toBe('verified');
      expect(await outcome(arrived(call), { signingKeyKind: undefined })).toBe('verified');
    });

    test.each([undefined, 'signing-key'] as const)(
      '%s rejects it, and names the option last',
      async (kind) => {
        const options = { ...OPTIONS, signingKey: [KEY, token], signingKeyKind: kind };
        const rejection = await verifyRequest(arrived(byToken), options).catch(
          (error: unknown) => error as Error,
        );
        expect(rejection).toBeInstanceOf(TypeError);
        expect((rejection as Error).message).toMatch(
          /^signingKey\[1\] looks like an API token.*If your project signs with its API token: signingKeyKind: 'api-token'\.$/,
        );
      },
    );

    test.each([
      ['PTxxxxxxxxxxxxxxxx ', 'begins or ends with whitespace'],
      ['PT…', 'cut short or masked'],
      ['4b7ae78a-d02e-4889-a63b-08b156d5916e', 'UUID'],
      ['AC0123456789abcdef0123456789abcdef', 'ID of an account'],
      ['', 'is blank'],
    ])("'api-token' still rejects %j", async (signingKey, message) => {
      const options = { ...OPTIONS, signingKey, signingKeyKind: 'api-token' } as const;
      await expect(verifyRequest(arrived(byToken), options)).rejects.toThrow(message);
    });

    test.each(['token', null, token, ['api-token']])('%j is none', async (signingKeyKind) => {
      const options = { ...OPTIONS, signingKeyKind } as never;
      const rejection = await verifyRequest(arrived(call), options).catch((error: unknown) => error as Error);
      expect(rejection).toBeInstanceOf(TypeError);
      expect((rejection as Error).message).toMatch(
        /^signingKeyKind must be 'signing-key', the default, or 'api-token'/,
      );
      expect((rejection as Error).message).not.toContain(token);
    });
  });

  test('that are undefined have their defaults', async () => {
    const options = { methods: undefined, content: undefined, maxBodyBytes: undefined };
    expect(await outcome(arrived(call), options)).toBe('verified');
  });

  test.each([
    undefined,
    null,
    'https://example.com/voice',
    new IncomingMessage(new Socket()),
    { method: 'POST', url: '/voice', headers: {}, body: 'a=1' },
    { method: 'POST', url: '/voice', header: () => undefined },
    call,
  ])('a request of a different framework is an error of the application', async (request) => {
    const result = verifyRequest(request as unknown as WebRequest, OPTIONS);
    await expect(result).rejects.toThrow("verifyRequest takes the web's standard Request");
  });
});

test('no untrusted input rejects the promise, and no unsigned request is verified', async () => {
  const header = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((c) => String.fromCharCode(c)) });
  const signature = fc.oneof(header, fc.constantFrom(...Object.values(call.headers)));
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        method: fc.constantFrom('GET', 'POST', 'PUT', 'HEAD'),
        url: fc.webUrl({ withQueryParameters: true, withFragments: true }),
        contentType: fc.oneof(header, fc.constantFrom('application/json', FORM['content-type'])),
        signature,
        sha256: signature,
        body: fc.uint8Array(),
      }),
      async ({ method, url, contentType, signature, sha256, body }) => {
        const headers = {
          'content-type': contentType,
          'x-signalwire-signature': signature,
          'x-signalwire-sha256-signature': sha256,
        };
        const init = { method, headers, ...(method.startsWith('P') && { body: Uint8Array.from(body) }) };
        return (await outcome(new Request(url, init))) !== 'verified';
      },
    ),
    { numRuns: 1000 },
  );
});
