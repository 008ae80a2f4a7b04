import { Inject, Injectable } from '@nestjs/common';
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

import { limitsOf, type SigningKeyCacheOptions } from '../keys/key-cache-options.js';
import { SecretCaches } from '../keys/secret-cache.js';
import { toSecrets } from '../keys/secret-lookup.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { SIGNALWIRE_WEBHOOK_OPTIONS } from '../signalwire-webhook.tokens.js';
import type { WebhookRequest } from '../signature/index.js';
import { readHeader } from '../signature/internal.js';
import { decodeBasicAuth } from './basic-auth-header.js';
import {
  type BasicCredentialsSource,
  describeMissingCredentials,
  toUserPasses,
} from './basic-credentials.js';

/** Why basic auth rejected a request. */
export type BasicAuthRejectionReason = 'missing-credentials' | 'wrong-credentials';

/** `undefined` if the credentials match. */
type BasicAuthResult = BasicAuthRejectionReason | undefined;
type CredentialsFunction = Extract<BasicCredentialsSource, () => unknown>;

/** Cache ID of the credentials that a function returns. */
const CREDENTIALS_ID = 'credentials';

/** Checks HTTP basic auth against the credentials of the options. */
@Injectable()
export class BasicAuthService {
  private readonly caches: SecretCaches;
  private readonly allowed = new WeakMap<object, readonly Buffer[]>();

  constructor(
    @Inject(SIGNALWIRE_WEBHOOK_OPTIONS) options: { readonly signingKeyCache?: SigningKeyCacheOptions },
  ) {
    this.caches = new SecretCaches(limitsOf(options.signingKeyCache), 'basicAuth function');
  }

  /**
   * Returns why the credentials of a request are rejected; `undefined` if they match.
   *
   * @throws SigningKeysUnavailableError if a function fails and no credentials are cached
   * @throws SignalWireWebhookConfigurationError if the route has no credentials
   */
  async verify(
    { headers }: Pick<WebhookRequest, 'headers'>,
    source: BasicCredentialsSource | undefined,
  ): Promise<BasicAuthResult> {
    if (source === undefined) {
      throw new SignalWireWebhookConfigurationError(describeMissingCredentials('A route'));
    }
    const authorization = readHeader(headers, 'authorization');
    if (authorization === undefined) return 'missing-credentials';
    const userPass = decodeBasicAuth(authorization);
    if (!userPass) return 'wrong-credentials';
    const given = digestOf(userPass);
    if (typeof source === 'function') return this.verifyByFunction(given, source);
    return toResult(isOneOf(given, this.allowedBy(source)));
  }

  /** Discards the credentials of all functions, so that they are called again. */
  forgetAll(): void {
    this.caches.forgetAll();
  }

  private allowedBy(source: Exclude<BasicCredentialsSource, CredentialsFunction>): readonly Buffer[] {
    const allowed = this.allowed.get(source) ?? toUserPasses(source).map(digestOf);
    this.allowed.set(source, allowed);
    return allowed;
  }

  /** Calls the function again before credentials are rejected, because the password may have been rotated. */
  private async verifyByFunction(given: Buffer, source: CredentialsFunction): Promise<BasicAuthResult> {
    const resolve = async () =>
      toSecrets(await source(), (resolved) => toUserPasses(resolved, 'The result of the basicAuth function'));
    const lookup = { id: CREDENTIALS_ID, isKnown: true, resolve };
    const { secrets, refresh, onVerified } = await this.caches.of(source).find(lookup);
    const isMatch = (allowed: readonly string[]) => isOneOf(given, allowed.map(digestOf));
    const isVerified = isMatch(secrets) || (refresh !== undefined && isMatch(await refresh()));
    if (isVerified) onVerified();
    return toResult(isVerified);
  }
}

function toResult(isMatch: boolean): BasicAuthResult {
  return isMatch ? undefined : 'wrong-credentials';
}

const comparisonKey = randomBytes(32);

/** Hashes `username:password` for a comparison whose time reveals neither content nor length. */
function digestOf(userPass: string | Uint8Array): Buffer {
  return createHmac('sha256', comparisonKey).update(userPass).digest();
}

/** Compares every candidate. */
function isOneOf(given: Buffer, allowed: readonly Buffer[]): boolean {
  let found = false;
  for (const candidate of allowed) found = timingSafeEqual(given, candidate) || found;
  return found;
}
