/**
 * The signing keys of a request cannot be had now: answered with 503, never with a pass.
 *
 * @publicApi
 */
export class SigningKeysUnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SigningKeysUnavailableError';
  }
}
