import { isNamed } from './is-error.js';

/**
 * The signing keys of a request, or the credentials of its basic auth, are temporarily unavailable. The response is 503; the
 * request is not allowed.
 *
 * @publicApi
 */
export class SigningKeysUnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SigningKeysUnavailableError';
  }
}

export function isUnavailable(error: unknown): error is SigningKeysUnavailableError {
  return isNamed(error, SigningKeysUnavailableError);
}
