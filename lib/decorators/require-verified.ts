import type { ExecutionContext } from '@nestjs/common';

import { readVerified, type VerifiedWebhookData } from '../request/verified-webhook.js';
import { handlerOf } from '../routes/webhook-route.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';

/** @throws SignalWireWebhookConfigurationError that names the handler, if nothing protects it */
export function requireVerified(context: ExecutionContext, decorator: string): VerifiedWebhookData {
  const verified = readVerified(context.switchToHttp().getRequest<object>(), handlerOf(context));
  if (verified) return verified;
  throw new SignalWireWebhookConfigurationError(
    `${decorator} is used in ${context.getClass().name}.${context.getHandler().name}, which nothing protects. ` +
      'Add @SignalWireWebhook() to the method or its class.',
  );
}
