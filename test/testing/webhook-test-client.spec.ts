import { describe, expect, test } from '@jest/globals';
import { SignalWireWebhookConfigurationError } from 'nestjs-signalwire-webhook';
import { verifySignature } from 'nestjs-signalwire-webhook/signature';
import { inboundCall, swmlCall, WebhookTestClient } from 'nestjs-signalwire-webhook/testing';

import { PUBLIC_URL, SIGNING_KEY } from '../support/signing.js';

const signalwire = new WebhookTestClient({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL });

describe('the client', () => {
  test.each([
    ['https://example.com', 'https://example.com/hook'],
    ['https://example.com/', 'https://example.com/hook'],
    ['https://example.com/stage/', 'https://example.com/stage/hook'],
  ])('signs for %s', (publicUrl, url) => {
    const request = new WebhookTestClient({ signingKey: SIGNING_KEY, publicUrl }).form(
      '/hook',
      inboundCall(),
    );
    expect(request).toMatchObject({ method: 'POST', path: '/hook', url });
    expect(verifySignature(request, SIGNING_KEY)).toMatchObject({
      verified: true,
      signatureFormat: 'cxml',
      url,
    });
  });

  test('sends the credentials of the public URL', () => {
    const publicUrl = 'https://user:p%40ss@example.com';
    const request = new WebhookTestClient({ signingKey: SIGNING_KEY, publicUrl }).form(
      '/hook',
      inboundCall(),
    );
    expect(request.headers['authorization']).toBe(`Basic ${btoa('user:p@ss')}`);
    expect(request.url).toBe('https://user:p%40ss@example.com/hook');
    expect(request.unsigned().headers['authorization']).toBeDefined();
    expect(verifySignature(request, SIGNING_KEY).verified).toBe(true);
  });

  test('signs JSON as asked', () => {
    const both = signalwire.json('/hook', swmlCall(), { algorithms: ['sha1', 'sha256'] });
    expect(Object.keys(both.headers).sort()).toEqual([
      'content-type',
      'x-signalwire-sha256-signature',
      'x-signalwire-signature',
    ]);
    expect(Object.keys(both.withKey('PSK_other').headers)).toHaveLength(3);
    expect(Object.keys(both.unsigned().headers)).toEqual(['content-type']);
  });

  test.each([
    ['an object', { a: 'x y', b: 1, c: true, d: null, e: undefined, f: [1, 2], g: [] }],
    [
      'pairs',
      [
        ['a', 'x y'],
        ['b', 1],
        ['c', true],
        ['f', [1, 2]],
      ],
    ],
    ['URLSearchParams', new URLSearchParams('a=x y&b=1&c=true&f=1&f=2')],
    ['text', 'a=x+y&b=1&c=true&f=1&f=2'],
    ['bytes', Buffer.from('a=x+y&b=1&c=true&f=1&f=2')],
  ])('takes parameters as %s', (_name, parameters) => {
    expect(String(signalwire.form('/hook', parameters).body)).toBe('a=x+y&b=1&c=true&f=1&f=2');
    expect(signalwire.get('/hook', parameters).path).toBe('/hook?a=x+y&b=1&c=true&f=1&f=2');
    expect(signalwire.get('/hook?z=0', parameters).path).toBe('/hook?z=0&a=x+y&b=1&c=true&f=1&f=2');
  });

  test.each([[{ a: {} }], [{ a: [{}] }], [{ a: [[1]] }], [{ a: Symbol('a') }], [[['a', () => 1]]]])(
    'rejects parameters that a form cannot hold: %j',
    (parameters) => {
      expect(() => signalwire.form('/hook', parameters)).toThrow(/^The parameter a must be text/);
    },
  );

  test.each([
    ['hook', "The path must begin with a slash. Fix: '/hook'"],
    ['/café', "HTTP clients change the path '/café'. Fix: '/caf%C3%A9'"],
    ['/a/../b', /Fix: '\/b'/],
    ['/hook#part', /Fix: '\/hook'/],
    ["/hook?a='", /Fix: '\/hook\?a=%27'/],
    ['/a b', /Fix: '\/a%20b'/],
  ])('rejects the path %s, which HTTP clients would change', (path, message) => {
    expect(() => signalwire.form(path, {})).toThrow(message);
    expect(() => signalwire.form('/hook', {}).replayedTo(path)).toThrow(message);
  });

  test('rejects what SignalWire has no signature for', () => {
    expect(() => signalwire.json('/hook', [])).toThrow(TypeError);
    expect(() => signalwire.form('/hook').withKey(' ')).toThrow(TypeError);
    expect(() => new WebhookTestClient({ signingKey: '', publicUrl: PUBLIC_URL }).form('/hook')).toThrow(
      TypeError,
    );
    expect(() => new WebhookTestClient({ signingKey: SIGNING_KEY, publicUrl: 'example.com' })).toThrow(
      SignalWireWebhookConfigurationError,
    );
  });

  test('changes to what the transports got do not reach the request', () => {
    const request = signalwire.form('/hook', inboundCall());
    const { body, headers } = request;
    const before = [String(body), { ...headers }];
    const [, init] = request.toFetch('http://127.0.0.1');
    (init.body as Uint8Array).fill(0);
    (init.headers as Record<string, string>)['content-type'] = 'changed';
    request.toInject().headers['content-type'] = 'changed';
    expect([String(request.body), request.headers]).toEqual(before);
  });
});
