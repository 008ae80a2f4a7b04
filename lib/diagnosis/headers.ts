import type { SignedRequest } from './signature-internals.js';

/** The values by lower-case name; repeated ones are joined with a comma. */
export type HeaderIndex = ReadonlyMap<string, string>;

const MAX_NAME = 64;
const MAX_VALUE = 8_192;
const MAX_REPEATS = 8;

/** One pass over all headers, so that each look-up costs the same however many there are. */
export function indexHeaders(headers: SignedRequest['headers']): HeaderIndex {
  const index = new Map<string, string>();
  for (const key of Object.keys(headers)) {
    const value = key.length > MAX_NAME ? undefined : headers[key];
    if (value === undefined) continue;
    const name = key.toLowerCase();
    const text = typeof value === 'string' ? value : value.slice(0, MAX_REPEATS).join(', ');
    const known = index.get(name);
    index.set(name, (known === undefined ? text : `${known}, ${text}`).slice(0, MAX_VALUE));
  }
  return index;
}
