import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';

const EXAMPLE = "{ signingKey: 'PSK_…', publicUrl: 'https://example.com' }";
const ASYNC_OPTIONS = ['useFactory', 'useClass', 'useExisting', 'inject'];

/**
 * Checks that the argument of `forRoot()` is an object of options, before each option is checked.
 *
 * @throws SignalWireWebhookConfigurationError that names the line to write
 */
export function checkGivenOptions(options: unknown): void {
  if (options === undefined) throw configurationError('nothing was passed');
  if (options instanceof Promise) {
    throw configurationError('a Promise was passed', 'forRootAsync({ useFactory: async () => … })');
  }
  if (typeof options === 'string') {
    throw configurationError('a text was passed', 'forRoot({ signingKey: key })');
  }
  if (typeof options === 'function') {
    throw configurationError('a function was passed', 'forRootAsync({ useFactory: … })');
  }
  if (Array.isArray(options)) throw configurationError('a list was passed');
  if (typeof options !== 'object' || options === null) {
    throw configurationError(`${options === null ? 'null' : `a ${typeof options}`} was passed`);
  }
  const name = ASYNC_OPTIONS.find((each) => each in options);
  if (name !== undefined) throw configurationError(`${name} was passed`, `forRootAsync({ ${name}: … })`);
}

function configurationError(what: string, fix = `forRoot(${EXAMPLE})`): SignalWireWebhookConfigurationError {
  return new SignalWireWebhookConfigurationError(
    `The options of SignalWireWebhookModule.forRoot() must be an object such as ${EXAMPLE}, and ${what}. Fix: ${fix}`,
  );
}
