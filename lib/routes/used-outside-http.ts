import type { ExecutionContext } from '@nestjs/common';

import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import type { WebhookRoute } from './webhook-route.js';

/** Returns the error for a guard on a route of a different type, such as a microservice. */
export function usedOutsideHttp(
  { name }: WebhookRoute,
  context: ExecutionContext,
): SignalWireWebhookConfigurationError {
  return new SignalWireWebhookConfigurationError(
    `SignalWireWebhookGuard protects HTTP routes only, but ${name} is of type "${context.getType()}". ` +
      `Fix: add @SkipSignalWireWebhook() to ${name}, or remove the guard.`,
  );
}
