import type { WebhookRequest } from '../signature/index.js';
import { headerText } from '../signature/internal.js';

/** The header values by lower-case name. Repeated values are joined with a comma. */
export type HeaderIndex = ReadonlyMap<string, string>;

const MAX_NAME = 64;
const MAX_VALUE = 8_192;

/** Indexes all headers in one pass, so that the cost of a lookup does not depend on their number. */
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
