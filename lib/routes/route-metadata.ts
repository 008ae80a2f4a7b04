import 'reflect-metadata';
import { RequestMethod } from '@nestjs/common';

import { kindOfInnerKey } from '../keys/signing-key-options.js';
import type { SignalWireWebhookRouteOptions } from '../signalwire-webhook.options.js';

export const ROUTE_OPTIONS_METADATA = 'signalwire-webhook:route-options';
export const SKIP_METADATA = 'signalwire-webhook:skip';
/** On a prototype, by the method's name: it is still there when another decorator has replaced the method. */
export const DECORATED_METHOD_METADATA = 'signalwire-webhook:decorated-method';
/** What `@UseGuards` sets. */
const GUARDS_METADATA = '__guards__';
/** What Nest's parameter decorators set. */
const ROUTE_ARGUMENTS = '__routeArguments__';
/** On the factory of a parameter decorator: its name. */
export const NEEDS_VERIFICATION = Symbol.for('nestjs-signalwire-webhook:needs-verification');
/** On such a factory: what is not verified it gives only if asked for. */
export const NEEDS_VERIFIED = Symbol.for('nestjs-signalwire-webhook:rejects-unverified');
/** What Nest's route decorators set. */
const PATH_METADATA = 'path';
const METHOD_METADATA = 'method';

export type Handler = object & { readonly name: string };

/** Property of the guard's prototype, by which subclasses, instances and the package's other build are recognized. */
export const GUARD_BRAND = Symbol.for('nestjs-signalwire-webhook:guard');

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
  const signingKeyKind = kindOfInnerKey(ofController ?? {}, ofMethod ?? {});
  return { ...ofController, ...ofMethod, signingKeyKind };
}

/** Where one target has both decorators, protection wins. */
function isSkippedClass(controller: object): boolean {
  return hasOwnSkip(controller) && !hasOwnOptions(controller);
}

function readOptions(target: object): SignalWireWebhookRouteOptions | undefined {
  return Reflect.getMetadata(ROUTE_OPTIONS_METADATA, target) as SignalWireWebhookRouteOptions | undefined;
}

export function hasOwnOptions(target: object): boolean {
  return Reflect.hasOwnMetadata(ROUTE_OPTIONS_METADATA, target);
}

export function isRouteHandler(method: unknown): method is Handler {
  return typeof method === 'function' && Reflect.hasMetadata(PATH_METADATA, method);
}

/** The method that a handler is registered for, such as `POST` or `ALL`. */
export function registeredMethod(handler: object): string {
  const method = (Reflect.getMetadata(METHOD_METADATA, handler) ?? RequestMethod.GET) as RequestMethod;
  return RequestMethod[method];
}

export function hasOwnSkip(target: object): boolean {
  return Reflect.getOwnMetadata(SKIP_METADATA, target) === true;
}

/** Whether requests meet the guard there, by the decorator or by `@UseGuards`; a global guard is not seen. */
export function isGuarded(controller: object, handler: object): boolean {
  return namesGuard(controller) || namesGuard(handler);
}

/** Whether the guard, a subclass or an instance of it is named by `@UseGuards` there; a class inherits its base's. */
export function namesGuard(target: object): boolean {
  return guardsOf(target).some(isWebhookGuard);
}

/** What `@UseGuards` names there; a class inherits its base's. */
export function guardsOf(target: object): readonly unknown[] {
  return (Reflect.getMetadata(GUARDS_METADATA, target) ?? []) as readonly unknown[];
}

interface Parameter {
  readonly factory?: { readonly [NEEDS_VERIFICATION]?: string; readonly [NEEDS_VERIFIED]?: true };
  readonly data?: unknown;
}

/** The names of parameter decorators of this package that stand there and work for verified requests only. */
export function parametersThatNeedVerification(controller: object, method: string): string[] {
  return parametersOf(controller, method).flatMap(({ factory }) => factory?.[NEEDS_VERIFICATION] ?? []);
}

/** Whether a parameter stands there that takes verified data only. */
export function needsVerified(controller: object, method: string): boolean {
  return parametersOf(controller, method).some(
    ({ factory, data }) => factory?.[NEEDS_VERIFIED] === true && !acceptsUnverified(data),
  );
}

/** Whether it is `{ unverified: true }`. */
export function acceptsUnverified(options: unknown): boolean {
  return (
    typeof options === 'object' && options !== null && 'unverified' in options && options.unverified === true
  );
}

function parametersOf(controller: object, method: string): Parameter[] {
  const parameters = (Reflect.getMetadata(ROUTE_ARGUMENTS, controller, method) ?? {}) as Record<
    string,
    Parameter
  >;
  return Object.values(parameters);
}

/** Whether it is the guard, a subclass or an instance of it. */
export function isWebhookGuard(guard: unknown): boolean {
  if (typeof guard === 'function') return isBranded((guard as { prototype?: unknown }).prototype);
  return isBranded(guard);
}

function isBranded(value: unknown): boolean {
  return typeof value === 'object' && value !== null && GUARD_BRAND in value;
}
