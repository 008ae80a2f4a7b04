import { createParamDecorator, type ExecutionContext, InternalServerErrorException } from '@nestjs/common';

import { handlerName } from '../errors/place-name.js';
import { LogLine } from '../logging/log-line.js';
import { floodSafeLog } from '../logging/nest-log.js';
import { readUnverifiedState, readVerifiedState, type UnverifiedState } from '../routes/request-state.js';
import type { UnverifiedWebhookData, VerifiedWebhookData } from '../verified/verified-webhook.js';
import {
  acceptsUnverified,
  isGuarded,
  NEEDS_VERIFICATION,
  NEEDS_VERIFIED,
  readRouteOptions,
} from '../routes/route-metadata.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';

/**
 * Options of {@link WebhookPayload}, in addition to those of Nest's parameter decorators.
 *
 * @publicApi
 */
export interface WebhookPayloadOptions {
  /**
   * Injects the payload of unverified requests in addition to verified ones, on a route with `mode: 'report'`. Without this option
   * the application does not start, or the response to an unverified request is 500. Anyone may have sent an unverified payload:
   * check `verified` of `@VerifiedWebhook()`. The option has no effect on other routes.
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

interface Parameter<Value> {
  readonly decorator: string;
  readonly ofVerified: (webhook: VerifiedWebhookData) => Value;
  readonly ofUnverified: (state: UnverifiedState) => Value;
  /** `ofUnverified` needs `{ unverified: true }`. */
  readonly needsVerified: boolean;
}

/** Returns the factory of a parameter decorator, branded so that the startup checks find routes where it cannot work. */
function ofWebhookRequest<Value>(
  parameter: Parameter<Value>,
): (options: unknown, context: ExecutionContext) => Value {
  const { decorator, ofVerified, ofUnverified, needsVerified } = parameter;
  const factory = (options: unknown, context: ExecutionContext) => {
    const verified = readVerifiedState(context);
    if (verified) return ofVerified(verified.webhook);
    const state = readUnverifiedState(context);
    if (!state) throw unprotected(decorator, context);
    if (needsVerified && !acceptsUnverified(options)) throw unverified(decorator, state, context);
    return ofUnverified(state);
  };
  return Object.assign(factory, {
    [NEEDS_VERIFICATION]: decorator,
    [NEEDS_VERIFIED]: needsVerified,
  });
}

/** One per process, because a decorator is outside dependency injection. */
const log = floodSafeLog('error', 'errors on unprotected routes');

/** Over HTTP anyone can cause the error, and Nest logs a stack trace for each error that is not an HttpException. */
function unprotected(decorator: string, context: ExecutionContext): Error {
  const route = handlerName(context);
  const error = new SignalWireWebhookConfigurationError(
    `${route} uses ${decorator}, but ${whyUnprotected(context)}`,
  );
  if (context.getType() !== 'http') return error;
  const fields = { result: 'configuration-error', route };
  log.write(`${route}: ${decorator}`, () => new LogLine(error.message, fields));
  return new InternalServerErrorException(undefined, { cause: error });
}

function whyUnprotected(context: ExecutionContext): string {
  const [controller, handler] = [context.getClass(), context.getHandler()];
  if (readRouteOptions(controller, handler) === undefined)
    return '@SkipSignalWireWebhook() turns its verification off. Fix: remove @SkipSignalWireWebhook()';
  if (!isGuarded(controller, handler))
    return 'no guard verifies the request. Fix: add @SignalWireWebhook() to the method or its class.';
  return (
    'its SignalWireWebhookGuard did not verify the request. A subclass of the guard, or overrideGuard(SignalWireWebhookGuard) in a ' +
    'test, replaced the verification. Fix, in a test: overrideSignalWireWebhook(builder, options). ' +
    'Import it from nestjs-signalwire-webhook/testing, and sign with its WebhookTestClient.'
  );
}

/** Logs the error within bounds, because Nest would log it for each request. */
function unverified(decorator: string, state: UnverifiedState, context: ExecutionContext): Error {
  const name = decorator.replace('()', '');
  const text =
    `${handlerName(context)} uses ${decorator}, but mode: 'report' allowed an unverified request. Fix, if the handler may act on ` +
    `unverified data: ${name}({ unverified: true }). Otherwise: @SignalWireWebhook({ mode: 'enforce' })`;
  state.logError(text);
  return new InternalServerErrorException(undefined, {
    cause: new SignalWireWebhookConfigurationError(text),
  });
}
