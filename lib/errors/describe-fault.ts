import { SigningKeysUnavailableError } from '../keys/signing-keys-unavailable.error.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';

/** For the log. Messages of errors that are not ours may hold secrets, such as a connection string. */
export function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return 'The verification failed: something that is not an Error was thrown.';
  if (isNamed(error, SignalWireWebhookConfigurationError) || isNamed(error, SigningKeysUnavailableError)) {
    return error.message;
  }
  const { code } = error as NodeJS.ErrnoException;
  return `The verification failed: ${error.name}${code === undefined ? '' : ` (${code})`}; see the cause of the exception.`;
}

/** By name, since the class may be that of the package's other build. */
export function isNamed(error: unknown, type: { readonly name: string }): boolean {
  return error instanceof Error && error.name === type.name;
}
