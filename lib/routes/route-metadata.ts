import 'reflect-metadata';
import { RequestMethod } from '@nestjs/common';

import { isObject } from '../errors/is-object.js';
import { kindOfInnerKey } from '../keys/signing-key-options.js';
import type { SignalWireWebhookRouteOptions } from '../signalwire-webhook.options.js';
import {
  GUARDS_METADATA,
  INTERCEPTORS_METADATA,
  METHOD_METADATA,
  PATH_METADATA,
  ROUTE_ARGUMENTS,
} from './nest-metadata.js';

export const ROUTE_OPTIONS_METADATA = 'signalwire-webhook:route-options';
export const SKIP_METADATA = 'signalwire-webhook:skip';
/** Set on the prototype for a method's name, so that it survives another decorator that replaces the method. */
export const DECORATED_METHOD_METADATA = 'signalwire-webhook:decorated-method';
/** Set on the factory of a parameter decorator that needs the guard. The value is the decorator's name. */
export const NEEDS_VERIFICATION = Symbol.for('nestjs-signalwire-webhook:needs-verification');
/** Set on the factory of a parameter decorator that returns verified data only, unless `unverified: true` is set. */
export const NEEDS_VERIFIED = Symbol.for('nestjs-signalwire-webhook:rejects-unverified');

/** A method of a controller. */
export type Handler = object & { readonly name: string };

/** Property of the guard's prototype, by which subclasses, instances and the package's other build are recognized. */
export const GUARD_BRAND = Symbol.for('nestjs-signalwire-webhook:guard');
/** Property of the interceptor's prototype, for the same purpose. */
export const INTERCEPTOR_BRAND = Symbol.for('nestjs-signalwire-webhook:interceptor');

/**
 * Returns the options of the decorators. Those of the method override those of the class.
 *
 * `@SkipSignalWireWebhook()` is not inherited from a base class. On a class, it does not apply to methods with
 * `@SignalWireWebhook()` or `@UseGuards(SignalWireWebhookGuard)`.
 *
 * @returns `undefined` if the route is skipped
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

/** If a class has both decorators, it is protected. */
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

/** Returns the HTTP method of a route, such as `POST` or `ALL`. */
export function registeredMethod(handler: object): string {
  const method = (Reflect.getMetadata(METHOD_METADATA, handler) ?? RequestMethod.GET) as RequestMethod;
  return RequestMethod[method];
}

export function hasOwnSkip(target: object): boolean {
  return Reflect.getOwnMetadata(SKIP_METADATA, target) === true;
}

/** Whether the route has the guard, by `@SignalWireWebhook()` or `@UseGuards()`. A global guard does not count. */
export function isGuarded(controller: object, handler: object): boolean {
  return namesGuard(controller) || namesGuard(handler);
}

/** Whether `@UseGuards()` of a class or method has the guard, a subclass or an instance of it. Classes inherit it. */
export function namesGuard(target: object): boolean {
  return guardsOf(target).some(isWebhookGuard);
}

/** Returns the guards of `@UseGuards()` of a class or method. A class inherits those of its base class. */
export function guardsOf(target: object): readonly unknown[] {
  return (Reflect.getMetadata(GUARDS_METADATA, target) ?? []) as readonly unknown[];
}

/** Whether `@UseInterceptors()` of a class or method has the interceptor, which `@SignalWireWebhook()` adds. */
export function namesInterceptor(target: object): boolean {
  const interceptors = (Reflect.getMetadata(INTERCEPTORS_METADATA, target) ?? []) as readonly unknown[];
  return interceptors.some(isWebhookInterceptor);
}

interface Parameter {
  readonly factory?: { readonly [NEEDS_VERIFICATION]?: string; readonly [NEEDS_VERIFIED]?: true };
  readonly data?: unknown;
}

/** Returns the names of the parameter decorators of a method that need the guard. */
export function parametersThatNeedVerification(controller: object, method: string): string[] {
  return parametersOf(controller, method).flatMap(({ factory }) => factory?.[NEEDS_VERIFICATION] ?? []);
}

/** Whether a method has a parameter that accepts verified data only. */
export function needsVerified(controller: object, method: string): boolean {
  return parametersOf(controller, method).some(
    ({ factory, data }) => factory?.[NEEDS_VERIFIED] === true && !acceptsUnverified(data),
  );
}

/** Whether the options of a parameter decorator are `{ unverified: true }`. */
export function acceptsUnverified(options: unknown): boolean {
  return isObject(options) && options.unverified === true;
}

function parametersOf(controller: object, method: string): Parameter[] {
  const parameters = (Reflect.getMetadata(ROUTE_ARGUMENTS, controller, method) ?? {}) as Record<
    string,
    Parameter
  >;
  return Object.values(parameters);
}

/** Whether a value is the guard, a subclass or an instance of it. */
export function isWebhookGuard(guard: unknown): boolean {
  return isBranded(guard, GUARD_BRAND);
}

/** Whether a value is the interceptor, a subclass or an instance of it. */
export function isWebhookInterceptor(interceptor: unknown): boolean {
  return isBranded(interceptor, INTERCEPTOR_BRAND);
}

/** Whether a class or an object has a brand. */
function isBranded(value: unknown, brand: symbol): boolean {
  const object = typeof value === 'function' ? (value as { prototype?: unknown }).prototype : value;
  return typeof object === 'object' && object !== null && brand in object;
}
