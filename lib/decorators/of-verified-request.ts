import type { ExecutionContext } from '@nestjs/common';

import { readVerified, type VerifiedWebhookData } from '../request/verified-webhook.js';
import { NEEDS_VERIFICATION } from '../routes/route-metadata.js';
import { handlerOf } from '../routes/webhook-route.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';

/** The factory of a parameter decorator, marked with its name, so that routes without protection are found at start. */
export function ofVerifiedRequest<Value>(
  decorator: string,
  read: (webhook: VerifiedWebhookData) => Value,
): (data: unknown, context: ExecutionContext) => Value {
  const factory = (_data: unknown, context: ExecutionContext) => read(requireVerified(context, decorator));
  return Object.assign(factory, { [NEEDS_VERIFICATION]: decorator });
}

/** @throws SignalWireWebhookConfigurationError that names the handler, if nothing protects it */
function requireVerified(context: ExecutionContext, decorator: string): VerifiedWebhookData {
  const verified = readVerified(context.switchToHttp().getRequest<object>(), handlerOf(context));
  if (verified) return verified;
  throw new SignalWireWebhookConfigurationError(
    `${decorator} is used in ${context.getClass().name}.${context.getHandler().name}, which nothing protects. ` +
      'Add @SignalWireWebhook() to the method or its class.',
  );
}
