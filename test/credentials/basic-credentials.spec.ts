import { describe, expect, test } from '@jest/globals';
import { SignalWireWebhook, SignalWireWebhookConfigurationError } from 'nestjs-signalwire-webhook';

import {
  decodeBasicAuth,
  encodeBasicAuth,
  encodeBasicAuthOf,
} from '../../lib/credentials/basic-auth-header.js';
import { toUserPasses } from '../../lib/credentials/basic-credentials.js';
import { checkModuleOptions } from '../../lib/signalwire-webhook.options.js';
import { PUBLIC_URL, SIGNING_KEY } from '../support/signing.js';

const right = { username: 'signalwire', password: 'the-secret' };

function errorOf(basicAuth: unknown): string {
  try {
    checkModuleOptions({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL, basicAuth });
  } catch (error) {
    expect(error).toBeInstanceOf(SignalWireWebhookConfigurationError);
    return (error as Error).message;
  }
  return 'no error';
}

describe('basicAuth at start', () => {
  test.each([
    [null, 'basicAuth is not an object; it is null.'],
    ['signalwire:the-secret', 'basicAuth is not an object; it is string.'],
    [7, 'basicAuth is not an object; it is number.'],
    [Promise.resolve(right), 'basicAuth is a Promise, not its value. Await it'],
    [{}, 'basicAuth needs a username without a colon.'],
    [{ password: 'the-secret' }, 'basicAuth needs a username'],
    [{ ...right, username: '' }, 'basicAuth needs a username'],
    [{ ...right, username: 'a:b' }, 'basicAuth needs a username'],
    [{ ...right, username: 7 }, 'basicAuth needs a username'],
    [{ username: 'signalwire' }, 'basicAuth needs a non-blank password'],
    [{ ...right, password: '' }, 'basicAuth needs a non-blank password'],
    [{ ...right, password: ' \t' }, 'basicAuth needs a non-blank password'],
    [{ ...right, password: null }, 'basicAuth needs a non-blank password'],
    [{ ...right, password: 'the-secret\n' }, 'basicAuth contains a line break'],
    [{ ...right, username: 'signalwire\r' }, 'basicAuth contains a line break'],
    [[], 'basicAuth has 0 credentials; pass between 1 and 10.'],
    [Array.from({ length: 11 }, () => right), 'basicAuth has 11 credentials; pass between 1 and 10.'],
    [[right, undefined], 'basicAuth[1] is not an object; it is undefined.'],
    [[right, { ...right, password: '' }], 'basicAuth[1] needs a non-blank password'],
  ])('%j', (basicAuth, message) => {
    expect(errorOf(basicAuth)).toContain(message);
    expect(errorOf(basicAuth)).toContain(
      "Fix: basicAuth: { username: '…', password: '…' }, a list of such objects, or a function",
    );
    expect(errorOf(basicAuth)).not.toContain('the-secret');
    expect(() => SignalWireWebhook({ basicAuth: basicAuth as never })).toThrow(
      SignalWireWebhookConfigurationError,
    );
  });

  test('what is right', () => {
    const ten = Array.from({ length: 10 }, () => right);
    for (const basicAuth of [right, [right], ten, () => null]) expect(errorOf(basicAuth)).toBe('no error');
    expect(toUserPasses({ username: 'ä', password: ' a:b ' })).toEqual(['ä: a:b ']);
  });
});

describe('the header', () => {
  test('there and back', () => {
    expect(encodeBasicAuth('signalwire:pä:ss')).toBe('Basic c2lnbmFsd2lyZTpww6Q6c3M=');
    expect(decodeBasicAuth('Basic c2lnbmFsd2lyZTpww6Q6c3M=')?.toString()).toBe('signalwire:pä:ss');
    expect(decodeBasicAuth('bAsIc   c2lnbmFsd2lyZTpww6Q6c3M= ')?.toString()).toBe('signalwire:pä:ss');
    expect(encodeBasicAuthOf(new URL('https://a:b%40c@example.com'))).toBe(encodeBasicAuth('a:b@c'));
    expect(encodeBasicAuthOf(new URL('https://a@example.com'))).toBe(encodeBasicAuth('a:'));
    expect(encodeBasicAuthOf(new URL('https://:b@example.com'))).toBe(encodeBasicAuth(':b'));
    expect(encodeBasicAuthOf(new URL('https://a%40:%@example.com'))).toBe(encodeBasicAuth('a@:%'));
    expect(encodeBasicAuthOf(new URL('https://example.com'))).toBeUndefined();
  });

  test.each([
    [undefined],
    [['Basic YTpi']],
    [''],
    ['Basic'],
    ['Basic '],
    ['BasicYTpi'],
    ['Basic YT pi'],
    ['Basic YTpi==='],
    ['Basic YTpi x'],
    ['x Basic YTpi'],
    ['Bearer YTpi'],
    ['Basic YWI='],
  ])('%j holds no credentials', (authorization) => {
    expect(decodeBasicAuth(authorization)).toBeUndefined();
  });
});
