import { describe, expect, test } from '@jest/globals';

import { encodeBasicAuth } from '../../lib/credentials/basic-auth-header.js';
import { BasicAuthService } from '../../lib/credentials/basic-auth.service.js';

const service = new BasicAuthService({});
const requestOf = (userPass: string) => ({ headers: { authorization: encodeBasicAuth(userPass) } });
const right = { username: 'signalwire', password: 'the-secret' };

describe('static credentials', () => {
  test('are compared whole', async () => {
    expect(await service.verify(requestOf('signalwire:the-secret'), right)).toBeUndefined();
    expect(
      await service.verify(requestOf('signalwire:the-secret'), [{ username: 'a', password: 'b' }, right]),
    ).toBeUndefined();
    expect(await service.verify(requestOf('a:b'), [{ username: 'a', password: 'b' }, right])).toBeUndefined();
    expect(await service.verify(requestOf('signalwire:the-secre'), right)).toBe('wrong-credentials');
    expect(await service.verify({ headers: {} }, right)).toBe('missing-credentials');
    expect(await service.verify({ headers: { authorization: '' } }, right)).toBe('wrong-credentials');
  });

  test('are read once', async () => {
    let reads = 0;
    const counted = {
      username: 'signalwire',
      get password() {
        reads++;
        return 'the-secret';
      },
    };
    for (let turn = 0; turn < 5; turn++) await service.verify(requestOf('signalwire:the-secret'), counted);
    expect(reads).toBe(1);
  });

  test('that are unusable reject every request', async () => {
    await expect(service.verify(requestOf('a:'), { username: 'a', password: '' })).rejects.toThrow(
      'needs a non-blank password',
    );
    await expect(service.verify(requestOf('a:b'), undefined)).rejects.toThrow('basicAuth is not set');
  });
});

describe('a function', () => {
  test('is called once, and once more for a rotated password', async () => {
    let password = 'older';
    let calls = 0;
    const source = () => {
      calls++;
      return Promise.resolve({ username: 'signalwire', password });
    };
    const rotating = new BasicAuthService({ signingKeyCache: { refreshInterval: 0 } });
    expect(await rotating.verify(requestOf('signalwire:older'), source)).toBeUndefined();
    expect(await rotating.verify(requestOf('signalwire:older'), source)).toBeUndefined();
    expect(calls).toBe(1);
    password = 'newer';
    expect(await rotating.verify(requestOf('signalwire:newer'), source)).toBeUndefined();
    expect(await rotating.verify(requestOf('signalwire:newer'), source)).toBeUndefined();
    expect(await rotating.verify(requestOf('signalwire:older'), source)).toBe('wrong-credentials');
    expect(calls).toBe(3);
  });

  test('that fails is unavailable, by a rejection that can be caught', async () => {
    const failing = service.verify(requestOf('a:b'), () => Promise.reject(new Error('the-secret')));
    await expect(failing).rejects.toMatchObject({
      name: 'SigningKeysUnavailableError',
      message: 'The basicAuth function failed: Error.',
    });
  });
});
