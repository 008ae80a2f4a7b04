import { Inject, Injectable } from '@nestjs/common';

import { requiresAll } from './credentials/accept-option.js';
import type { BasicAuthService } from './credentials/basic-auth.service.js';

import { type FoundKeys, isStatic, type ProjectBinding } from './keys/key-source.js';
import type { SigningKeysService } from './keys/signing-keys.service.js';
import { isUnavailable } from './errors/signing-keys-unavailable.error.js';
import { type ClaimedProject, NO_CLAIMED_PROJECT, readClaimedProject } from './request/claimed-project.js';
import { type VerifiedProject, verifiedByBasicAuth, VerifiedRequest } from './verified/verified-request.js';
import type { ReceivedRequest } from './request/read-webhook-request.js';
import { receivedContent } from './request/received-content.js';
import { reject } from './request/rejection.js';
import type { VerifiedWebhookData } from './verified/verified-webhook.js';
import { type EffectiveOptions, effectiveOptions } from './routes/effective-options.js';
import type { Rejection } from './signalwire-webhook.exception.js';
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
 * Verifies a request: finds the signing keys, checks the signature (or basic auth, if the route accepts it), and decodes the
 * payload. Replace the verifier with dependency injection, or inject it to verify requests outside controllers.
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
    if (accept === 'basic-auth') return this.verifyBasicAuth(request, options);
    return requiresAll(accept) ? this.verifyAll(request, options) : this.verifyAny(request, options);
  }

  private async verifyBasicAuth(
    request: ReceivedRequest,
    options: EffectiveOptions,
  ): Promise<VerificationResult> {
    const reason = await this.basicAuth.verify(request, options.basicAuth);
    return reason === undefined ? acceptByBasicAuth(request, options) : reject(reason);
  }

  /** The credentials come first, so that a caller without them causes no lookup of keys. */
  private async verifyAll(request: ReceivedRequest, options: EffectiveOptions): Promise<VerificationResult> {
    const reason = await this.basicAuth.verify(request, options.basicAuth);
    if (reason !== undefined) return reject(reason);
    const result = await this.verifySignature(request, options);
    return result instanceof VerifiedRequest ? result.withBasicAuth() : result;
  }

  /** One method is enough: a request that one method verifies passes while the other has no keys or credentials. */
  private async verifyAny(request: ReceivedRequest, options: EffectiveOptions): Promise<VerificationResult> {
    const bySignature = await orUnavailable(() => this.verifySignature(request, options));
    if ('verified' in bySignature && bySignature.verified) return bySignature;
    const byBasicAuth = await orUnavailable(() => this.verifyBasicAuth(request, options));
    if (!('verified' in byBasicAuth)) throw byBasicAuth;
    if (byBasicAuth.verified) return byBasicAuth;
    if (!('verified' in bySignature)) throw bySignature;
    return bySignature;
  }

  private async verifySignature(
    request: ReceivedRequest,
    options: EffectiveOptions,
  ): Promise<VerificationResult> {
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

const SIGNATURE = Object.freeze(['signature'] as const);

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
function verifyWith(
  found: FoundKeys,
  input: VerificationInput,
): VerificationResult | Promise<VerificationResult> {
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
): Promise<VerificationResult> {
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
  { parsed, claimed, request, options }: VerificationInput,
): VerificationResult {
  const decodePayload = signedPayload(match, parsed, request, claimed.json);
  if (decodePayload === undefined) return reject('malformed-body', parsed);
  found.onVerified();
  const { signatureFormat, algorithm, content } = parsed;
  const { url, keyIndex, signedBytes } = match;
  const key = keys[keyIndex] as string;
  const webhook = new VerifiedRequest({
    authentication: SIGNATURE,
    signatureFormat,
    algorithm,
    url,
    publicUrl: request.publicUrl,
    keyIndex,
    project: verifiedProject(found.projectBinding(keys), content, claimed),
    decodePayload,
    describeEvent: () => ({
      tenant: found.tenantOf(key),
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
function acceptByBasicAuth(request: ReceivedRequest, options: EffectiveOptions): VerificationResult {
  if (toBytes(request.body) === undefined) return reject('malformed-body');
  const content = receivedContent(request);
  if (content === 'other') return reject('unsupported-content-type');
  if (!options.content.includes(content)) return reject('unexpected-content');
  const payload = decodePayload(request);
  if (payload === undefined) return reject('malformed-body');
  const { url, publicUrl, registeredPath } = request;
  const describeEvent = () => ({
    tenant: '',
    url,
    content: canonicalContent(request),
    isJson: content === 'json',
    registeredPath: registeredPath?.(),
  });
  return unlessExpired(
    verifiedByBasicAuth({ url, publicUrl }, payload, describeEvent, options.once?.key),
    options,
  );
}

function unlessExpired(webhook: VerifiedRequest, { once }: EffectiveOptions): VerificationResult {
  return once?.maxAge !== undefined && webhook.isExpired(once.maxAge) ? reject('expired-event') : webhook;
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}
