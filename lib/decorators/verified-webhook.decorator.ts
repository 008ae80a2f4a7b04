import { createParamDecorator } from '@nestjs/common';

import type { UnverifiedWebhookData } from '../verified/unverified-webhook.js';
import type { VerifiedWebhookData } from '../verified/verified-webhook.js';
import { ofWebhookRequest } from './of-webhook-request.js';

/**
 * Injects all that is known of the verified request, a {@link VerifiedWebhookData}. On a route with `mode: 'report'` it is an
 * {@link UnverifiedWebhookData} where the request was not verified: write both types, and check `verified`.
 *
 * @throws InternalServerErrorException on a route that is not protected: 500, and the log names the line that fixes it
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
  ofWebhookRequest<VerifiedWebhookData | UnverifiedWebhookData>({
    decorator: '@VerifiedWebhook()',
    ofVerified: (webhook) => webhook,
    ofUnverified: ({ webhook }) => webhook,
    needsVerified: false,
  }),
);
