import { createParamDecorator } from '@nestjs/common';

import type { UnverifiedWebhookData } from '../verified/verified-webhook.js';
import type { VerifiedWebhookData } from '../verified/verified-webhook.js';
import { ofWebhookRequest } from './of-webhook-request.js';

/**
 * Injects the verification result, a {@link VerifiedWebhookData}. On a route with `mode: 'report'`, it injects an
 * {@link UnverifiedWebhookData} for an unverified request: declare both types, and check `verified`.
 *
 * @throws InternalServerErrorException on an unprotected route: the response is 500, and the log contains the fix
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
