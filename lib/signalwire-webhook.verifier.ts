import { Inject, Injectable } from '@nestjs/common';

import type { BasicAuthService } from './credentials/basic-auth.service.js';
import { isNamed } from './errors/is-error.js';
import type { FoundKeys, ProjectProof, SigningKeysService } from './keys/signing-keys.service.js';
import { isStatic } from './keys/key-source.js';
import { SigningKeysUnavailableError } from './errors/signing-keys-unavailable.error.js';
import { type ClaimedProject, NOTHING_CLAIMED, readClaimedProject } from './request/claimed-project.js';
import { type ProvenProject, verifiedByBasicAuth, VerifiedRequest } from './verified/verified-request.js';
import type { ReceivedRequest } from './request/read-signed-request.js';
import type { VerifiedWebhookData } from './verified/verified-webhook.js';
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
import type { SignatureScheme, SignedContent, SignedRequest } from './signature/index.js';
import {
  canonicalContent,
  decodePayload,
  matchClaim,
  readBodyKind,
  readClaim,
  readHeader,
  type SignatureClaim,
  type SignatureMatch,
  signedPayload,
  toBytes,
} from './signature/internal.js';

/**
 * What the verifier found: all that is known of a verified request, or why it was refused. What a copy by `{ ...verification }`
 * has not got stands at {@link VerifiedWebhookData}.
 *
 * @publicApi
 */
export type Verification = VerifiedWebhookData | RefusedWebhook;

/**
 * A refused request, and why; the reason is for the operator only.
 *
 * @publicApi
 */
export interface RefusedWebhook {
  readonly verified: false;
  readonly reason: RefusalReason;
  /** That of the signature that it carries, as far as that was read. */
  readonly scheme?: SignatureScheme;
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
   * The same verdict whatever the route's `mode` is.
   *
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
  decide(request: ReceivedRequest, options: EffectiveOptions): Verification | Promise<Verification> {
    if (!options.methods.includes(request.method)) return refuse('unexpected-method');
    if (options.accept === 'signature') return this.verifySignature(request, options);
    return this.verifyWithBasicAuth(request, options);
  }

  private async verifyWithBasicAuth(
    request: ReceivedRequest,
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
  private async verifyEither(request: ReceivedRequest, options: EffectiveOptions): Promise<Verification> {
    let unavailable: Error | undefined;
    try {
      const refusal = await this.basicAuth.verify(request, options.basicAuth);
      if (refusal === undefined) return acceptByBasicAuth(request, options);
    } catch (error) {
      if (!isNamed(error, SigningKeysUnavailableError)) throw error;
      unavailable = error;
    }
    const verification = await this.verifySignature(request, options);
    if (!verification.verified && unavailable) throw unavailable;
    return verification;
  }

  private verifySignature(
    request: ReceivedRequest,
    options: EffectiveOptions,
  ): Verification | Promise<Verification> {
    const claim = readClaim(request, options.content);
    if ('reason' in claim) return claim;
    if (!options.content.includes(claim.content)) return refuse('unexpected-content', claim);
    const source = options.signingKey;
    const claimed = isStatic(source) ? NOTHING_CLAIMED : readClaimedProject(claim, request);
    if ('reason' in claimed) return refuse(claimed.reason, claim);
    const { method, url, headers } = request;
    const { project, signingKeyKind: keyKind } = options;
    const lookup = { project, claimedProjectId: claimed.projectId, method, url, headers, keyKind };
    const found = this.keys.find(source, lookup);
    const attempt = { claim, claimed, request, options };
    return found instanceof Promise
      ? found.then((awaited) => verifyWith(awaited, attempt))
      : verifyWith(found, attempt);
  }
}

/** One request, what it claims, and what its route demands. */
interface Attempt {
  readonly claim: SignatureClaim;
  readonly claimed: ClaimedProject;
  readonly request: ReceivedRequest;
  readonly options: EffectiveOptions;
}

/** Verifies with the found keys, and once more with newer ones if none of them matches. */
function verifyWith(found: FoundKeys, attempt: Attempt): Verification | Promise<Verification> {
  const { keys, refresh } = found;
  const { claim, request } = attempt;
  if (keys.length === 0) return refuse('unknown-project', claim);
  const match = matchClaim(claim, request.url, keys);
  if (!('reason' in match)) return accept(match, keys, found, attempt);
  if (match.reason !== 'signature-mismatch' || !refresh) return refuse(match.reason, claim);
  return refresh().then((newer) => {
    if (newer.length === 0) return refuse('unknown-project', claim);
    if (isSameList(keys, newer)) return refuse(match.reason, claim);
    const second = matchClaim(claim, request.url, newer);
    return 'reason' in second ? refuse(second.reason, claim) : accept(second, newer, found, attempt);
  });
}

function accept(
  match: SignatureMatch,
  keys: readonly string[],
  found: FoundKeys,
  { claim, claimed, request, options }: Attempt,
): Verification {
  const decodePayload = signedPayload(match, claim, request, claimed.json);
  if (decodePayload === undefined) return refuse('malformed-body', claim);
  found.confirm();
  const { scheme, algorithm, content } = claim;
  const { url, keyIndex, signedBytes } = match;
  const key = keys[keyIndex] as string;
  const webhook = new VerifiedRequest({
    authentication: 'signature',
    scheme,
    algorithm,
    url,
    keyIndex,
    project: provenProject(found.projectProof(keys), content, claimed),
    decodePayload,
    describeEvent: () => ({
      tenant: found.tenantOf(key),
      url,
      content: signedBytes,
      isJson: isJson(content),
      registeredPath: request.registeredPath,
    }),
    eventKey: options.once?.key,
  });
  return unlessExpired(webhook, options);
}

/** JSON by its hash is left out: the hash can be added to the query of a captured form. */
function provenProject(
  proof: ProjectProof,
  content: SignedContent,
  { projectId }: ClaimedProject,
): ProvenProject {
  if (proof === 'claim') return { claimed: projectId };
  return proof === 'signed-json' && content === 'json' ? 'named-by-json' : undefined;
}

function isJson(content: SignedContent): boolean {
  return content === 'json' || content === 'bodySHA256';
}

/** Without a signature the payload is what was received. */
function acceptByBasicAuth(request: ReceivedRequest, options: EffectiveOptions): Verification {
  const body = toBytes(request.body);
  if (body === undefined) return refuse('malformed-body');
  const hasBody = body.length > 0;
  const kind = readBodyKind(readHeader(request.headers, 'content-type'));
  if (hasBody && kind === 'other') return refuse('unsupported-content-type');
  if (!options.content.includes(hasBody && kind !== 'other' ? kind : 'query'))
    return refuse('unexpected-content');
  const payload = decodePayload(request);
  if (payload === undefined) return refuse('malformed-body');
  const { url, registeredPath } = request;
  const describeEvent = () => ({
    tenant: '',
    url,
    content: canonicalContent(request),
    isJson: hasBody && kind === 'json',
    registeredPath,
  });
  return unlessExpired(verifiedByBasicAuth(url, payload, describeEvent, options.once?.key), options);
}

function unlessExpired(webhook: VerifiedRequest, { once }: EffectiveOptions): Verification {
  return once?.maxAge !== undefined && webhook.isExpired(once.maxAge) ? refuse('expired-event') : webhook;
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}

function refuse(reason: RefusalReason, claim?: SignatureClaim): RefusedWebhook {
  return claim ? { verified: false, reason, scheme: claim.scheme } : { verified: false, reason };
}
