import { headerText, type WebhookRequest } from './signature-internals.js';

/** The values by lower-case name; repeated ones are joined with a comma. */
export type HeaderIndex = ReadonlyMap<string, string>;

const MAX_NAME = 64;
const MAX_VALUE = 8_192;

/** One pass over all headers, so that each look-up costs the same however many there are. */
export function indexHeaders(headers: WebhookRequest['headers']): HeaderIndex {
  const index = new Map<string, string>();
  for (const key in headers) {
    const text = key.length > MAX_NAME ? undefined : headerText(headers[key]);
    if (text === undefined) continue;
    const name = key.toLowerCase();
    const known = index.get(name);
    index.set(name, (known === undefined ? text : `${known}, ${text}`).slice(0, MAX_VALUE));
  }
  return index;
}
