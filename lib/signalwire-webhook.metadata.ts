import type { ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';

import type { VerifiedRoute } from './request/verified-webhook.js';
import type { SignalWireWebhookRouteOptions } from './signalwire-webhook.options.js';

export const ROUTE_OPTIONS_METADATA = 'signalwire-webhook:route-options';
export const SKIP_METADATA = 'signalwire-webhook:skip';

/** The route's own options, the method's over its class's; `skipped` where the nearest decorator says so. */
export function readRoute(
  reflector: Reflector,
  context: ExecutionContext,
): SignalWireWebhookRouteOptions | 'skipped' {
  const read = (target: ReturnType<ExecutionContext['getHandler'] | ExecutionContext['getClass']>) => ({
    options: reflector.get<SignalWireWebhookRouteOptions | undefined>(ROUTE_OPTIONS_METADATA, target),
    skip: reflector.get<boolean | undefined>(SKIP_METADATA, target),
  });
  const method = read(context.getHandler());
  const controller = read(context.getClass());
  const nearest = method.options || method.skip ? method : controller;
  if (nearest.skip && !nearest.options) return 'skipped';
  return { ...controller.options, ...method.options };
}

/** The handler that a verification is good for. */
export function handlerOf(context: ExecutionContext): VerifiedRoute {
  return { controller: context.getClass(), handler: context.getHandler() };
}
