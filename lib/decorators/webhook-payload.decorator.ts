import { createParamDecorator } from '@nestjs/common';

import { ofVerifiedRequest } from './of-verified-request.js';

/**
 * Injects the payload, decoded from the verified bytes: the form's parameters (a GET's query parameters) or the
 * JSON object. A parameter that is repeated becomes an array. Pipes are applied to it.
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
  ofVerifiedRequest('@WebhookPayload()', ({ payload }) => payload),
);
