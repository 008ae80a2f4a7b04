import { expect, jest, test } from '@jest/globals';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SignalWireWebhookModule, SignalWireWebhookVerifier } from 'nestjs-signalwire-webhook';
import { createUrlToken } from 'nestjs-signalwire-webhook/signature';

import { PUBLIC_URL, SIGNING_KEY } from '../support/signing.js';
import { SECRET } from '../support/url-tokens.js';

const bind = { call_id: 'call-1' };
const route = { accept: 'url-token', urlToken: { bind: ['call_id'] } } as const;

@Module({
  imports: [
    SignalWireWebhookModule.forRoot({
      signingKey: SIGNING_KEY,
      publicUrl: PUBLIC_URL,
      urlTokenSecret: SECRET,
    }),
  ],
})
class WorkerModule {}

/** Each letter as it is, and percent-encoded in lower and upper case. */
function encodingsOf(name: string): string[] {
  return Array.from(name).reduce<string[]>(
    (names, letter) => {
      const encoded = `%${letter.charCodeAt(0).toString(16)}`;
      const all = new Set([letter, encoded, encoded.toUpperCase()]);
      return names.flatMap((each) => [...all].map((next) => each + next));
    },
    [''],
  );
}

test('each encoding of the name counts as a second token, and malformed names cost no decoding', async () => {
  const context = await NestFactory.createApplicationContext(WorkerModule, { logger: false });
  const decode = jest.spyOn(globalThis, 'decodeURIComponent');
  try {
    const verifier = context.get(SignalWireWebhookVerifier);
    const verify = async (query: string) => {
      const url = `${PUBLIC_URL}/swaig?${query}`;
      const token = createUrlToken({ secret: SECRET, url, method: 'POST', bind });
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify(bind);
      return verifier.verify({ method: 'POST', url: `${url}&sw_token=${token}`, headers, body }, route);
    };
    const names = encodingsOf('sw_token');
    expect(names).toHaveLength(2 ** 4 * 3 ** 4);
    for (const name of names) {
      expect(decodeURIComponent(name)).toBe('sw_token');
      expect(await verify(`${name}=1`)).toMatchObject({ reason: 'malformed-token' });
    }
    decode.mockClear();
    for (const other of ['%', '%zz', '%ff', '%73', 'SW_TOKEN', 'sw%255ftoken', 'sw_token%', 'sw_token%00'])
      expect(await verify(`${other}&`.repeat(2_000))).toMatchObject({ verified: true });
    expect(decode).not.toHaveBeenCalled();
  } finally {
    decode.mockRestore();
    await context.close();
  }
});

test('the payload of a rejected token is parsed, but not decoded', async () => {
  const context = await NestFactory.createApplicationContext(WorkerModule, { logger: false });
  const change = jest.spyOn(Object, 'setPrototypeOf');
  try {
    const verifier = context.get(SignalWireWebhookVerifier);
    const token = createUrlToken({ secret: SECRET, url: PUBLIC_URL, method: 'POST', bind });
    const verify = (call_id: string) =>
      verifier.verify(
        {
          method: 'POST',
          url: `${PUBLIC_URL}/?sw_token=${token}`,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ call_id, list: Array(1_000).fill({}) }),
        },
        route,
      );
    change.mockClear();
    expect(await verify('call-2')).toMatchObject({ reason: 'token-mismatch' });
    expect(change).not.toHaveBeenCalled();
    expect(await verify('call-1')).toMatchObject({ verified: true });
    expect(change.mock.calls.length).toBeGreaterThan(1_000);
  } finally {
    change.mockRestore();
    await context.close();
  }
});
