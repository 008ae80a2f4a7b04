import { matchesBodySha256 } from './body-sha256.js';
import { NO_BYTES, toBytes } from './bytes.js';
import { canonicalParameters } from './canonical-parameters.js';
import { readBodyKind } from './content-type.js';
import { decodeForm } from './decode-form.js';
import { readHeader } from './signature-headers.js';
import type { SignedRequest } from './signed-request.js';

/**
 * Returns what SignalWire would have signed after the URL of an unsigned request: the canonical parameters of a form, a JSON
 * body whose hash is not in the URL, or nothing.
 */
export function canonicalContent(request: SignedRequest): Uint8Array {
  const body = toBytes(request.body) ?? NO_BYTES;
  if (body.length === 0) return body;
  if (readBodyKind(readHeader(request.headers, 'content-type')) === 'form') {
    const form = decodeForm(body);
    return form ? canonicalParameters(form)[0].bytes : body;
  }
  return matchesBodySha256(request.url, body) ? NO_BYTES : body;
}
