import 'reflect-metadata';

import type { SignalWireWebhookRouteOptions } from '../signalwire-webhook.options.js';

export const ROUTE_OPTIONS_METADATA = 'signalwire-webhook:route-options';
export const SKIP_METADATA = 'signalwire-webhook:skip';
/** What `@UseGuards` sets. */
const GUARDS_METADATA = '__guards__';

/** Stands on the guard's prototype, so that subclasses, instances and the package's other build are recognised. */
export const GUARD_MARK = Symbol.for('nestjs-signalwire-webhook:guard');

/**
 * The route's own options, the method's over its class's; `undefined` where it is skipped. A skip counts where it is written:
 * on the method itself, or on the class itself for methods that do not name the guard. It is never inherited from a
 * base class.
 */
export function readRouteOptions(
  controller: object,
  handler: object,
): SignalWireWebhookRouteOptions | undefined {
  const ofMethod = readOptions(handler);
  const ofController = readOptions(controller);
  if (ofMethod === undefined && hasOwnSkip(handler)) return undefined;
  if (isSkippedClass(controller) && ofMethod === undefined && !namesGuard(handler)) return undefined;
  return { ...ofController, ...ofMethod };
}

/** Where one target has both decorators, protection wins. */
function isSkippedClass(controller: object): boolean {
  return hasOwnSkip(controller) && !Reflect.hasOwnMetadata(ROUTE_OPTIONS_METADATA, controller);
}

function readOptions(target: object): SignalWireWebhookRouteOptions | undefined {
  return Reflect.getMetadata(ROUTE_OPTIONS_METADATA, target) as SignalWireWebhookRouteOptions | undefined;
}

function hasOwnSkip(target: object): boolean {
  return Reflect.getOwnMetadata(SKIP_METADATA, target) === true;
}

/** Whether the guard, a subclass or an instance of it is named by `@UseGuards` there; a class inherits its base's. */
export function namesGuard(target: object): boolean {
  const guards = (Reflect.getMetadata(GUARDS_METADATA, target) ?? []) as readonly unknown[];
  return guards.some(isWebhookGuard);
}

/** Whether it is the guard, a subclass or an instance of it. */
export function isWebhookGuard(guard: unknown): boolean {
  if (typeof guard === 'function') return isMarked((guard as { prototype?: unknown }).prototype);
  return isMarked(guard);
}

function isMarked(value: unknown): boolean {
  return typeof value === 'object' && value !== null && GUARD_MARK in value;
}
