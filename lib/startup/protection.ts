import { nameOf, type OwnMethod } from '../routes/class-methods.js';
import {
  DECORATED_METHOD_METADATA,
  guardsOf,
  hasOwnOptions,
  isWebhookGuard,
  namesGuard,
  ROUTE_OPTIONS_METADATA,
} from '../routes/route-metadata.js';

/** What the application registers, as far as protection is concerned. */
export interface Registered {
  readonly controllers: ReadonlySet<object>;
  /** Providers, and the guards and interceptors of controllers. */
  readonly providers: ReadonlySet<object>;
  /** Whether the guard stands under `APP_GUARD`. */
  readonly hasGlobalGuard: boolean;
  /** Whether another guard stands there. */
  readonly hasOtherGlobalGuard: boolean;
}

/** A name among the methods of a controller. */
export interface Place {
  readonly controller: object;
  readonly name: string;
  /** The method that counts. */
  readonly own: OwnMethod;
  /** Those of the bases, which it overrides. */
  readonly hidden: readonly OwnMethod[];
}

/** Whether `@SignalWireWebhook()` was written there, whatever became of the method. */
export function isDecorated({ owner, method }: OwnMethod, name: string): boolean {
  return (
    (typeof method === 'function' && hasOwnOptions(method)) ||
    Reflect.hasOwnMetadata(DECORATED_METHOD_METADATA, owner, name)
  );
}

/** The decorator was written there, and what stands there now does not bear its mark. */
export function isReplaced({ owner, method }: OwnMethod, name: string): boolean {
  if (typeof method !== 'function' || hasOwnOptions(method)) return false;
  return Reflect.hasOwnMetadata(DECORATED_METHOD_METADATA, owner, name);
}

export function findProtectedBase(hidden: readonly OwnMethod[], name: string): OwnMethod | undefined {
  return hidden.find(
    (each) => isDecorated(each, name) || (typeof each.method === 'function' && namesGuard(each.method)),
  );
}

/** A class has its base's options. */
export function hasOptions(target: object): boolean {
  return Reflect.hasMetadata(ROUTE_OPTIONS_METADATA, target);
}

/** A guard of the user's own, which may call the verifier. */
export function hasOtherGuard(controller: object, handler: object): boolean {
  return [...guardsOf(controller), ...guardsOf(handler)].some((guard) => !isWebhookGuard(guard));
}

/** For messages: `VoiceController.inbound`. */
export function at({ constructor }: object, method: string): string {
  return `${nameOf(constructor)}.${method}`;
}
