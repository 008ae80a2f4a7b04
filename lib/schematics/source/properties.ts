import { NotUnderstoodError } from '../not-understood.error.js';
import type { Range, Source } from './source.js';

export interface Property {
  readonly value: Range;
}

/** What is inside the object literal that the range is, which may be followed by `as …` or `satisfies …`. */
export function objectLiteral(source: Source, { start, end }: Range): Range | undefined {
  if (source.masked[start] !== '{') return undefined;
  const inside = source.inside(start);
  const rest = source.masked.slice(inside.end + 1, end);
  return /^\s*(?:(?:as|satisfies)\b[^,]*)?$/.test(rest) ? inside : undefined;
}

export function arrayLiteral(source: Source, { start, end }: Range): Range | undefined {
  if (source.masked[start] !== '[') return undefined;
  const inside = source.inside(start);
  return inside.end + 1 === end ? inside : undefined;
}

/** The value of a property of an object literal. */
export function valueOf(source: Source, object: Range, name: string): Range | undefined {
  const values = source.elements(object).flatMap(({ start, end }) => {
    const text = source.text.slice(start, end);
    const key = new RegExp(`^(?:${name}\\b|(['"])${name}\\1)`).exec(text);
    if (!key) return [];
    const colon = /^\s*:/.exec(source.masked.slice(start + key[0].length, end));
    if (!colon) throw new NotUnderstoodError(`its ${name} is not written as “${name}: …”`);
    return [source.trim({ start: start + key[0].length + colon[0].length, end })];
  });
  if (values.length > 1) throw new NotUnderstoodError(`it has ${name} twice`);
  return values[0];
}

export function hasSpread(source: Source, inside: Range): boolean {
  return source.elements(inside).some(({ start }) => source.masked.startsWith('...', start));
}
