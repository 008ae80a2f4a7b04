import type { HmacFormat } from './hmac.js';
import {
  readBodyKind,
  readHeader,
  SHA256_SIGNATURE_HEADER,
  SIGNATURE_HEADER,
  SIGNATURE_HEADER_ALIAS,
} from './headers.js';
import { hasTooManyParameters, looksLikeJsonObject, matchesBodySha256, toBytes } from './body.js';
import type { SignatureRefusal, SignatureScheme, SignedRequest } from './signed-request.js';

/** What a request says about its own signature, before any key is tried. */
export interface SignatureClaim extends HmacFormat {
  readonly scheme: SignatureScheme;
  readonly signature: string;
  /** What is signed after the URL. */
  readonly covers: 'parameters' | 'raw-body' | 'url-only';
}

/** 20 bytes in canonical base64: the last digit before the padding has two unused bits, which must be zero. */
const BASE64_SHA1 = /^[A-Za-z0-9+/]{26}[AEIMQUYcgkosw048]=$/;
const HEX_SHA1 = /^[0-9a-f]{40}$/;
const HEX_SHA256 = /^[0-9a-f]{64}$/;

/**
 * The scheme follows from the content type and the shape of the value, never from what happens to match.
 *
 * @see SignalWire's "Webhook security" and "Verify SWML request signatures"
 */
export function readClaim(request: SignedRequest): SignatureClaim | SignatureRefusal {
  const body = toBytes(request.body);
  const kind = readBodyKind(request.headers);
  if (kind === 'other' && body.length > 0) return 'unsupported-content-type';
  if (kind === 'json') {
    const sha256 = readHeader(request.headers, SHA256_SIGNATURE_HEADER);
    if (sha256 !== undefined) return readSwmlClaim('sha256', HEX_SHA256, sha256, body);
  }
  const own = readHeader(request.headers, SIGNATURE_HEADER);
  const signature = own ?? readHeader(request.headers, SIGNATURE_HEADER_ALIAS);
  if (signature === undefined) return 'missing-signature';
  if (BASE64_SHA1.test(signature)) return readCxmlClaim(signature, kind === 'form', request.url, body);
  if (kind !== 'json' || own === undefined) return 'malformed-signature';
  return readSwmlClaim('sha1', HEX_SHA1, signature, body);
}

function readSwmlClaim(
  algorithm: HmacFormat['algorithm'],
  shape: RegExp,
  signature: string,
  body: Uint8Array,
): SignatureClaim | SignatureRefusal {
  if (!shape.test(signature)) return 'malformed-signature';
  if (!looksLikeJsonObject(body)) return 'malformed-body';
  return { scheme: 'swml', algorithm, encoding: 'hex', signature, covers: 'raw-body' };
}

function readCxmlClaim(
  signature: string,
  isForm: boolean,
  url: string,
  body: Uint8Array,
): SignatureClaim | SignatureRefusal {
  if (!isForm && body.length > 0 && !matchesBodySha256(url, body)) return 'body-not-signed';
  if (isForm && hasTooManyParameters(body)) return 'malformed-body';
  const covers = isForm && body.length > 0 ? 'parameters' : 'url-only';
  return { scheme: 'cxml', algorithm: 'sha1', encoding: 'base64', signature, covers };
}
