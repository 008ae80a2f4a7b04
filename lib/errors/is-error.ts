import { types } from 'node:util';

/** `instanceof` that never throws: on a Proxy of the application, `instanceof` runs code that may throw. */
export function isInstance<Instance>(
  value: unknown,
  type: abstract new (...values: never[]) => Instance,
): value is Instance {
  try {
    return value instanceof type;
  } catch {
    return false;
  }
}

/** Returns whether a value is an Error, of this realm or of a different one, such as the sandbox of a test. */
export function isError(value: unknown): value is Error {
  return types.isNativeError(value) || isInstance(value, Error);
}

/** Returns a property of an error; `undefined` if its getter throws. */
export function readProperty(error: Error, name: string): unknown {
  try {
    return (error as Error & Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}

/** Compares names, because the class may come from the other build of this package. */
export function isNamed(error: unknown, type: { readonly name: string }): error is Error {
  return (
    isError(error) &&
    readProperty(error, 'name') === type.name &&
    typeof readProperty(error, 'message') === 'string'
  );
}
