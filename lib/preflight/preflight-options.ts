import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';

export interface PreflightOptions {
  /**
   * Asks through `publicUrl` once, when the application listens, whether it leads here, and logs what the application sees.
   * Talks to nothing but `publicUrl`, which must be a string.
   *
   * @default false
   */
  readonly preflight?: boolean;
}

export const PREFLIGHT_OPTION_CHECKS = {
  preflight: (value: unknown): void => {
    if (typeof value === 'boolean') return;
    throw new SignalWireWebhookConfigurationError('preflight must be true or false.');
  },
};

/** @throws SignalWireWebhookConfigurationError if there is no URL to ask through */
export function checkPreflight({ preflight }: PreflightOptions, publicUrl: unknown): void {
  if (!preflight || typeof publicUrl === 'string') return;
  throw new SignalWireWebhookConfigurationError(
    "preflight needs to know where to ask: publicUrl: 'https://example.com'.",
  );
}
