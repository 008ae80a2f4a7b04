import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type AcceptedAuthentication,
  SIGNALWIRE_WEBHOOK_VERIFIER,
  SignalWireWebhookModule,
  type SignalWireWebhookRouteOptions,
  type SignalWireWebhookVerifier,
  type WebhookAuthentication,
} from 'nestjs-signalwire-webhook';
import { type WebhookRequest, verifySignature } from 'nestjs-signalwire-webhook/signature';

import { diagnose } from '../../lib/diagnosis/index.js';
import { withOddTypes } from '../support/fuzz/odd-types.js';
import { Random } from '../support/fuzz/random.js';
import { type RandomRequest, randomRequest } from '../support/fuzz/signed-requests.js';
import { readBasicCredentials } from '../support/reference/basic-auth.js';
import { isForRoute, referenceResult } from '../support/reference/verify.js';

const SEED = 20261130;
const CASES = 20_000;
/** Each is verified three times. */
const WITH_BASIC_AUTH = 5_000;
/** A diagnosis takes some milliseconds. */
const DIAGNOSED = 400;

const METHODS: readonly WebhookAuthentication[] = ['signature', 'basic-auth'];
const CREDENTIALS = { username: 'u', password: 'p' };
const AUTHORIZATION = `Basic ${Buffer.from('u:p').toString('base64')}`;
const EVERYTHING = {
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
  content: ['form', 'json', 'query', 'bodySHA256'],
} satisfies SignalWireWebhookRouteOptions;

/** Now and then with the right credentials. */
function withCredentials(random: Random, { request, signingKeys }: RandomRequest): RandomRequest {
  const headers = { ...request.headers, ...(random.chance(0.3) && { authorization: AUTHORIZATION }) };
  return { request: { ...request, headers }, signingKeys };
}

function* oddRequests(seed: number, cases: number) {
  const random = new Random(seed);
  for (let number = 0; number < cases; number++) {
    const { request, signingKeys } = withCredentials(random, randomRequest(random));
    yield { number, signingKeys, ...withOddTypes(random, request) };
  }
}

describe('requests whose headers and bodies are of any type', () => {
  let context: INestApplicationContext;
  let verifier: SignalWireWebhookVerifier;

  beforeAll(async () => {
    const module = SignalWireWebhookModule.forRoot({
      signingKey: 'PSK_not_used_here',
      publicUrl: 'https://example.com',
      basicAuth: CREDENTIALS,
    });
    context = await NestFactory.createApplicationContext(module, { logger: false });
    verifier = context.get<SignalWireWebhookVerifier>(SIGNALWIRE_WEBHOOK_VERIFIER);
  });

  afterAll(() => context.close());

  test('are verified as the same in text is, 20,000 of them, and never throw', async () => {
    const different: unknown[] = [];
    let verified = 0;
    for (const { number, received, text, signingKeys } of oddRequests(SEED, CASES)) {
      const reference = text && referenceResult(text, signingKeys);
      const result = verifySignature(received, signingKeys);
      const { verified: byVerifier } = await verifier.verify(received, {
        signingKey: signingKeys,
        ...EVERYTHING,
      });
      const hasPayload = reference?.payload !== undefined;
      const isRight = hasPayload && isForRoute(reference, text as WebhookRequest, EVERYTHING.content);
      if (isRight) verified++;
      const isPureRight = result.verified === (reference !== undefined) || !hasPayload;
      if (byVerifier !== isRight || !isPureRight) different.push({ number, reference, result });
    }
    expect(different).toEqual([]);
    expect(verified).toBeGreaterThan(CASES / 5);
  }, 240_000);

  test('pass with basic auth only by the right credentials, and never throw', async () => {
    let verified = 0;
    for (const { received, text, signingKeys } of oddRequests(SEED + 1, WITH_BASIC_AUTH)) {
      const authorization = text?.headers.authorization as string | undefined;
      const credentials = readBasicCredentials(authorization);
      const hasCredentials = credentials?.username === 'u' && credentials.password === 'p';
      const isSigned = text !== undefined && referenceResult(text, signingKeys) !== undefined;
      const by = async (accept: AcceptedAuthentication) => {
        const options = { signingKey: signingKeys, accept, ...EVERYTHING };
        return (await verifier.verify(received, options)).verified;
      };
      const [basic, either, both] = [
        await by('basic-auth'),
        await by({ anyOf: METHODS }),
        await by({ allOf: METHODS }),
      ];
      if (basic) verified++;
      expect([basic && !hasCredentials, either && !hasCredentials && !isSigned]).toEqual([false, false]);
      expect(both && !(hasCredentials && isSigned)).toBe(false);
    }
    expect(verified).toBeGreaterThan(WITH_BASIC_AUTH / 10);
  }, 240_000);

  test('are diagnosed without throwing', () => {
    let rejected = 0;
    for (const { received, signingKeys } of oddRequests(SEED + 2, DIAGNOSED)) {
      const { verdict } = diagnose(received, signingKeys);
      if (verdict !== 'verified') rejected++;
    }
    expect(rejected).toBeGreaterThan(DIAGNOSED / 4);
  }, 240_000);
});
