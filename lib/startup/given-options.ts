import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';

const EXAMPLE = "{ signingKey: 'PSK_…', publicUrl: 'https://example.com' }";
const ASYNC_OPTIONS = ['useFactory', 'useClass', 'useExisting', 'inject'];

/**
 * Checks that the argument of `forRoot()` is an object of options, before each option is checked.
 *
 * @throws SignalWireWebhookConfigurationError that names the line to write
 */
export function checkGivenOptions(options: unknown): void {
  if (options === undefined) throw givenOptionsError('nothing was passed');
  if (options instanceof Promise) {
    throw givenOptionsError('a Promise was passed', 'forRootAsync({ useFactory: async () => … })');
  }
  if (typeof options === 'string') {
    throw givenOptionsError('a text was passed', 'forRoot({ signingKey: key })');
  }
  if (typeof options === 'function') {
    throw givenOptionsError('a function was passed', 'forRootAsync({ useFactory: … })');
  }
  if (Array.isArray(options)) throw givenOptionsError('a list was passed');
  if (typeof options !== 'object' || options === null) {
    throw givenOptionsError(`${options === null ? 'null' : `a ${typeof options}`} was passed`);
  }
  const name = ASYNC_OPTIONS.find((each) => each in options);
  if (name !== undefined) throw givenOptionsError(`${name} was passed`, `forRootAsync({ ${name}: … })`);
}

function givenOptionsError(what: string, fix = `forRoot(${EXAMPLE})`): SignalWireWebhookConfigurationError {
  return new SignalWireWebhookConfigurationError(
    `The options of SignalWireWebhookModule.forRoot() must be an object such as ${EXAMPLE}, and ${what}. Fix: ${fix}`,
  );
}
