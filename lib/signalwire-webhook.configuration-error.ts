/**
 * A configuration error. It is thrown while the application starts, or logged for a request with the response 500.
 * The message names the option and contains the fix. It never contains a key.
 *
 * @publicApi
 */
export class SignalWireWebhookConfigurationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SignalWireWebhookConfigurationError';
  }
}
