import { NestFactory } from '@nestjs/core';
import {
  SIGNALWIRE_WEBHOOK_VERIFIER,
  SignalWireWebhookModule,
  type SignalWireWebhookRouteOptions,
  type SignalWireWebhookVerifier,
} from 'nestjs-signalwire-webhook';
import { verifySignature } from 'nestjs-signalwire-webhook/signature';

import { isForRoute, type ReferenceVerified, referenceResult } from '../reference/verify.js';
import { inOtherTypes } from './odd-types.js';
import { comparable } from './payload.js';
import { Random } from './random.js';
import { type RandomRequest, randomRequest } from './signed-requests.js';

export interface Difference {
  readonly number: number;
  readonly case: RandomRequest;
  readonly reference: unknown;
  readonly library: unknown;
}

export interface DifferentialRun {
  readonly cases: number;
  readonly verified: number;
  readonly differences: readonly Difference[];
}

const EVERYTHING = {
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
  content: ['form', 'json', 'query', 'bodySHA256'],
} satisfies SignalWireWebhookRouteOptions;

const MOST_DIFFERENCES = 20;

/** Holds the library's result, and the payload that a handler would get, against the reference's. */
export async function runDifferential(seed: number, cases: number): Promise<DifferentialRun> {
  const context = await NestFactory.createApplicationContext(
    SignalWireWebhookModule.forRoot({ signingKey: 'PSK_not_used_here', publicUrl: 'https://example.com' }),
    { logger: false },
  );
  const verifier = context.get<SignalWireWebhookVerifier>(SIGNALWIRE_WEBHOOK_VERIFIER);
  const random = new Random(seed);
  const types = new Random(seed);
  const differences: Difference[] = [];
  let verified = 0;
  let number = 0;
  for (; number < cases && differences.length < MOST_DIFFERENCES; number++) {
    const each = randomRequest(random);
    const reference = referenceResult(each.request, each.signingKeys);
    const library = await libraryResult(verifier, { ...each, request: inOtherTypes(types, each.request) });
    if (reference) verified++;
    if (!isSame(atVerifier(each, reference), library))
      differences.push({ number, case: each, reference, library });
  }
  await context.close();
  return { cases: number, verified, differences };
}

interface LibraryResult extends Omit<ReferenceVerified, 'content' | 'payload'> {
  readonly verified: boolean;
  readonly reason?: string;
  readonly payload: Readonly<Record<string, unknown>> | undefined;
}

async function libraryResult(
  verifier: SignalWireWebhookVerifier,
  { request, signingKeys }: RandomRequest,
): Promise<LibraryResult> {
  const result = verifySignature(request, signingKeys);
  if (!result.verified) return { ...result, payload: undefined } as unknown as LibraryResult;
  const verification = await verifier.verify(request, { signingKey: signingKeys, ...EVERYTHING });
  if (verification.verified) return { ...result, payload: verification.payload };
  const payload = verification.reason === 'malformed-body' ? undefined : { rejected: verification.reason };
  return { ...result, payload };
}

/** The verifier rejects what the pure function verified if the route's `content` does not fit. */
function atVerifier(
  { request }: RandomRequest,
  reference: ReferenceVerified | undefined,
): ReferenceVerified | undefined {
  if (reference === undefined || isForRoute(reference, request, EVERYTHING.content)) return reference;
  return { ...reference, payload: [['rejected', 'body-not-signed']] };
}

function isSame(reference: ReferenceVerified | undefined, library: LibraryResult): boolean {
  if (!library.verified) {
    const isMalformed = reference?.payload === undefined && library.reason === 'malformed-body';
    return reference === undefined || isMalformed;
  }
  if (reference === undefined) return false;
  const { signatureFormat, algorithm, keyIndex, url, payload } = library;
  const isSameMatch =
    signatureFormat === reference.signatureFormat &&
    algorithm === reference.algorithm &&
    keyIndex === reference.keyIndex &&
    url === reference.url;
  return isSameMatch && comparable(payload && Object.entries(payload)) === comparable(reference.payload);
}

export function describeDifference({ number, case: each, reference, library }: Difference): string {
  const { body = '', ...request } = each.request;
  const bytes = Buffer.from(body as string);
  return JSON.stringify(
    { number, ...request, body: bytes.toString('latin1'), signingKeys: each.signingKeys, reference, library },
    null,
    1,
  );
}
