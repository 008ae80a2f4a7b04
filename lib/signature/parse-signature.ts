import { lacksItsBody, matchesBodySha256 } from './body-sha256.js';
import { NO_BYTES, toBytes } from './bytes.js';
import type { AppendedContent } from './canonical-content.js';
import { readBodyKind, readSignatureHeaders } from './signature-headers.js';
import { decodeForm } from './decode-form.js';
import type {
  SignatureAlgorithm,
  SignatureRejectionReason,
  SignatureRejection,
  SignatureFormat,
  SignedContent,
  WebhookRequest,
} from './webhook-request.js';

/** The signature of a request, before any key is tried. */
export interface ParsedSignature extends AppendedContent {
  readonly signatureFormat: SignatureFormat;
  readonly algorithm: SignatureAlgorithm;
  readonly content: SignedContent;
  readonly digest: Buffer;
}

/** 20 bytes in canonical base64: the last digit before the padding has two unused bits, which must be zero. */
const BASE64_SHA1 = /^[A-Za-z0-9+/]{26}[AEIMQUYcgkosw048]=$/;
const HEX_SHA1 = /^[0-9a-f]{40}$/;
const HEX_SHA256 = /^[0-9a-f]{64}$/;

/**
 * Parses the signature of a request. The content type and the shape of the value determine the signature format, never a match. A
 * malformed value is rejected before any decoding or HMAC.
 *
 * @param content the content that the route accepts, if known; with `bodySHA256`, the body of such a URL is required
 * @see SignalWire's "Webhook security" and "Verify SWML request signatures"
 */
export function parseSignature(
  request: WebhookRequest,
  content: readonly SignedContent[] = [],
): ParsedSignature | SignatureRejection {
  const body = toBytes(request.body);
  if (body === undefined) return rejectSignature('malformed-body');
  const { contentType, signature: primary, alias, sha256 } = readSignatureHeaders(request.headers);
  const signature = primary ?? alias;
  if (body.length === 0) return parseUrlSignature(signature, request, content);
  const kind = readBodyKind(contentType);
  if (kind === 'other') return rejectSignature('unsupported-content-type');
  if (kind === 'json' && sha256 !== undefined) {
    return HEX_SHA256.test(sha256)
      ? parseJsonSignature('sha256', sha256, body)
      : rejectSignature('malformed-signature');
  }
  if (signature === undefined) return rejectSignature('missing-signature');
  if (BASE64_SHA1.test(signature)) {
    return kind === 'form'
      ? parseFormSignature(signature, body)
      : parseBodySha256Signature(signature, request.url, body);
  }
  return kind === 'json' && HEX_SHA1.test(signature)
    ? parseJsonSignature('sha1', signature, body)
    : rejectSignature('malformed-signature');
}

/** The signature of a request without a body covers the URL alone, in base64 or in hexadecimal. */
function parseUrlSignature(
  signature: string | undefined,
  request: WebhookRequest,
  content: readonly SignedContent[],
): ParsedSignature | SignatureRejection {
  if (signature === undefined) return rejectSignature('missing-signature');
  const isBase64 = BASE64_SHA1.test(signature);
  if (!isBase64 && !HEX_SHA1.test(signature)) return rejectSignature('malformed-signature');
  if (lacksItsBody(request, content.includes('bodySHA256'))) return rejectSignature('body-not-signed');
  if (isBase64) return urlSignature('cxml', Buffer.from(signature, 'base64'));
  return mayHoldBody(request.url)
    ? rejectSignature('body-not-signed')
    : urlSignature('swml', Buffer.from(signature, 'hex'));
}

/**
 * Whether a JSON body can have been moved to the end of the URL: URL and body are signed without a separator. A configured
 * URL escapes the braces.
 */
function mayHoldBody(url: string): boolean {
  return url.includes('{');
}

function parseJsonSignature(
  algorithm: SignatureAlgorithm,
  signature: string,
  body: Buffer,
): ParsedSignature | SignatureRejection {
  if (!looksLikeJsonObject(body)) return rejectSignature('malformed-body');
  const digest = Buffer.from(signature, 'hex');
  return { signatureFormat: 'swml', algorithm, content: 'json', digest, signedBody: body, form: undefined };
}

function parseFormSignature(signature: string, body: Buffer): ParsedSignature | SignatureRejection {
  const form = decodeForm(body);
  if (form === undefined) return rejectSignature('malformed-body');
  const digest = Buffer.from(signature, 'base64');
  return { signatureFormat: 'cxml', algorithm: 'sha1', content: 'form', digest, signedBody: NO_BYTES, form };
}

function parseBodySha256Signature(
  signature: string,
  url: string,
  body: Buffer,
): ParsedSignature | SignatureRejection {
  if (!matchesBodySha256(url, body)) return rejectSignature('body-not-signed');
  return { ...urlSignature('cxml', Buffer.from(signature, 'base64')), content: 'bodySHA256' };
}

function urlSignature(signatureFormat: SignatureFormat, digest: Buffer): ParsedSignature {
  return {
    signatureFormat,
    algorithm: 'sha1',
    content: 'query',
    digest,
    signedBody: NO_BYTES,
    form: undefined,
  };
}

/**
 * Whether the bytes can be one JSON object. The check is cheap and runs before any HMAC; the caller must still parse the whole
 * body. A proper suffix of a JSON object is never a JSON object, so no part of the body can be moved into the URL.
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

function rejectSignature(reason: SignatureRejectionReason): SignatureRejection {
  return { verified: false, reason };
}
