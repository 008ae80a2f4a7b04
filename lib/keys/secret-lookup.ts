import { describeThirdPartyError } from '../errors/describe-third-party-error.js';
import { isInstance, isNamed } from '../errors/is-error.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { SigningKeysUnavailableError } from '../errors/signing-keys-unavailable.error.js';
import { withinTime } from './time-limit.js';

/** What a cache holds: the secrets of one source. */
export interface SecretKind {
  /** For messages. */
  readonly source: string;
  /** Makes a list of what the source gave. @throws SignalWireWebhookConfigurationError */
  readonly toList: (resolved: unknown) => readonly string[];
}

export interface SecretLookup {
  readonly id: string;
  /** Whether the id is the application's own word; strangers may have invented the others. */
  readonly isKnown: boolean;
  /** Gives secrets in any form that the kind understands; nothing if there are none under this id. */
  readonly resolve: (signal: AbortSignal) => unknown;
  /** Called with the list that `resolve` led to. */
  readonly onResolved?: ((secrets: readonly string[]) => void) | undefined;
}

export interface FoundSecrets {
  /** Empty if there are none under this id. */
  readonly secrets: readonly string[];
  /**
   * Where the secrets may have changed since: looks them up once more, at most once in a `refreshInterval`. To be
   * called for each request that they do not fit.
   *
   * @throws SigningKeysUnavailableError if it got no turn
   */
  readonly refresh?: (() => Promise<readonly string[]>) | undefined;
  /** To be called when a request was verified with them. */
  readonly onVerified: () => void;
}

/** A mistake in the source's code, not a store that is down: nothing stale serves in its place. */
export class SecretSourceMisconfiguration extends SignalWireWebhookConfigurationError {}

/**
 * @param elapsed of `resolveTimeout`, while the lookup waited for its turn
 * @throws SigningKeysUnavailableError if the source fails, is late, or gives what is unusable
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
