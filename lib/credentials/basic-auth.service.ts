import { Inject, Injectable } from '@nestjs/common';

import { limitsOf, type SigningKeyCacheOptions } from '../keys/key-cache-options.js';
import { SecretCaches } from '../keys/secret-caches.js';
import type { FoundSecrets } from '../keys/secret-lookup.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { SIGNALWIRE_WEBHOOK_OPTIONS } from '../signalwire-webhook.tokens.js';
import type { WebhookRequest } from '../signature/index.js';
import { readHeader } from '../signature/internal.js';
import { decodeBasicAuth } from './basic-auth-header.js';
import { type BasicCredentialsSource, toUserPasses } from './basic-credentials.js';
import { digestOf, isOneOf } from './compare-credentials.js';

/** Why basic auth rejected a request; `undefined` where it did not. */
export type BasicAuthRejectionReason = 'missing-credentials' | 'wrong-credentials';

type Outcome = BasicAuthRejectionReason | undefined;
type CredentialsFunction = Extract<BasicCredentialsSource, () => unknown>;

/** The one set of credentials that a function gives. */
const CREDENTIALS_ID = 'credentials';

/** Checks HTTP basic auth against the credentials of the options. */
@Injectable()
export class BasicAuthService {
  private readonly caches: SecretCaches;
  private readonly allowed = new WeakMap<object, readonly Buffer[]>();

  constructor(
    @Inject(SIGNALWIRE_WEBHOOK_OPTIONS) options: { readonly signingKeyCache?: SigningKeyCacheOptions },
  ) {
    this.caches = new SecretCaches(limitsOf(options.signingKeyCache), {
      source: 'basicAuth function',
      toList: (resolved) => toUserPasses(resolved, 'What the basicAuth function gave'),
    });
  }

  /**
   * A promise only where a function has to be asked.
   *
   * @throws SigningKeysUnavailableError (as a rejection) if a function gives no credentials
   * @throws SignalWireWebhookConfigurationError if there are no credentials to check against
   */
  verify(
    { headers }: Pick<WebhookRequest, 'headers'>,
    source: BasicCredentialsSource | undefined,
  ): Outcome | Promise<Outcome> {
    if (source === undefined) throw noCredentials();
    const authorization = readHeader(headers, 'authorization');
    if (authorization === undefined) return 'missing-credentials';
    const userPass = decodeBasicAuth(authorization);
    if (!userPass) return 'wrong-credentials';
    const given = digestOf(userPass);
    if (typeof source === 'function') return this.verifyByFunction(given, source);
    return outcome(isOneOf(given, this.allowedBy(source)));
  }

  /** What functions gave is asked for again. */
  forgetAll(): void {
    this.caches.forgetAll();
  }

  private allowedBy(source: Exclude<BasicCredentialsSource, CredentialsFunction>): readonly Buffer[] {
    const allowed = this.allowed.get(source) ?? toUserPasses(source).map(digestOf);
    this.allowed.set(source, allowed);
    return allowed;
  }

  private verifyByFunction(given: Buffer, source: CredentialsFunction): Outcome | Promise<Outcome> {
    const found = this.caches.of(source).find({ id: CREDENTIALS_ID, isKnown: true, resolve: () => source() });
    return found instanceof Promise ? found.then((later) => compare(given, later)) : compare(given, found);
  }
}

/** A password that was rotated is asked for before it is rejected. */
function compare(given: Buffer, { secrets, refresh, onVerified }: FoundSecrets): Outcome | Promise<Outcome> {
  const isRight = (allowed: readonly string[]) => {
    if (!isOneOf(given, allowed.map(digestOf))) return false;
    onVerified();
    return true;
  };
  if (isRight(secrets)) return undefined;
  return refresh ? refresh().then((newer) => outcome(isRight(newer))) : 'wrong-credentials';
}

function outcome(isRight: boolean): Outcome {
  return isRight ? undefined : 'wrong-credentials';
}

function noCredentials(): SignalWireWebhookConfigurationError {
  return new SignalWireWebhookConfigurationError(
    "A route accepts basic auth, and there are no credentials: pass basicAuth: { username: '…', password: '…' } to " +
      'SignalWireWebhookModule or to @SignalWireWebhook().',
  );
}
