import { Inject, Injectable } from '@nestjs/common';

import type { BasicAuthService } from './basic-auth/basic-auth.service.js';
import type { FoundKeys, SigningKeysService } from './keys/signing-keys.service.js';
import { isStatic } from './keys/signing-key-source.js';
import { decodePayload } from './payload/decode-payload.js';
import { readClaimedProjectId, readProjectId } from './payload/project-id.js';
import type { VerifiedWebhookData } from './request/verified-webhook.js';
import type { RefusalReason } from './signalwire-webhook.exception.js';
import type {
  SignalWireWebhookModuleOptions,
  SignalWireWebhookRouteOptions,
} from './signalwire-webhook.options.js';
import {
  SIGNALWIRE_WEBHOOK_BASIC_AUTH,
  SIGNALWIRE_WEBHOOK_KEYS,
  SIGNALWIRE_WEBHOOK_OPTIONS,
} from './signalwire-webhook.tokens.js';
import { toBytes } from './signature/body.js';
import { readClaim } from './signature/claim.js';
import { readBodyKind } from './signature/headers.js';
import type { SignatureVerdict, SignedRequest } from './signature/index.js';
import { verifyClaim } from './signature/verify-signature.js';

/**
 * What the verifier found: all that is known of a verified request, or why it was refused.
 *
 * @publicApi
 */
export type Verification = (VerifiedWebhookData & { readonly verified: true }) | RefusedWebhook;

/**
 * A refused request, and why; the reason is for the operator only.
 *
 * @publicApi
 */
export interface RefusedWebhook {
  readonly verified: false;
  readonly reason: RefusalReason;
}

/**
 * Decides about a request: finds the signing keys, verifies the signature (or basic auth, where the route accepts it),
 * decodes the payload.
 * Replace it through DI, or inject it to verify requests that come another way than by a controller.
 *
 * @publicApi
 */
@Injectable()
export class SignalWireWebhookVerifier {
  constructor(
    @Inject(SIGNALWIRE_WEBHOOK_OPTIONS) private readonly options: SignalWireWebhookModuleOptions,
    @Inject(SIGNALWIRE_WEBHOOK_KEYS) private readonly keys: SigningKeysService,
    @Inject(SIGNALWIRE_WEBHOOK_BASIC_AUTH) private readonly basicAuth: BasicAuthService,
  ) {}

  /**
   * @param request what was received, with its public URL and raw body
   * @param route options that override the module's
   * @throws SigningKeysUnavailableError if the signing keys cannot be had now
   */
  async verify(request: SignedRequest, route: SignalWireWebhookRouteOptions = {}): Promise<Verification> {
    const accept = route.accept ?? this.options.accept ?? 'signature';
    if (accept === 'signature') return this.verifySigned(request, route);
    const refusal = await this.basicAuth.verify(request, route.basicAuth ?? this.options.basicAuth);
    if (accept === 'either' && refusal !== undefined) return this.verifySigned(request, route);
    if (refusal !== undefined) return refuse(refusal);
    if (accept !== 'both') return verifiedByBasicAuth(request);
    const verification = await this.verifySigned(request, route);
    return verification.verified ? { ...verification, authentication: 'both' } : verification;
  }

  private async verifySigned(
    request: SignedRequest,
    route: SignalWireWebhookRouteOptions,
  ): Promise<Verification> {
    const claim = readClaim(request);
    if (typeof claim === 'string') return refuse(claim);
    const source = route.signingKey ?? this.options.signingKey;
    const found = await this.keys.find(source, {
      project: route.project,
      claimedProjectId: isStatic(source) ? undefined : readClaimedProjectId(request),
      method: request.method,
      url: request.url,
      headers: request.headers,
    });
    const verdict = await verifyWith(found, (keys) => verifyClaim(claim, request, keys));
    if (!verdict.verified) return verdict;
    const payload = decodePayload(request);
    if (payload === undefined) return refuse('malformed-body');
    found.confirm();
    const projectId = found.proveClaim ? readProjectId(payload) : undefined;
    return { ...verdict, authentication: 'signature', projectId, payload };
  }
}

function verifiedByBasicAuth(request: SignedRequest): Verification {
  const kind = readBodyKind(request.headers);
  if (kind === 'other' && toBytes(request.body).length > 0) return refuse('unsupported-content-type');
  const payload = decodePayload(request);
  if (payload === undefined) return refuse('malformed-body');
  return {
    verified: true,
    authentication: 'basic-auth',
    scheme: undefined,
    algorithm: undefined,
    url: request.url,
    keyIndex: undefined,
    projectId: undefined,
    payload,
  };
}

/** Verifies with the found keys, and once more with newer ones if none of them matches. */
async function verifyWith(
  { keys, refresh }: FoundKeys,
  verify: (keys: readonly string[]) => SignatureVerdict,
): Promise<SignatureVerdict | RefusedWebhook> {
  if (keys.length === 0) return refuse('unknown-project');
  const verdict = verify(keys);
  if (verdict.verified || verdict.reason !== 'signature-mismatch' || !refresh) return verdict;
  const newer = await refresh();
  if (newer.length === 0) return refuse('unknown-project');
  return isSameList(keys, newer) ? verdict : verify(newer);
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}

function refuse(reason: RefusalReason): RefusedWebhook {
  return { verified: false, reason };
}
