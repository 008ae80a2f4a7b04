import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { handlerOf } from '../routes/webhook-route.js';
import { readVerified, type VerifiedWebhookData } from '../request/verified-webhook.js';

/**
 * Injects the payload, decoded from the verified bytes: the form's parameters (a GET's query parameters) or the
 * JSON object. A name that repeats gives an array. Pipes are applied to it.
 *
 * @throws SignalWireWebhookConfigurationError on a route that is not protected
 *
 * @example
 * ```ts
 * @SignalWireWebhook()
 * @Post('voice')
 * voice(@WebhookPayload() call: { From?: string }) {}
 * ```
 *
 * @publicApi
 */
export const WebhookPayload = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => requireVerified(context, '@WebhookPayload()').payload,
);

/**
 * Injects all that is known of the verified request, a {@link VerifiedWebhookData}.
 *
 * @throws SignalWireWebhookConfigurationError on a route that is not protected
 *
 * @publicApi
 */
export const VerifiedWebhook = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  requireVerified(context, '@VerifiedWebhook()'),
);

function requireVerified(context: ExecutionContext, decorator: string): VerifiedWebhookData {
  const verified = readVerified(context.switchToHttp().getRequest<object>(), handlerOf(context));
  if (verified) return verified;
  throw new SignalWireWebhookConfigurationError(
    `${decorator} is used in ${context.getClass().name}.${context.getHandler().name}, which nothing protects. ` +
      'Add @SignalWireWebhook() to the method or its class.',
  );
}
