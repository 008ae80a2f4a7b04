import { Inject, Injectable } from '@nestjs/common';

import type { BasicAuthService } from './basic-auth/basic-auth.service.js';
import { isNamed } from './errors/describe-fault.js';
import type { FoundKeys, SigningKeysService } from './keys/signing-keys.service.js';
import { isStatic } from './keys/key-source.js';
import { SigningKeysUnavailableError } from './errors/signing-keys-unavailable.error.js';
import { type ClaimedProject, NOTHING_CLAIMED, readClaimedProject } from './payload/claimed-project.js';
import { signedPayload } from './payload/signed-payload.js';
import { type ProvenProject, verifiedByBasicAuth, VerifiedRequest } from './payload/verified-request.js';
import type { VerifiedWebhookData } from './request/verified-webhook.js';
import { type EffectiveOptions, effectiveOptions } from './routes/effective-options.js';
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
import type { SignedRequest } from './signature/index.js';
import {
  decodePayload,
  matchClaim,
  readBodyKind,
  readClaim,
  readHeader,
  type SignatureClaim,
  type SignatureMatch,
  toBytes,
} from './signature/internal.js';

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
   * @throws SigningKeysUnavailableError if the signing keys are unavailable now
   */
  async verify(request: SignedRequest, route: SignalWireWebhookRouteOptions = {}): Promise<Verification> {
    return this.decide(request, effectiveOptions(this.options, route));
  }

  /**
   * The same without a promise where nothing has to be awaited. The guard calls it as long as `verify` is not replaced.
   *
   * @internal
   */
  decide(request: SignedRequest, options: EffectiveOptions): Verification | Promise<Verification> {
    if (!options.methods.includes(request.method)) return refuse('unexpected-method');
    if (options.accept === 'signature') return this.verifySignature(request, options);
    return this.verifyWithBasicAuth(request, options);
  }

  private async verifyWithBasicAuth(
    request: SignedRequest,
    options: EffectiveOptions,
  ): Promise<Verification> {
    const { accept } = options;
    if (accept === 'either') return this.verifyEither(request, options);
    const refusal = await this.basicAuth.verify(request, options.basicAuth);
    if (refusal !== undefined) return refuse(refusal);
    if (accept !== 'both') return acceptByBasicAuth(request, options);
    const verification = await this.verifySignature(request, options);
    return verification instanceof VerifiedRequest ? verification.withBasicAuth() : verification;
  }

  /** One proof is enough: a password store that is down does not matter to a request that is signed. */
  private async verifyEither(request: SignedRequest, options: EffectiveOptions): Promise<Verification> {
    let unavailable: Error | undefined;
    try {
      const refusal = await this.basicAuth.verify(request, options.basicAuth);
      if (refusal === undefined) return acceptByBasicAuth(request, options);
    } catch (error) {
      if (!(error instanceof Error) || !isNamed(error, SigningKeysUnavailableError)) throw error;
      unavailable = error;
    }
    const verification = await this.verifySignature(request, options);
    if (!verification.verified && unavailable) throw unavailable;
    return verification;
  }

  private verifySignature(
    request: SignedRequest,
    options: EffectiveOptions,
  ): Verification | Promise<Verification> {
    const claim = readClaim(request);
    if ('reason' in claim) return claim;
    if (!options.content.includes(claim.content)) return refuse('unexpected-content');
    const source = options.signingKey;
    const claimed = isStatic(source) ? NOTHING_CLAIMED : readClaimedProject(claim, request);
    if ('reason' in claimed) return claimed;
    const { method, url, headers } = request;
    const lookup = { project: options.project, claimedProjectId: claimed.projectId, method, url, headers };
    const found = this.keys.find(source, lookup);
    return found instanceof Promise
      ? found.then((awaited) => verifyWith(awaited, claim, claimed, request))
      : verifyWith(found, claim, claimed, request);
  }
}

/** Verifies with the found keys, and once more with newer ones if none of them matches. */
function verifyWith(
  found: FoundKeys,
  claim: SignatureClaim,
  claimed: ClaimedProject,
  request: SignedRequest,
): Verification | Promise<Verification> {
  const { keys, refresh } = found;
  if (keys.length === 0) return refuse('unknown-project');
  const match = matchClaim(claim, request.url, keys);
  if (!('reason' in match)) return accept(match, found, claim, claimed, request);
  if (match.reason !== 'signature-mismatch' || !refresh) return match;
  return refresh().then((newer) => {
    if (newer.length === 0) return refuse('unknown-project');
    if (isSameList(keys, newer)) return match;
    const second = matchClaim(claim, request.url, newer);
    return 'reason' in second ? second : accept(second, found, claim, claimed, request);
  });
}

function accept(
  match: SignatureMatch,
  found: FoundKeys,
  claim: SignatureClaim,
  claimed: ClaimedProject,
  request: SignedRequest,
): Verification {
  const decodePayload = signedPayload(match, claim, claimed, request);
  if (decodePayload === undefined) return refuse('malformed-body');
  found.confirm();
  const { scheme, algorithm, content } = claim;
  return new VerifiedRequest({
    authentication: 'signature',
    scheme,
    algorithm,
    url: match.url,
    keyIndex: match.keyIndex,
    content,
    project: provenProject(found, claimed),
    decodePayload,
  });
}

function provenProject({ provesProject }: FoundKeys, claimed: ClaimedProject): ProvenProject {
  if (!provesProject) return undefined;
  return claimed === NOTHING_CLAIMED ? 'named-by-payload' : { claimed: claimed.projectId };
}

/** Without a signature the payload is what was received. */
function acceptByBasicAuth(request: SignedRequest, { content }: EffectiveOptions): Verification {
  const hasBody = toBytes(request.body).length > 0;
  const kind = readBodyKind(readHeader(request.headers, 'content-type'));
  if (hasBody && kind === 'other') return refuse('unsupported-content-type');
  if (!content.includes(hasBody && kind !== 'other' ? kind : 'query')) return refuse('unexpected-content');
  const payload = decodePayload(request);
  return payload ? verifiedByBasicAuth(request.url, payload) : refuse('malformed-body');
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}

function refuse(reason: RefusalReason): RefusedWebhook {
  return { verified: false, reason };
}
