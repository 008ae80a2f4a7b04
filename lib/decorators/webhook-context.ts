import type { ExecutionContext } from '@nestjs/common';

import type { VerifiedWebhookData } from '../verified/verified-webhook.js';
import { readVerifiedState } from '../routes/request-state.js';
import { isGuarded, readRouteOptions } from '../routes/route-metadata.js';

/**
 * Returns whether `@SignalWireWebhook()` or `@UseGuards(SignalWireWebhookGuard)` protects the route. Use it to exempt webhook
 * routes from your guards, throttlers and interceptors. It does not detect a globally registered guard. To check the request, use
 * {@link isVerifiedWebhook}.
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
 * Returns whether the current request was verified for its handler: by SignalWireWebhookGuard, or by a custom guard that called
 * `SignalWireWebhookMarker.markVerified`. Returns `false` before that guard has run, outside HTTP, and for an unverified request
 * that `mode: 'report'` allowed.
 *
 * @example
 * ```ts
 * intercept(context: ExecutionContext, next: CallHandler) {
 *   if (isVerifiedWebhook(context)) return next.handle();
 *   return next.handle().pipe(map((data) => ({ data })));
 * }
 * ```
 *
 * @publicApi
 */
export function isVerifiedWebhook(context: ExecutionContext): boolean {
  return getVerifiedWebhook(context) !== undefined;
}

/**
 * Returns the verification result, for guards and interceptors that run after the verification; `undefined` if the request was
 * not verified for this handler. In handlers, use `@VerifiedWebhook()`.
 *
 * @example
 * ```ts
 * intercept(context: ExecutionContext, next: CallHandler) {
 *   const projectId = getVerifiedWebhook(context)?.projectId;
 *   return next.handle().pipe(tap(() => this.audit.write(projectId)));
 * }
 * ```
 *
 * @publicApi
 */
export function getVerifiedWebhook(context: ExecutionContext): VerifiedWebhookData | undefined {
  return context.getType() === 'http' ? readVerifiedState(context)?.webhook : undefined;
}
