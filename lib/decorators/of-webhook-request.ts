import { type ExecutionContext, InternalServerErrorException } from '@nestjs/common';

import { readUnverifiedMark, type UnverifiedMark } from '../request/unverified-webhook.js';
import { readVerified, type VerifiedWebhookData } from '../request/verified-webhook.js';
import { asksForUnverified, NEEDS_VERIFICATION, REFUSES_UNVERIFIED } from '../routes/route-metadata.js';
import { handlerOf } from '../routes/webhook-route.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';

interface Parameter<Value> {
  readonly decorator: string;
  readonly ofVerified: (webhook: VerifiedWebhookData) => Value;
  readonly ofUnverified: (mark: UnverifiedMark) => Value;
  /** `ofUnverified` is only for those who ask for it: `{ unverified: true }`. */
  readonly refusesUnverified: boolean;
}

/** The factory of a parameter decorator, marked, so that routes where it cannot work are found at start. */
export function ofWebhookRequest<Value>(
  parameter: Parameter<Value>,
): (options: unknown, context: ExecutionContext) => Value {
  const { decorator, ofVerified, ofUnverified, refusesUnverified } = parameter;
  const factory = (options: unknown, context: ExecutionContext) => {
    const request = context.switchToHttp().getRequest<object>();
    const handler = handlerOf(context);
    const webhook = readVerified(request, handler);
    if (webhook) return ofVerified(webhook);
    const mark = readUnverifiedMark(request, handler);
    if (!mark) throw unprotected(decorator, context);
    if (refusesUnverified && !asksForUnverified(options)) throw refuse(decorator, mark, context);
    return ofUnverified(mark);
  };
  return Object.assign(factory, {
    [NEEDS_VERIFICATION]: decorator,
    [REFUSES_UNVERIFIED]: refusesUnverified,
  });
}

function unprotected(decorator: string, context: ExecutionContext): SignalWireWebhookConfigurationError {
  return new SignalWireWebhookConfigurationError(
    `${decorator} is used in ${nameOf(context)}, which nothing protects. Add @SignalWireWebhook() to the method or its class.`,
  );
}

/** Logged here, within bounds: Nest would log each such request. */
function refuse(decorator: string, mark: UnverifiedMark, context: ExecutionContext): Error {
  const name = decorator.replace('()', '');
  const text =
    `${nameOf(context)} takes ${decorator}, and mode: 'report' let a request through that is not verified. If the handler may ` +
    `act on what it says, write ${name}({ unverified: true }) there.`;
  mark.logFault(text);
  return new InternalServerErrorException(undefined, {
    cause: new SignalWireWebhookConfigurationError(text),
  });
}

function nameOf(context: ExecutionContext): string {
  return `${context.getClass().name}.${context.getHandler().name}`;
}
