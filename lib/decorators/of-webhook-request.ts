import { type ExecutionContext, InternalServerErrorException } from '@nestjs/common';

import { LogLine } from '../logging/log-line.js';
import { floodSafeLog } from '../logging/nest-log.js';
import { readUnverifiedState, type UnverifiedState } from '../verified/unverified-webhook.js';
import { readVerified, type VerifiedWebhookData } from '../verified/verified-webhook.js';
import { acceptsUnverified, NEEDS_VERIFICATION, NEEDS_VERIFIED } from '../routes/route-metadata.js';
import { handlerOf } from '../routes/webhook-route.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';

interface Parameter<Value> {
  readonly decorator: string;
  readonly ofVerified: (webhook: VerifiedWebhookData) => Value;
  readonly ofUnverified: (state: UnverifiedState) => Value;
  /** `ofUnverified` is only for those who ask for it: `{ unverified: true }`. */
  readonly needsVerified: boolean;
}

/** The factory of a parameter decorator, marked, so that routes where it cannot work are found at start. */
export function ofWebhookRequest<Value>(
  parameter: Parameter<Value>,
): (options: unknown, context: ExecutionContext) => Value {
  const { decorator, ofVerified, ofUnverified, needsVerified } = parameter;
  const factory = (options: unknown, context: ExecutionContext) => {
    const request = context.switchToHttp().getRequest<object>();
    const handler = handlerOf(context);
    const webhook = readVerified(request, handler);
    if (webhook) return ofVerified(webhook);
    const state = readUnverifiedState(request, handler);
    if (!state) throw unprotected(decorator, context);
    if (needsVerified && !acceptsUnverified(options)) throw reject(decorator, state, context);
    return ofUnverified(state);
  };
  return Object.assign(factory, {
    [NEEDS_VERIFICATION]: decorator,
    [NEEDS_VERIFIED]: needsVerified,
  });
}

/** Of the process, since a decorator is outside dependency injection. */
const log = floodSafeLog('error', 'errors on routes that nothing protects');

/** Over HTTP strangers can cause it: Nest writes a stack trace for each error that is not an HttpException. */
function unprotected(decorator: string, context: ExecutionContext): Error {
  const route = nameOf(context);
  const error = new SignalWireWebhookConfigurationError(
    `${decorator} is used in ${route}, which nothing protects. Add @SignalWireWebhook() to the method or its class.`,
  );
  if (context.getType() !== 'http') return error;
  const fields = { result: 'configuration-error', route };
  log.write(`${route}: ${decorator}`, () => new LogLine(error.message, fields));
  return new InternalServerErrorException(undefined, { cause: error });
}

/** Logged here, within bounds: Nest would log each such request. */
function reject(decorator: string, state: UnverifiedState, context: ExecutionContext): Error {
  const name = decorator.replace('()', '');
  const text =
    `${nameOf(context)} takes ${decorator}, and mode: 'report' let a request through that is not verified. If the handler may ` +
    `act on what it says, write ${name}({ unverified: true }) there.`;
  state.logError(text);
  return new InternalServerErrorException(undefined, {
    cause: new SignalWireWebhookConfigurationError(text),
  });
}

function nameOf(context: ExecutionContext): string {
  return `${context.getClass().name}.${context.getHandler().name}`;
}
