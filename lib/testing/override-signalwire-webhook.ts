import { GIVEN_OPTIONS } from '../signalwire-webhook.tokens.js';
import { checkModuleOptions, type SignalWireWebhookModuleOptions } from '../signalwire-webhook.options.js';
import { SIGNALWIRE_WEBHOOK_OPTIONS } from '../signalwire-webhook.tokens.js';

/**
 * What `Test.createTestingModule()` gives, as far as it is needed.
 *
 * @publicApi
 */
export interface OverridableModuleBuilder<Builder> {
  overrideProvider(token: string): { useValue(value: unknown): Builder };
}

/**
 * Gives `SignalWireWebhookModule` other options for a test, in place of all that the application gave. A factory of
 * `forRootAsync` is not even called, so the test needs no environment of it.
 *
 * @param builder what `Test.createTestingModule()` gave
 * @returns the builder
 * @throws SignalWireWebhookConfigurationError if an option is missing or unusable
 *
 * @example
 * ```ts
 * const module = await overrideSignalWireWebhook(
 *   Test.createTestingModule({ imports: [AppModule] }),
 *   { signingKey: 'PSK_test', publicUrl: 'https://example.com' },
 * ).compile();
 * ```
 *
 * @publicApi
 */
export function overrideSignalWireWebhook<Builder>(
  builder: OverridableModuleBuilder<Builder>,
  options: SignalWireWebhookModuleOptions,
): Builder {
  const checked = checkModuleOptions(options);
  builder.overrideProvider(GIVEN_OPTIONS).useValue(checked);
  return builder.overrideProvider(SIGNALWIRE_WEBHOOK_OPTIONS).useValue(checked);
}
