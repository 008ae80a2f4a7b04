import { SigningKeysUnavailableError } from './signing-keys-unavailable.error.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { describeForeignError } from './describe-foreign-error.js';
import { isError, readProperty } from './is-error.js';

/** For the log. */
export function describeFault(error: unknown): string {
  if (isNamed(error, SignalWireWebhookConfigurationError) || isNamed(error, SigningKeysUnavailableError)) {
    return error.message;
  }
  const where = isError(error) ? '; see the cause of the exception' : '';
  return `The verification failed: ${describeForeignError(error)}${where}.`;
}

/** By name, since the class may be that of the package's other build. */
export function isNamed(error: unknown, type: { readonly name: string }): error is Error {
  return (
    isError(error) &&
    readProperty(error, 'name') === type.name &&
    typeof readProperty(error, 'message') === 'string'
  );
}
