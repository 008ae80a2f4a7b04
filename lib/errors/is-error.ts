import { types } from 'node:util';

/** `instanceof` for a value of the application's: on a Proxy it runs code that may throw. */
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

/** Whether it is an Error, of this realm or of another one, such as the sandbox of a test. */
export function isError(value: unknown): value is Error {
  return types.isNativeError(value) || isInstance(value, Error);
}

/** A property of an error; `undefined` if its getter throws. */
export function readProperty(error: Error, name: string): unknown {
  try {
    return (error as Error & Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}

/** By name, since the class may be that of the package's other build. */
export function isNamed(error: unknown, type: { readonly name: string }): error is Error {
  return (
    isError(error) &&
    readProperty(error, 'name') === type.name &&
    typeof readProperty(error, 'message') === 'string'
  );
}
