import { Inject, Injectable } from '@nestjs/common';

import { acceptedInOrder, accepts, requiresAll } from './credentials/accept-option.js';
import type { BasicAuthService } from './credentials/basic-auth.service.js';
import { urlTokenSettings } from './credentials/url-token-options.js';
import { type VerifiedUrlToken, verifyRequestToken } from './credentials/verify-url-token.js';
import { type FoundKeys, isStatic, type ProjectBinding } from './keys/key-source.js';
import type { SigningKeysService } from './keys/signing-keys.service.js';
import { isUnavailable } from './errors/signing-keys-unavailable.error.js';
import {
  type ClaimedProject,
  confirmClaimedProject,
  NO_CLAIMED_PROJECT,
  readClaimedProject,
} from './request/claimed-project.js';
import {
  type VerifiedProject,
  VerifiedRequest,
  verifiedWithoutSignature,
} from './verified/verified-request.js';
import type { ReceivedRequest } from './request/read-webhook-request.js';
import { receivedContent } from './request/received-content.js';
import { reject } from './request/rejection.js';
import type { VerifiedWebhookData, WebhookAuthentication } from './verified/verified-webhook.js';
import { type EffectiveOptions, effectiveOptions } from './routes/effective-options.js';
import { SignalWireWebhookConfigurationError } from './signalwire-webhook.configuration-error.js';
import type { Rejection, RejectionReason } from './signalwire-webhook.exception.js';
import type {
  SignalWireWebhookModuleOptions,
  SignalWireWebhookRouteOptions,
} from './signalwire-webhook.options.js';
import {
  SIGNALWIRE_WEBHOOK_BASIC_AUTH,
  SIGNALWIRE_WEBHOOK_KEYS,
  SIGNALWIRE_WEBHOOK_OPTIONS,
} from './signalwire-webhook.tokens.js';
import type { SignedContent, WebhookRequest } from './signature/index.js';
import {
  canonicalContent,
  decodePayload,
  matchSignature,
  parseSignature,
  type ParsedSignature,
  removeUrlToken,
  type SignatureMatch,
  signedPayload,
  toBytes,
} from './signature/internal.js';

/**
 * Result of the verifier: the data of a verified request, or a rejection with its reason. Spreading (`{ ...verification }`) does
 * not copy the lazy fields; see {@link VerifiedWebhookData}.
 *
 * @publicApi
 */
export type VerificationResult = VerifiedWebhookData | Rejection;

/**
 * Verifies a request: finds the signing keys, checks the signature (or basic auth or a URL token, if the route accepts them), and decodes the
 * payload. Replace the verifier with dependency injection, or inject it to verify requests outside controllers.
 *
 * @example
 * ```ts
 * const result = await this.verifier.verify({ method: 'POST', url, headers, body: rawBody });
 * if (!result.verified) throw new ForbiddenException();
 * ```
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
   * Verifies a request. The result does not depend on the route's `mode`.
   *
   * @param request the received request, with its public URL and raw body
   * @param route options that override the module's options
   * @returns the verification result
   * @throws SigningKeysUnavailableError if the signing keys are unavailable now
   */
  async verify(
    request: WebhookRequest,
    route: SignalWireWebhookRouteOptions = {},
  ): Promise<VerificationResult> {
    return this.decide(request, effectiveOptions(this.options, route));
  }

  /**
   * Verifies a request with the options of its route. The guard calls this method unless `verify` is replaced.
   *
   * @internal
   */
  decide(
    request: ReceivedRequest,
    options: EffectiveOptions,
  ): VerificationResult | Promise<VerificationResult> {
    if (!options.methods.includes(request.method)) return reject('unexpected-method');
    const { accept } = options;
    if (accept === 'signature') return this.verifySignature(request, options);
    const methods = acceptedInOrder(accept);
    return requiresAll(accept)
      ? this.verifyAll(methods, request, options)
      : this.verifyAny(methods, request, options);
  }

  /** The signature comes last, so that a caller without credentials or token causes no lookup of keys. */
  private async verifyAll(
    methods: readonly WebhookAuthentication[],
    request: ReceivedRequest,
    options: EffectiveOptions,
  ): Promise<VerificationResult> {
    let latest: UnsignedProof = {};
    for (const method of methods) {
      if (method === 'signature') continue;
      const proof = await this.prove(method, request, options);
      if (typeof proof === 'string') return reject(proof);
      latest = proof;
    }
    if (!methods.includes('signature')) return acceptUnsigned(request, options, methods, latest);
    const result = await this.verifySignature(request, options);
    return result.verified ? result.withAuthentication(methods) : result;
  }

  /** One method is enough: a request that one method verifies passes while a different one has no keys or credentials. */
  private async verifyAny(
    methods: readonly WebhookAuthentication[],
    request: ReceivedRequest,
    options: EffectiveOptions,
  ): Promise<VerificationResult> {
    const rejections: Rejection[] = [];
    let unavailable: Error | undefined;
    for (const method of methods) {
      const result = await orUnavailable(() => this.verifyAll([method], request, options));
      if (!('verified' in result)) unavailable = result;
      else if (result.verified) return result;
      else rejections.push(result);
    }
    if (unavailable !== undefined) throw unavailable;
    return mostSpecific(rejections);
  }

  /** Verifies what an unsigned request has. Returns the reason if it is rejected. */
  private async prove(
    method: UnsignedMethod,
    request: ReceivedRequest,
    options: EffectiveOptions,
  ): Promise<UnsignedProof | RejectionReason> {
    if (method === 'basic-auth') return (await this.basicAuth.verify(request, options.basicAuth)) ?? {};
    const settings = urlTokenSettings('A route', options, this.options);
    if (typeof settings === 'string') throw new SignalWireWebhookConfigurationError(settings);
    return verifyRequestToken(request, settings);
  }

  private async verifySignature(
    request: ReceivedRequest,
    options: EffectiveOptions,
  ): Promise<SignatureResult> {
    const parsed = parseSignature(request, options.content);
    if ('reason' in parsed) return parsed;
    if (!options.content.includes(parsed.content)) return reject('unexpected-content', parsed);
    const source = options.signingKey;
    const claimed = isStatic(source) ? NO_CLAIMED_PROJECT : readClaimedProject(parsed, request);
    if ('reason' in claimed) return reject(claimed.reason, parsed);
    const { method, url, headers } = request;
    const { project, signingKeyKind: keyKind } = options;
    const lookup = { project, claimedProjectId: claimed.projectId, method, url, headers, keyKind };
    const found = await this.keys.find(source, lookup);
    return verifyWith(found, { parsed, claimed, request, options });
  }
}

/** Returns the error, instead of throwing it, if keys or credentials are unavailable. */
async function orUnavailable(verify: () => Promise<VerificationResult>): Promise<VerificationResult | Error> {
  try {
    return await verify();
  } catch (error) {
    if (isUnavailable(error)) return error;
    throw error;
  }
}

/** Returns the rejection that says most: not one for a method that the request did not try. */
function mostSpecific(rejections: readonly Rejection[]): Rejection {
  const tried = rejections.find(({ reason }) => !reason.startsWith('missing-'));
  return tried ?? (rejections[0] as Rejection);
}

const SIGNATURE = Object.freeze(['signature'] as const);

type SignatureResult = VerifiedRequest | Rejection;
type UnsignedMethod = Exclude<WebhookAuthentication, 'signature'>;
/** What a method other than the signature proves. Only a URL token has decoded the payload and binds values. */
type UnsignedProof = Partial<VerifiedUrlToken>;

/** One request, its parsed signature and claimed project, and the options of its route. */
interface VerificationInput {
  readonly parsed: ParsedSignature;
  readonly claimed: ClaimedProject;
  readonly request: ReceivedRequest;
  readonly options: EffectiveOptions;
}

/** Takes the time of a project with one key, so that the time does not reveal whether a project exists. */
const KEY_OF_NOBODY = ['PSK_of_nobody'];

/** Verifies with the found keys, and once more with refreshed keys if none of them matches. */
function verifyWith(found: FoundKeys, input: VerificationInput): SignatureResult | Promise<SignatureResult> {
  const { keys, refresh } = found;
  const { parsed, request } = input;
  if (keys.length === 0) {
    matchSignature(parsed, request.url, KEY_OF_NOBODY);
    return reject('unknown-project', parsed);
  }
  const match = matchSignature(parsed, request.url, keys);
  if (!('reason' in match)) return accept(match, keys, found, input);
  return match.reason === 'signature-mismatch' && refresh
    ? verifyRefreshed(refresh, found, input)
    : reject(match.reason, parsed);
}

async function verifyRefreshed(
  refresh: () => Promise<readonly string[]>,
  found: FoundKeys,
  input: VerificationInput,
): Promise<SignatureResult> {
  const { parsed, request } = input;
  const newer = await refresh();
  if (newer.length === 0) return reject('unknown-project', parsed);
  if (isSameList(found.keys, newer)) return reject('signature-mismatch', parsed);
  const second = matchSignature(parsed, request.url, newer);
  return 'reason' in second ? reject(second.reason, parsed) : accept(second, newer, found, input);
}

function accept(
  match: SignatureMatch,
  keys: readonly string[],
  found: FoundKeys,
  { parsed, claimed: selecting, request, options }: VerificationInput,
): SignatureResult {
  const claimed = confirmClaimedProject(selecting, request);
  if ('reason' in claimed) return reject(claimed.reason, parsed);
  const decodePayload = signedPayload(match, parsed, request, claimed.json);
  if (decodePayload === undefined) return reject('malformed-body', parsed);
  found.onVerified();
  const { signatureFormat, algorithm, content } = parsed;
  const { url, keyIndex, signedBytes } = match;
  const hasToken = options.urlToken !== undefined && accepts(options.accept, 'url-token');
  const key = keys[keyIndex] as string;
  const webhook = new VerifiedRequest({
    authentication: SIGNATURE,
    signatureFormat,
    algorithm,
    url,
    publicUrl: request.publicUrl,
    keyIndex,
    project: verifiedProject(found.projectBinding(keys), content, claimed),
    decodePayload: hasToken ? () => removeUrlToken(request.method, decodePayload()) : decodePayload,
    describeEvent: () => ({
      // Without its signature, a request with a URL token must be the same event.
      tenant: hasToken && !requiresAll(options.accept) ? '' : found.tenantOf(key),
      url,
      content: signedBytes,
      isJson: isJson(content),
      registeredPath: request.registeredPath?.(),
    }),
    eventKey: options.once?.key,
  });
  return unlessExpired(webhook, options);
}

/** JSON that is signed by its hash verifies no project, because an attacker can add the hash to the query of a captured form. */
function verifiedProject(
  binding: ProjectBinding,
  content: SignedContent,
  { projectId }: ClaimedProject,
): VerifiedProject {
  if (binding === 'claimed') return { claimed: projectId };
  return binding === 'signed-json' && content === 'json' ? 'named-by-json' : undefined;
}

function isJson(content: SignedContent): boolean {
  return content === 'json' || content === 'bodySHA256';
}

/** Accepts the payload as received, without a signature. */
function acceptUnsigned(
  request: ReceivedRequest,
  options: EffectiveOptions,
  authentication: readonly WebhookAuthentication[],
  proof: UnsignedProof,
): SignatureResult {
  if (toBytes(request.body) === undefined) return reject('malformed-body');
  const content = receivedContent(request);
  if (content === 'other') return reject('unsupported-content-type');
  if (!options.content.includes(content)) return reject('unexpected-content');
  const { payload = decodePayload(request), bound } = proof;
  if (payload === undefined) return reject('malformed-body');
  const { url, publicUrl, registeredPath } = request;
  const describeEvent = () => ({
    tenant: '',
    url,
    content: canonicalContent(request),
    isJson: content === 'json',
    registeredPath: registeredPath?.(),
  });
  const eventKey = options.once?.key;
  const facts = { authentication, url, publicUrl, payload, bound, describeEvent, eventKey };
  return unlessExpired(verifiedWithoutSignature(facts), options);
}

function unlessExpired(webhook: VerifiedRequest, { once }: EffectiveOptions): SignatureResult {
  return once?.maxAge !== undefined && webhook.isExpired(once.maxAge) ? reject('expired-event') : webhook;
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}
