import { createParamDecorator } from '@nestjs/common';

import { ofWebhookRequest } from './of-webhook-request.js';

/**
 * Options of {@link WebhookPayload}, beside those of Nest's own parameter decorators.
 *
 * @publicApi
 */
export interface WebhookPayloadOptions {
  /**
   * On a route with `mode: 'report'` also gives what a request says that is not verified; without it the application does not
   * start. Anyone can have sent it: `@VerifiedWebhook()` tells. Elsewhere it changes nothing.
   *
   * @default false
   */
  readonly unverified?: boolean;
}

const inject = createParamDecorator(
  ofWebhookRequest({
    decorator: '@WebhookPayload()',
    ofVerified: ({ payload }) => payload,
    ofUnverified: ({ payload }) => payload,
    needsVerified: true,
  }),
);

/**
 * Injects the payload, decoded from the verified bytes: the form's parameters (a GET's query parameters) or the
 * JSON object. A parameter that is repeated becomes an array. Pipes are applied to it.
 *
 * @param optionsOrPipes pipes, Nest's `{ schema, pipes }`, {@link WebhookPayloadOptions}
 * @throws InternalServerErrorException on a route that is not protected: 500, and the log names the line that fixes it
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
export const WebhookPayload = (...optionsOrPipes: unknown[]): ParameterDecorator => {
  const own = optionsOrPipes.filter(isOwnOptions);
  if (own.length === 0) return inject(...optionsOrPipes);
  const unverified = own.some((options) => options.unverified === true);
  const others = optionsOrPipes.flatMap((each) => (isOwnOptions(each) ? ofNest(each) : [each]));
  return inject({ unverified }, ...others);
};

function isOwnOptions(value: unknown): value is WebhookPayloadOptions {
  return typeof value === 'object' && value !== null && 'unverified' in value && !('transform' in value);
}

/** Nest takes its own options beside others as pipes only. */
function ofNest(options: WebhookPayloadOptions): object[] {
  const others = Object.entries(options).filter(([name]) => name !== 'unverified');
  return others.length === 0 ? [] : [Object.fromEntries(others)];
}
