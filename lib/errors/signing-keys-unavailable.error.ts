/**
 * The signing keys of a request (or the credentials of its basic auth) are unavailable now: the response is 503, never a pass.
 *
 * @publicApi
 */
export class SigningKeysUnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SigningKeysUnavailableError';
  }
}
