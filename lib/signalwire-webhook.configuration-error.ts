/**
 * A fault in how the library was set up. Thrown while the application starts, or logged and answered with 500.
 * The message names the option and the line that mends it, and never holds a key.
 *
 * @publicApi
 */
export class SignalWireWebhookConfigurationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SignalWireWebhookConfigurationError';
  }
}
