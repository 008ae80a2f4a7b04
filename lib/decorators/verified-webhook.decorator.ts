import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

import { requireVerified } from './require-verified.js';

/**
 * Injects all that is known of the verified request, a {@link VerifiedWebhookData}.
 *
 * @throws SignalWireWebhookConfigurationError on a route that is not protected
 *
 * @example
 * ```ts
 * @SignalWireWebhook()
 * @Post('voice')
 * voice(@VerifiedWebhook() { projectId, payload }: VerifiedWebhookData<InboundCall>) {}
 * ```
 *
 * @publicApi
 */
export const VerifiedWebhook = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  requireVerified(context, '@VerifiedWebhook()'),
);
