import { matchSignature, type SignatureMatch } from './match-signature.js';
import { readBody } from './read-web-body.js';
import { parseSignature, type ParsedSignature } from './parse-signature.js';
import { rejectRequest, type RequestVerificationResult } from './request-result.js';
import { headerText, SIGNATURE_HEADERS } from './signature-headers.js';
import { signedPayload } from './decode-payload.js';
import type { SignatureRejection, WebhookRequest } from './webhook-request.js';
import {
  readVerifyRequestOptions,
  type RequestRules,
  type VerifyRequestOptions,
} from './verify-request-options.js';
import { checkWebRequest, type WebHeaders, type WebRequest } from './web-request.js';

/**
 * Verifies a standard web `Request` and decodes its payload, for example in Hono, in a Next.js route handler or in a serverless
 * function. It reads the body once, up to `maxBodyBytes`. If other code also reads the body, pass `request.clone()`. Untrusted input
 * never rejects the promise.
 *
 * @param request the request, with an unread body
 * @returns the verification result, with the payload
 * @throws TypeError (as a rejected promise) if an option is unusable, if the request is not a web `Request`, or if its body was
 *   read before. These are errors of the application: respond with 500
 *
 * @example
 * ```ts
 * const result = await verifyRequest(request, { signingKey: 'PSK_…', publicUrl: 'https://example.com' });
 * if (!result.verified) return new Response('Forbidden', { status: 403 });
 * console.log(result.payload['From']);
 * ```
 *
 * @publicApi
 */
export async function verifyRequest(
  request: WebRequest,
  options: VerifyRequestOptions,
): Promise<RequestVerificationResult> {
  const rules = readVerifyRequestOptions(options);
  checkWebRequest(request);
  const { method } = request;
  if (!rules.methods.includes(method)) return rejectRequest('unexpected-method');
  const target = readTarget(request.url);
  if (target === undefined) return rejectRequest('malformed-target');
  const headers = readHeaders(request.headers);
  if (SIGNATURE_HEADERS.every((name) => headers[name] === undefined))
    return rejectRequest('missing-signature');
  const body = await readBody(request, rules.maxBodyBytes);
  if ('reason' in body) return body;
  return verifyRead({ method, url: rules.base + target, headers, body }, rules);
}

function verifyRead(request: WebhookRequest, { keys, content }: RequestRules): RequestVerificationResult {
  const parsed = parseSignature(request, content);
  if ('reason' in parsed) return parsed;
  if (!content.includes(parsed.content)) return rejectRequest('unexpected-content');
  const match = matchUrl(parsed, request.url, keys);
  if ('reason' in match) return match;
  const decode = signedPayload(match, parsed, request);
  if (decode === undefined) return rejectRequest('malformed-body');
  const { signatureFormat, algorithm } = parsed;
  return {
    verified: true,
    signatureFormat,
    algorithm,
    keyIndex: match.keyIndex,
    url: match.url,
    payload: decode(),
  };
}

/**
 * Tries the URL with unescaped apostrophes as well: a `Request` escapes those of its query, but SignalWire signs the URL as
 * configured.
 */
function matchUrl(
  parsed: ParsedSignature,
  url: string,
  keys: readonly string[],
): SignatureMatch | SignatureRejection {
  const match = matchSignature(parsed, url, keys);
  if (!('reason' in match)) return match;
  const [path = '', ...query] = url.split('?');
  const written = [path, ...query.map((part) => part.replaceAll('%27', "'"))].join('?');
  return written === url ? match : matchSignature(parsed, written, keys);
}

const TARGET = /^https?:\/\/[^/?#\\\s]+(\/[^#\s]*)$/i;

/** Returns path and query of the URL; `undefined` if the URL is malformed or has a fragment. */
function readTarget(url: string): string | undefined {
  return TARGET.exec(url)?.[1];
}

function readHeaders(headers: WebHeaders): Record<string, string | undefined> {
  const names = ['content-type', ...SIGNATURE_HEADERS];
  return Object.fromEntries(names.map((name) => [name, headerText(headers.get(name))]));
}
