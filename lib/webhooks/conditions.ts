import { readField } from './read-field.js';

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
  return (payload) => {
    const value = readField(payload, name);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  };
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
