import { createParamDecorator } from '@nestjs/common';

import { ofWebhookRequest } from './of-webhook-request.js';

/**
 * Options of {@link WebhookPayload}, in addition to those of Nest's parameter decorators.
 *
 * @publicApi
 */
export interface WebhookPayloadOptions {
  /**
   * Injects the payload of an unverified request too, on a route with `mode: 'report'`; without this option the application does
   * not start. Anyone may have sent an unverified payload: check `verified` of `@VerifiedWebhook()`. The option has no effect on
   * other routes.
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
 * Injects the payload, decoded from the verified bytes: the form parameters (for a GET, the query parameters) or the
 * JSON object. A repeated parameter becomes an array. Pipes receive the payload.
 *
 * @param optionsOrPipes pipes, Nest's `{ schema, pipes }`, {@link WebhookPayloadOptions}
 * @throws InternalServerErrorException on an unprotected route: the response is 500, and the log contains the fix
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

/** Nest accepts its options next to pipes only in the place of a pipe. */
function ofNest(options: WebhookPayloadOptions): object[] {
  const others = Object.entries(options).filter(([name]) => name !== 'unverified');
  return others.length === 0 ? [] : [Object.fromEntries(others)];
}
