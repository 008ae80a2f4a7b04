import type { Range, Source } from './source.js';

export interface JsonProperty extends Range {
  readonly name: string;
  readonly value: Range;
}

/** White space of the properties of an object. */
export interface JsonLayout {
  /** The white space before a property. */
  readonly gap: string;
  /** The colon with the white space around it. */
  readonly colon: string;
}

const PROPERTY = /^("[^"]*")(\s*:\s*)/;

/** Returns the properties of an object of valid JSON. */
export function jsonProperties(source: Source, inside: Range): JsonProperty[] {
  return source.elements(inside).map(({ start, end }) => {
    const [, key = '', colon = ''] = PROPERTY.exec(source.masked.slice(start, end)) ?? [];
    const name = JSON.parse(source.text.slice(start, start + key.length)) as string;
    return { start, end, name, value: { start: start + key.length + colon.length, end } };
  });
}

/** Returns the layout of the second property, because the first property may be on the line of the brace. */
export function jsonLayout(source: Source, inside: Range): JsonLayout {
  const [first, second = first] = source.elements(inside);
  const newline = source.text.includes('\r\n') ? '\r\n' : '\n';
  if (!second) return { gap: `${newline}  `, colon: ': ' };
  const before = source.text.slice(0, second.start);
  const gap = before.slice(before.trimEnd().length);
  const [, , colon = ': '] = PROPERTY.exec(source.masked.slice(second.start, second.end)) ?? [];
  return { gap, colon };
}
