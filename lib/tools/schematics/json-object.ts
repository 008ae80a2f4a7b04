import { fail } from './errors.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** @throws NotUnderstoodError if the text is not the JSON of an object */
export function readJsonObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    fail(`it is not JSON (${(error as Error).message}). Fix: correct the syntax.`);
  }
  if (isJsonObject(value)) return value;
  fail('it is not a JSON object. Fix: begin the file with { and end it with }.');
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Returns an object in a JSON object, or undefined if it is missing or `null`.
 *
 * @throws NotUnderstoodError if it has a different type
 */
export function objectIn(object: JsonObject, name: string, fix: string): JsonObject | undefined {
  const value = object[name] ?? undefined;
  if (value === undefined || isJsonObject(value)) return value;
  fail(`${name} is not an object. Fix: ${fix}`);
}

/**
 * Returns a string in a JSON object, or undefined if it is missing or `null`.
 *
 * @throws NotUnderstoodError if it has a different type
 */
export function stringIn(object: JsonObject, name: string, fix: string): string | undefined {
  const value = object[name] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  fail(`${name} is not a string. Fix: ${fix}`);
}
