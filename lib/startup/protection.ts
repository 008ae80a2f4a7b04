import { placeName } from '../errors/place-name.js';
import { type OwnMethod } from '../routes/class-methods.js';
import {
  DECORATED_METHOD_METADATA,
  guardsOf,
  hasOwnOptions,
  isWebhookGuard,
  namesGuard,
  ROUTE_OPTIONS_METADATA,
} from '../routes/route-metadata.js';

/** The classes and global guards of the application that matter for protection. */
export interface Registered {
  readonly controllers: ReadonlySet<object>;
  /** Providers, and the guards and interceptors of controllers. */
  readonly providers: ReadonlySet<object>;
  /** Whether this library's guard is registered as `APP_GUARD`. */
  readonly hasGlobalGuard: boolean;
  /** Whether a custom guard is registered as `APP_GUARD`. */
  readonly hasOtherGlobalGuard: boolean;
}

/** A method name of a controller, with the methods that its classes have under that name. */
export interface Place {
  readonly controller: object;
  readonly name: string;
  /** The method that Nest calls. */
  readonly own: OwnMethod;
  /** The methods of base classes that it overrides. */
  readonly hidden: readonly OwnMethod[];
}

/** Whether the method was declared with `@SignalWireWebhook()`, even if another decorator replaced it. */
export function isDecorated({ owner, method }: OwnMethod, name: string): boolean {
  return (
    (typeof method === 'function' && hasOwnOptions(method)) ||
    Reflect.hasOwnMetadata(DECORATED_METHOD_METADATA, owner, name)
  );
}

/** Whether the method was declared with `@SignalWireWebhook()` and another decorator replaced it. */
export function isReplaced({ owner, method }: OwnMethod, name: string): boolean {
  if (typeof method !== 'function' || hasOwnOptions(method)) return false;
  return Reflect.hasOwnMetadata(DECORATED_METHOD_METADATA, owner, name);
}

export function findProtectedBase(hidden: readonly OwnMethod[], name: string): OwnMethod | undefined {
  return hidden.find(
    (each) => isDecorated(each, name) || (typeof each.method === 'function' && namesGuard(each.method)),
  );
}

/** Whether the class or one of its base classes has options. */
export function hasOptions(target: object): boolean {
  return Reflect.hasMetadata(ROUTE_OPTIONS_METADATA, target);
}

/** Whether the route has a custom guard, which may call the verifier. */
export function hasOtherGuard(controller: object, handler: object): boolean {
  return [...guardsOf(controller), ...guardsOf(handler)].some((guard) => !isWebhookGuard(guard));
}

/** Returns the name of a method of a prototype for messages. */
export function at({ constructor }: object, method: string): string {
  return placeName(constructor, method);
}
