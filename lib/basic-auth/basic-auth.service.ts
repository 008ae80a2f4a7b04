import { Inject, Injectable } from '@nestjs/common';

import { SigningKeyCache } from '../keys/signing-key-cache.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import type { SignalWireWebhookModuleOptions } from '../signalwire-webhook.options.js';
import { SIGNALWIRE_WEBHOOK_OPTIONS } from '../signalwire-webhook.tokens.js';
import type { SignedRequest } from '../signature/index.js';
import { isOneOf, readUserPass } from './authorization-header.js';
import { type BasicCredentialsSource, checkBasicCredentials } from './basic-credentials.js';

export type BasicAuthRefusal = 'missing-credentials' | 'wrong-credentials';

const ONE_ANSWER = '';

/** Checks HTTP basic auth against the credentials of the options. */
@Injectable()
export class BasicAuthService {
  private readonly caches = new WeakMap<object, SigningKeyCache>();

  constructor(@Inject(SIGNALWIRE_WEBHOOK_OPTIONS) private readonly options: SignalWireWebhookModuleOptions) {}

  /** @throws SigningKeysUnavailableError if a function gives no credentials */
  async verify(
    { headers }: SignedRequest,
    source: BasicCredentialsSource | undefined,
  ): Promise<BasicAuthRefusal | undefined> {
    if (source === undefined) throw missingCredentials();
    const { authorization } = headers;
    if (authorization === undefined) return 'missing-credentials';
    const userPass = readUserPass(authorization);
    if (!userPass) return 'wrong-credentials';
    const allowed = typeof source === 'function' ? await this.resolve(source) : checkBasicCredentials(source);
    return isOneOf(userPass, allowed) ? undefined : 'wrong-credentials';
  }

  private async resolve(source: Extract<BasicCredentialsSource, () => unknown>): Promise<readonly string[]> {
    const cache = this.caches.get(source) ?? this.createCache();
    this.caches.set(source, cache);
    const { keys } = await cache.find(ONE_ANSWER, source);
    cache.confirm(ONE_ANSWER);
    return keys;
  }

  private createCache(): SigningKeyCache {
    return new SigningKeyCache(this.options.signingKeyCache, {
      name: 'basicAuth function',
      check: checkBasicCredentials,
    });
  }
}

function missingCredentials(): SignalWireWebhookConfigurationError {
  return new SignalWireWebhookConfigurationError(
    "A route accepts basic auth, and there are no credentials: pass basicAuth: { username: '…', password: '…' } to " +
      'SignalWireWebhookModule or to @SignalWireWebhook().',
  );
}
