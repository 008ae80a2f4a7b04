import { lacksItsBody, matchesBodySha256 } from './body-sha256.js';
import { NO_BYTES, toBytes } from './bytes.js';
import type { AppendedContent } from './canonical-content.js';
import { readBodyKind } from './content-type.js';
import { decodeForm } from './decode-form.js';
import { readSignatureHeaders } from './signature-headers.js';
import type {
  SignatureAlgorithm,
  SignatureRefusal,
  SignatureRefused,
  SignatureScheme,
  SignedContent,
  SignedRequest,
} from './signed-request.js';

/** What a request says about its own signature, before any key is tried. */
export interface SignatureClaim extends AppendedContent {
  readonly scheme: SignatureScheme;
  readonly algorithm: SignatureAlgorithm;
  readonly content: SignedContent;
  readonly digest: Buffer;
}

/** 20 bytes in canonical base64: the last digit before the padding has two unused bits, which must be zero. */
const BASE64_SHA1 = /^[A-Za-z0-9+/]{26}[AEIMQUYcgkosw048]=$/;
const HEX_SHA1 = /^[0-9a-f]{40}$/;
const HEX_SHA256 = /^[0-9a-f]{64}$/;

/**
 * Reads what a request claims about its signature. The scheme follows from the content type and the shape of the value,
 * never from what happens to match. A value of the wrong shape costs neither decoding nor HMAC.
 *
 * @param content what the route accepts, if that is known: a route that accepts `bodySHA256` takes no URL without its body
 * @see SignalWire's "Webhook security" and "Verify SWML request signatures"
 */
export function readClaim(
  request: SignedRequest,
  content: readonly SignedContent[] = [],
): SignatureClaim | SignatureRefused {
  const body = toBytes(request.body);
  if (body === undefined) return refuse('malformed-body');
  const { contentType, signature: own, alias, sha256 } = readSignatureHeaders(request.headers);
  const signature = own ?? alias;
  if (body.length === 0) return urlClaim(signature, request, content);
  const kind = readBodyKind(contentType);
  if (kind === 'other') return refuse('unsupported-content-type');
  if (kind === 'json' && sha256 !== undefined) {
    return HEX_SHA256.test(sha256) ? jsonClaim('sha256', sha256, body) : refuse('malformed-signature');
  }
  if (signature === undefined) return refuse('missing-signature');
  if (BASE64_SHA1.test(signature)) {
    return kind === 'form' ? formClaim(signature, body) : bodySha256Claim(signature, request.url, body);
  }
  return kind === 'json' && HEX_SHA1.test(signature)
    ? jsonClaim('sha1', signature, body)
    : refuse('malformed-signature');
}

/** The signature of a request without a body covers the URL alone, in base64 or in hexadecimal. */
function urlClaim(
  signature: string | undefined,
  request: SignedRequest,
  content: readonly SignedContent[],
): SignatureClaim | SignatureRefused {
  if (signature === undefined) return refuse('missing-signature');
  const isBase64 = BASE64_SHA1.test(signature);
  if (!isBase64 && !HEX_SHA1.test(signature)) return refuse('malformed-signature');
  if (lacksItsBody(request, content.includes('bodySHA256'))) return refuse('body-not-signed');
  if (isBase64) return claimOfUrl('cxml', Buffer.from(signature, 'base64'));
  return mayHoldBody(request.url)
    ? refuse('body-not-signed')
    : claimOfUrl('swml', Buffer.from(signature, 'hex'));
}

/**
 * Whether a JSON body can have been moved to the end of the URL: URL and body are signed without a separator. A configured
 * URL escapes the braces.
 */
function mayHoldBody(url: string): boolean {
  return url.includes('{');
}

function jsonClaim(
  algorithm: SignatureAlgorithm,
  signature: string,
  body: Buffer,
): SignatureClaim | SignatureRefused {
  if (!looksLikeJsonObject(body)) return refuse('malformed-body');
  const digest = Buffer.from(signature, 'hex');
  return { scheme: 'swml', algorithm, content: 'json', digest, signedBody: body, form: undefined };
}

function formClaim(signature: string, body: Buffer): SignatureClaim | SignatureRefused {
  const form = decodeForm(body);
  if (form === undefined) return refuse('malformed-body');
  const digest = Buffer.from(signature, 'base64');
  return { scheme: 'cxml', algorithm: 'sha1', content: 'form', digest, signedBody: NO_BYTES, form };
}

function bodySha256Claim(signature: string, url: string, body: Buffer): SignatureClaim | SignatureRefused {
  if (!matchesBodySha256(url, body)) return refuse('body-not-signed');
  return { ...claimOfUrl('cxml', Buffer.from(signature, 'base64')), content: 'bodySHA256' };
}

function claimOfUrl(scheme: SignatureScheme, digest: Buffer): SignatureClaim {
  return { scheme, algorithm: 'sha1', content: 'query', digest, signedBody: NO_BYTES, form: undefined };
}

/**
 * Whether the bytes can be one JSON object: cheap, and before any HMAC. Whoever hands the body on has still to
 * parse it whole; a proper suffix of a JSON object is never one, so nothing can hide between URL and body.
 */
export function looksLikeJsonObject(body: Uint8Array): boolean {
  let start = 0;
  let end = body.length - 1;
  while (isJsonSpace(body[start])) start++;
  while (isJsonSpace(body[end])) end--;
  return body[start] === 0x7b && body[end] === 0x7d;
}

function isJsonSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function refuse(reason: SignatureRefusal): SignatureRefused {
  return { verified: false, reason };
}
