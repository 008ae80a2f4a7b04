import { createHash } from 'node:crypto';

import { referenceForm } from './form.js';
import { referenceQuery } from './url.js';

const NAME = 'bodySHA256';

/**
 * The values of all `bodySHA256` parameters of a URL. SignalWire writes the name as it is: escaped ones count only beside it,
 * where they make it ambiguous.
 */
export function bodyHashes(url: string): string[] {
  const query = referenceQuery(url);
  if (!query.includes(NAME)) return [];
  const parameters = referenceForm(Buffer.from(query));
  return parameters.filter(([name]) => name === NAME).map(([, value]) => value);
}

export function isOnlyHashOf(body: Uint8Array, hashes: readonly string[]): boolean {
  return hashes.length === 1 && hashes[0] === createHash('sha256').update(body).digest('hex');
}
