import { isObject } from '../errors/is-object.js';

/** An own field of an object; `undefined` if there is none, or the payload is not an object. */
export function readField(payload: unknown, name: string): unknown {
  if (typeof payload !== 'object' || payload === null) return undefined;
  return Object.hasOwn(payload, name) ? (payload as Record<string, unknown>)[name] : undefined;
}

/** What a payload must have; it holds for no other value, and never throws. */
export type Condition = (payload: unknown) => boolean;

export function text(name: string): Condition {
  return (payload) => typeof readField(payload, name) === 'string';
}

export function prefix(name: string, start: string): Condition {
  return (payload) => {
    const value = readField(payload, name);
    return typeof value === 'string' && value.startsWith(start);
  };
}

export function oneOf(name: string, values: readonly unknown[]): Condition {
  return (payload) => values.includes(readField(payload, name));
}

export function object(name: string): Condition {
  return (payload) => isObject(readField(payload, name));
}

export function present(name: string): Condition {
  return (payload) => readField(payload, name) !== undefined;
}

export function all(...conditions: readonly Condition[]): Condition {
  return (payload) => conditions.every((holds) => holds(payload));
}

export function any(...conditions: readonly Condition[]): Condition {
  return (payload) => conditions.some((holds) => holds(payload));
}
