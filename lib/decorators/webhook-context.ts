import type { ExecutionContext } from '@nestjs/common';

import { readVerified, type VerifiedWebhookData } from '../verified/verified-webhook.js';
import { isGuarded, readRouteOptions } from '../routes/route-metadata.js';
import { handlerOf } from '../routes/webhook-route.js';

/**
 * Whether `@SignalWireWebhook()` or `@UseGuards(SignalWireWebhookGuard)` protects the route, so that guards, throttlers and
 * interceptors of your own can leave it alone. Says nothing of the request: see {@link isVerifiedWebhook}. A guard that is
 * registered globally is not seen here.
 *
 * @example
 * ```ts
 * intercept(context: ExecutionContext, next: CallHandler) {
 *   if (isSignalWireWebhookRoute(context)) return next.handle();
 *   return next.handle().pipe(map((data) => ({ data })));
 * }
 * ```
 *
 * @publicApi
 */
export function isSignalWireWebhookRoute(context: ExecutionContext): boolean {
  const [controller, handler] = [context.getClass(), context.getHandler()];
  return isGuarded(controller, handler) && readRouteOptions(controller, handler) !== undefined;
}

/**
 * Whether the present request was verified for its handler: by SignalWireWebhookGuard, or by a guard of your own that called
 * `SignalWireWebhookMarker.setVerified`. `false` in what runs before that guard, outside HTTP, and for what `mode: 'report'`
 * let through without being verified.
 *
 * @publicApi
 */
export function isVerifiedWebhook(context: ExecutionContext): boolean {
  return getVerifiedWebhook(context) !== undefined;
}

/**
 * All that is known of the verified request, for guards and interceptors that run after the verification; `undefined` where it
 * was not verified for this handler. Handlers take `@VerifiedWebhook()`.
 *
 * @publicApi
 */
export function getVerifiedWebhook(context: ExecutionContext): VerifiedWebhookData | undefined {
  if (context.getType() !== 'http') return undefined;
  return readVerified(context.switchToHttp().getRequest<object>(), handlerOf(context));
}
