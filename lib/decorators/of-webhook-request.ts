import { type ExecutionContext, InternalServerErrorException } from '@nestjs/common';

import { LogLine } from '../logging/log-line.js';
import { floodSafeLog } from '../logging/nest-log.js';
import { readUnverifiedState, readVerifiedState, type UnverifiedState } from '../routes/request-state.js';
import type { VerifiedWebhookData } from '../verified/verified-webhook.js';
import { acceptsUnverified, NEEDS_VERIFICATION, NEEDS_VERIFIED } from '../routes/route-metadata.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';

interface Parameter<Value> {
  readonly decorator: string;
  readonly ofVerified: (webhook: VerifiedWebhookData) => Value;
  readonly ofUnverified: (state: UnverifiedState) => Value;
  /** `ofUnverified` needs `{ unverified: true }`. */
  readonly needsVerified: boolean;
}

/** Returns the factory of a parameter decorator, branded so that the startup checks find routes where it cannot work. */
export function ofWebhookRequest<Value>(
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
  const route = nameOf(context);
  const error = new SignalWireWebhookConfigurationError(
    `${route} uses ${decorator}, but no guard verifies the request. Fix: add @SignalWireWebhook() to the method or its class.`,
  );
  if (context.getType() !== 'http') return error;
  const fields = { result: 'configuration-error', route };
  log.write(`${route}: ${decorator}`, () => new LogLine(error.message, fields));
  return new InternalServerErrorException(undefined, { cause: error });
}

/** Logs the error within bounds, because Nest would log it for each request. */
function unverified(decorator: string, state: UnverifiedState, context: ExecutionContext): Error {
  const name = decorator.replace('()', '');
  const text =
    `${nameOf(context)} uses ${decorator}, but mode: 'report' allowed an unverified request. Fix, if the handler may act on ` +
    `unverified data: ${name}({ unverified: true })`;
  state.logError(text);
  return new InternalServerErrorException(undefined, {
    cause: new SignalWireWebhookConfigurationError(text),
  });
}

function nameOf(context: ExecutionContext): string {
  return `${context.getClass().name}.${context.getHandler().name}`;
}
