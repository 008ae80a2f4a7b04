import { describeThirdPartyError } from '../errors/describe-third-party-error.js';
import { isInstance, isNamed } from '../errors/is-error.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { SigningKeysUnavailableError } from '../errors/signing-keys-unavailable.error.js';
import { withinTime } from './time-limit.js';

/** The kind of secrets in a cache. */
export interface SecretKind {
  /** For messages. */
  readonly source: string;
  /** Converts a result of the source to a list. @throws SignalWireWebhookConfigurationError */
  readonly toList: (resolved: unknown) => readonly string[];
}

export interface SecretLookup {
  readonly id: string;
  /** Whether the application named the ID. An unverified caller may have invented every other ID. */
  readonly isKnown: boolean;
  /** Returns secrets in any form that the kind supports; `undefined`, `null` or an empty list if the ID has none. */
  readonly resolve: (signal: AbortSignal) => unknown;
  /** Called with the list of resolved secrets. */
  readonly onResolved?: ((secrets: readonly string[]) => void) | undefined;
}

export interface FoundSecrets {
  /** Empty if the ID has no secrets. */
  readonly secrets: readonly string[];
  /**
   * Looks the secrets up once more, at most once per `refreshInterval`, if they may have changed. Call it for each request that
   * the secrets do not verify.
   *
   * @throws SigningKeysUnavailableError if it got no permit
   */
  readonly refresh?: (() => Promise<readonly string[]>) | undefined;
  /** Call it when one of the secrets has verified a request. */
  readonly onVerified: () => void;
}

/** An error in the code of the source, not an unavailable store: stale secrets do not replace the result. */
export class SecretSourceMisconfiguration extends SignalWireWebhookConfigurationError {}

/**
 * @param elapsed part of `resolveTimeout` that passed while the lookup waited for its permit
 * @throws SigningKeysUnavailableError if the source fails, times out or returns an unusable result
 */
export async function resolveSecrets(
  resolve: SecretLookup['resolve'],
  { source, toList }: SecretKind,
  { resolveTimeout, elapsed }: { resolveTimeout: number; elapsed: number },
): Promise<readonly string[]> {
  const tooLate = () =>
    new SigningKeysUnavailableError(
      `The ${source} did not respond within ${resolveTimeout} ms (signingKeyCache.resolveTimeout).`,
    );
  try {
    const timeLimit = Math.max(0, resolveTimeout - elapsed);
    const resolved = await withinTime(timeLimit, (signal) => resolve(signal), tooLate);
    return isNone(resolved) ? [] : toList(resolved);
  } catch (error) {
    throw toReportable(error, source);
  }
}

export function isUnavailable(error: unknown): error is SigningKeysUnavailableError {
  return isNamed(error, SigningKeysUnavailableError);
}

function isNone(resolved: unknown): boolean {
  return resolved === null || resolved === undefined || (Array.isArray(resolved) && resolved.length === 0);
}

function toReportable(error: unknown, source: string): Error {
  if (isInstance(error, SecretSourceMisconfiguration) || isUnavailable(error)) return error;
  if (isNamed(error, SignalWireWebhookConfigurationError)) {
    return new SigningKeysUnavailableError(error.message, { cause: error });
  }
  return new SigningKeysUnavailableError(`The ${source} failed: ${describeThirdPartyError(error)}.`, {
    cause: error,
  });
}
