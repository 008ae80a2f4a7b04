import { describeThirdPartyError } from '../errors/describe-third-party-error.js';
import { isInstance, isNamed } from '../errors/is-error.js';
import { isUnavailable, SigningKeysUnavailableError } from '../errors/signing-keys-unavailable.error.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { withinTime } from '../errors/within-time.js';

/** One lookup: what is looked up, and how. */
export interface SecretLookup {
  readonly id: string;
  /** Whether the application named the ID. An unverified caller may have invented every other ID. */
  readonly isKnown: boolean;
  /** Returns the usable secrets; an empty list if the ID has none. */
  readonly resolve: (signal: AbortSignal) => Promise<readonly string[]> | readonly string[];
}

/** Returns the secrets that a function of the application returned. `undefined`, `null` and an empty list are no secrets. */
export function toSecrets(
  resolved: unknown,
  convert: (resolved: unknown) => readonly string[],
): readonly string[] {
  if (resolved === null || resolved === undefined) return [];
  return Array.isArray(resolved) && resolved.length === 0 ? [] : convert(resolved);
}

/** An error in the code of the source, not an unavailable store: stale secrets do not replace the result. */
export class SecretSourceMisconfiguration extends SignalWireWebhookConfigurationError {}

interface ResolveLimits {
  readonly resolveTimeout: number;
  /** Part of `resolveTimeout` that passed while the lookup waited for its permit. */
  readonly elapsed: number;
}

/** @throws SigningKeysUnavailableError if the source fails, times out or returns an unusable result */
export async function resolveSecrets(
  resolve: SecretLookup['resolve'],
  source: string,
  { resolveTimeout, elapsed }: ResolveLimits,
): Promise<readonly string[]> {
  const tooLate = () =>
    new SigningKeysUnavailableError(
      `The ${source} did not respond within ${resolveTimeout} ms (signingKeyCache.resolveTimeout).`,
    );
  try {
    return await withinTime(Math.max(0, resolveTimeout - elapsed), resolve, tooLate);
  } catch (error) {
    throw toReportable(error, source);
  }
}

function toReportable(error: unknown, source: string): Error {
  if (isInstance(error, SecretSourceMisconfiguration) || isUnavailable(error)) return error;
  const message = isNamed(error, SignalWireWebhookConfigurationError)
    ? error.message
    : `The ${source} failed: ${describeThirdPartyError(error)}.`;
  return new SigningKeysUnavailableError(message, { cause: error });
}
