import { fail } from '../errors.js';
import type { Range, Source } from './source.js';

/** Returns the range inside an object literal, which may end in `as …` or `satisfies …`. */
export function objectLiteral(source: Source, { start, end }: Range): Range | undefined {
  if (source.masked[start] !== '{') return undefined;
  const inside = source.inside(start);
  const rest = source.masked.slice(inside.end + 1, end);
  return /^\s*(?:(?:as|satisfies)\b(?:(?!\|\||&&)[^,?])*)?$/.test(rest) ? inside : undefined;
}

export function arrayLiteral(source: Source, { start, end }: Range): Range | undefined {
  if (source.masked[start] !== '[') return undefined;
  const inside = source.inside(start);
  return inside.end + 1 === end ? inside : undefined;
}

export function valueOf(source: Source, object: Range, name: string): Range | undefined {
  const values = source.elements(object).flatMap((element) => {
    const key = keyOf(source, element);
    if (key?.name !== name) return [];
    const colon = /^\s*:/.exec(source.masked.slice(key.end, element.end));
    if (!colon) fail(`its ${name} is not written as “${name}: …”`);
    return [source.trim({ start: key.end + colon[0].length, end: element.end })];
  });
  if (values.length > 1) fail(`it has ${name} twice`);
  return values[0];
}

/** Returns the name of a property and the end of the name, or undefined for a spread. */
function keyOf(source: Source, { start, end }: Range): { name: string; end: number } | undefined {
  if (source.masked.startsWith('...', start)) return undefined;
  const code = source.masked.slice(start, end);
  const [modifiers = ''] = /^(?:(?:get|set|async)\s+(?=[\w$'"[*#])|\*\s*)*/.exec(code) ?? [];
  const first = start + modifiers.length;
  const [quoted] = /^(?:'[^']*'|"[^"]*")/.exec(source.masked.slice(first, end)) ?? [];
  const [key = quoted ?? ''] = /^[\p{ID_Continue}$]+/u.exec(source.masked.slice(first, end)) ?? [];
  const name = source.text.slice(first, first + key.length).replace(/^(['"])(.*)\1$/, '$2');
  if (key === '' || name.includes('\\')) fail('it has a property with a computed name');
  return { name, end: first + key.length };
}

export function spreadsOf(source: Source, inside: Range): Range[] {
  return source.elements(inside).filter(({ start }) => source.masked.startsWith('...', start));
}
