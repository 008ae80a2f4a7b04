import { createParamDecorator } from '@nestjs/common';

import { ofVerifiedRequest } from './of-verified-request.js';

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
export const VerifiedWebhook = createParamDecorator(
  ofVerifiedRequest('@VerifiedWebhook()', (webhook) => webhook),
);
