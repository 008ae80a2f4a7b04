import { sortedBy } from '../sorted-by.js';

/** Serializes JSON with a space after each comma and colon, as Python does. */
export function spaced(value: unknown): string {
  return JSON.stringify(value, null, 1).replace(/,\n */g, ', ').replace(/\n */g, '');
}

export function escapeUnicode(json: string, digitsOf = (digits: string): string => digits): string {
  return json.replace(/[\u0080-\uffff]/g, (unit) => escapeUnit(unit, digitsOf));
}

function escapeUnit(unit: string, digitsOf = (digits: string): string => digits): string {
  return `\\u${digitsOf(unit.charCodeAt(0).toString(16).padStart(4, '0'))}`;
}

/** Replaces `\u` escapes except those that JSON requires. */
export function unescapeUnicode(json: string): string {
  return json.replace(/\\(?:u([0-9a-f]{4})|[^u])/gi, (escape, digits: string | undefined) => {
    const unit = digits === undefined ? 0 : parseInt(digits, 16);
    return unit < 0x20 || unit === 0x22 || unit === 0x5c ? escape : String.fromCharCode(unit);
  });
}

export function escapeSlashes(json: string): string {
  return json.replace(/\\?\//g, '\\/');
}

export function unescapeSlashes(json: string): string {
  return json.replace(/\\(.)/g, (escape, character: string) => (character === '/' ? '/' : escape));
}

export function escapeHtml(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (character) => escapeUnit(character));
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '\\"', '#39': "'" };

export function unescapeHtml(json: string): string {
  return json.replace(/&(amp|lt|gt|quot|#39);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}

/** Sorts the keys of all objects by UTF-16 code units, as most libraries do. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = sortedBy(Object.entries(value), ([key]) => key);
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}
