/**
 * A configuration error. Thrown while the application starts, or logged and responded to with 500.
 * The message names the option and the line that fixes it, and never holds a key.
 *
 * @publicApi
 */
export class SignalWireWebhookConfigurationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SignalWireWebhookConfigurationError';
  }
}
