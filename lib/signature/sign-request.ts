import { lacksItsBody, matchesBodySha256, readBodySha256 } from './body-sha256.js';
import { NO_BYTES, toBytes } from './bytes.js';
import { canonicalParameters } from './canonical-content.js';
import { computeDigest, isUsableKey } from './match-signature.js';
import {
  readBodyKind,
  readHeader,
  SHA256_SIGNATURE_HEADER,
  SIGNATURE_HEADER,
  type SIGNATURE_HEADER_ALIAS,
} from './signature-headers.js';
import { decodeForm, MAX_PARAMETERS } from './decode-form.js';
import { looksLikeJsonObject } from './parse-signature.js';
import type { SignatureAlgorithm, WebhookRequest } from './webhook-request.js';

/**
 * Options of {@link signRequest}, for requests that SignalWire signs in more than one way.
 *
 * @publicApi
 */
export interface SignRequestOptions {
  /**
   * Hash algorithms of a JSON request, each in its own header. Forms and GETs are always signed with SHA-1.
   *
   * @default ['sha1']
   */
  readonly algorithms?: readonly SignatureAlgorithm[];
  /**
   * Header for the signature of a form or a GET.
   *
   * @default 'x-signalwire-signature'
   */
  readonly cxmlHeader?: typeof SIGNATURE_HEADER | typeof SIGNATURE_HEADER_ALIAS;
}

/**
 * Signature headers, with names in lower case.
 *
 * @publicApi
 */
export type SignatureHeaders = Partial<
  Record<typeof SIGNATURE_HEADER | typeof SIGNATURE_HEADER_ALIAS | typeof SHA256_SIGNATURE_HEADER, string>
>;

/**
 * Signs a request as SignalWire does, for tests and for forwarding. The content type determines the signature format: a form or a
 * request without a body is signed as cXML, and JSON as SWML, or as cXML if the URL contains `bodySHA256`. The URL is signed
 * exactly as passed.
 *
 * @param request the request to sign
 * @param signingKey the project's signing key
 * @returns the signature headers
 * @throws TypeError if the key is blank, or if SignalWire does not sign such a request
 *
 * @example
 * ```ts
 * const request = {
 *   method: 'POST',
 *   url: 'https://example.com/voice',
 *   headers: { 'content-type': 'application/x-www-form-urlencoded' },
 *   body: 'CallSid=1&From=%2B15551234567',
 * };
 * const headers = { ...request.headers, ...signRequest(request, signingKey) };
 * ```
 *
 * @publicApi
 */
export function signRequest(
  request: WebhookRequest,
  signingKey: string,
  options: SignRequestOptions = {},
): SignatureHeaders {
  if (!isUsableKey(signingKey)) throw new TypeError('signingKey must be a non-blank string.');
  const body = toBytes(request.body);
  if (body === undefined) throw new TypeError('body must be a string or bytes, such as a Buffer.');
  const kind = body.length === 0 ? 'none' : readBodyKind(readHeader(request.headers, 'content-type'));
  if (kind === 'json' && readBodySha256(request.url).length === 0) {
    return signSwml(request.url, body, signingKey, options.algorithms ?? ['sha1']);
  }
  if (kind === 'other') throw new TypeError(UNSIGNED_BODY);
  const isCutOff = kind === 'none' && lacksItsBody(request);
  const isDifferent = kind === 'json' && !matchesBodySha256(request.url, body);
  if (isCutOff || isDifferent) throw new TypeError(WRONG_BODY_SHA256);
  const parameters = kind === 'form' ? canonicalForm(body) : NO_BYTES;
  const digest = computeDigest('sha1', signingKey, request.url, parameters);
  return { [options.cxmlHeader ?? SIGNATURE_HEADER]: digest.toString('base64') };
}

const UNSIGNED_BODY =
  'SignalWire signs bodies of type application/x-www-form-urlencoded and application/json in UTF-8 only.';
const WRONG_BODY_SHA256 =
  'The URL must have exactly one bodySHA256, and it must be the lower-case hexadecimal SHA-256 of the body.';

function canonicalForm(body: Buffer): Buffer {
  const form = decodeForm(body);
  if (!form) throw new TypeError(`SignalWire sends no form of more than ${MAX_PARAMETERS} parameters.`);
  return canonicalParameters(form)[0].bytes;
}

function signSwml(
  url: string,
  body: Buffer,
  signingKey: string,
  algorithms: readonly SignatureAlgorithm[],
): SignatureHeaders {
  if (!looksLikeJsonObject(body)) throw new TypeError('The body of an SWML request must be a JSON object.');
  const headers: SignatureHeaders = {};
  for (const algorithm of algorithms) {
    const name = algorithm === 'sha256' ? SHA256_SIGNATURE_HEADER : SIGNATURE_HEADER;
    headers[name] = computeDigest(algorithm, signingKey, url, body).toString('hex');
  }
  return headers;
}
