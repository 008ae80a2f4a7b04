import { createHash } from 'node:crypto';

import { referenceForm } from './form.js';
import { referenceQuery } from './url.js';

const NAME = 'bodySHA256';

/** The values of all `bodySHA256` parameters of a URL, whatever the spelling of their name. */
export function bodyHashes(url: string): string[] {
  const query = referenceForm(Buffer.from(referenceQuery(url)));
  return query.filter(([name]) => name === NAME).map(([, value]) => value);
}

export function isOnlyHashOf(body: Uint8Array, hashes: readonly string[]): boolean {
  return hashes.length === 1 && hashes[0] === createHash('sha256').update(body).digest('hex');
}

/** Proof for a JSON body: SignalWire writes the name as it is, so an escaped one proves nothing. */
export function provesBody(url: string, body: Uint8Array): boolean {
  return referenceQuery(url).includes(NAME) && isOnlyHashOf(body, bodyHashes(url));
}
