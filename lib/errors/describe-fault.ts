import { SigningKeysUnavailableError } from './signing-keys-unavailable.error.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { describeForeignError } from './describe-foreign-error.js';

/** For the log. */
export function describeFault(error: unknown): string {
  if (isNamed(error, SignalWireWebhookConfigurationError) || isNamed(error, SigningKeysUnavailableError)) {
    return error.message;
  }
  return `The verification failed: ${describeForeignError(error)}; see the cause of the exception.`;
}

/** By name, since the class may be that of the package's other build. */
export function isNamed(error: unknown, type: { readonly name: string }): error is Error {
  return error instanceof Error && error.name === type.name;
}
