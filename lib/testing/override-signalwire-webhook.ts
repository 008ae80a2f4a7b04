import { checkModuleOptions, type SignalWireWebhookModuleOptions } from '../signalwire-webhook.options.js';
import { GIVEN_OPTIONS, SIGNALWIRE_WEBHOOK_OPTIONS } from '../signalwire-webhook.tokens.js';

/**
 * The part of Nest's `TestingModuleBuilder` that {@link overrideSignalWireWebhook} uses.
 *
 * @publicApi
 */
export interface OverridableModuleBuilder<Builder> {
  /** Replaces a provider, as in `TestingModuleBuilder`. */
  overrideProvider(token: string): { useValue(value: unknown): Builder };
}

/**
 * Replaces all options of `SignalWireWebhookModule` for a test. A factory of `forRootAsync` is not called, so the test does not
 * need its environment.
 *
 * @param builder the builder that `Test.createTestingModule()` returns
 * @returns the same builder
 * @throws SignalWireWebhookConfigurationError if an option is missing or invalid
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
