import type { VerifiedWebhookData } from '../verified/verified-webhook.js';
import { isStatusCallback } from '../webhooks/status-callback.js';
import { isBinary } from './is-binary.js';

/** The response for a return value. Without a content type, the framework chooses it. */
export interface WebhookResponse {
  readonly body: unknown;
  readonly contentType?: string;
  readonly noContent?: boolean;
}

const XML = 'text/xml; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';
const EMPTY_CXML = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

/** The data of a webhook on which its response depends. */
type Responded = Pick<VerifiedWebhookData, 'signatureFormat' | 'payload'>;

/** Converts a return value to the response that SignalWire expects: cXML, SWML as JSON, or an empty response. */
export function toResponse(result: unknown, webhook: Responded): WebhookResponse {
  return result === undefined || result === null ? emptyResponse(webhook) : documentResponse(result);
}

/**
 * Converts a return value, or the body of a rejection, to a document. Whitespace around a document is removed, because XML must begin
 * with its declaration.
 */
export function documentResponse(result: unknown): WebhookResponse {
  const text = readResponseText(result)?.trim();
  const contentType = text === undefined ? undefined : contentTypeOf(text);
  return contentType === undefined ? { body: result } : { body: text, contentType };
}

/**
 * Returns the response for a handler that returned no value. An instruction webhook needs cXML, even without instructions. A status
 * callback needs 200 or 204. The response is 204, because a 200 without a body has no content type.
 */
function emptyResponse(webhook: Responded): WebhookResponse {
  if (isCxml(webhook) && !isStatusCallback(webhook.payload)) return { body: EMPTY_CXML, contentType: XML };
  return { body: undefined, noContent: true };
}

/** Without a signature the format is unknown, but every cXML form contains `AccountSid`. */
function isCxml({ signatureFormat, payload }: Responded): boolean {
  return signatureFormat === undefined ? payload['AccountSid'] !== undefined : signatureFormat === 'cxml';
}

/** Returns a string, or the result of an object's own `toString()`, such as that of a `VoiceResponse`. */
function readResponseText(result: unknown): string | undefined {
  if (typeof result === 'string') return result;
  if (typeof result !== 'object' || result === null || isBinary(result)) return undefined;
  const { toString } = result as { toString?: unknown };
  if (typeof toString !== 'function' || toString === Object.prototype.toString || Array.isArray(result))
    return undefined;
  const text: unknown = toString.call(result);
  return typeof text === 'string' ? text : undefined;
}

/**
 * Returns the content type of a document. YAML is never detected; it needs `@Header('Content-Type', 'application/yaml')`.
 *
 * @param text document without whitespace around it
 */
function contentTypeOf(text: string): string | undefined {
  if (text.startsWith('<')) return XML;
  return text.startsWith('{') ? JSON_TYPE : undefined;
}

/** SignalWire drops larger responses. */
export const MAX_RESPONSE_BYTES = 64 * 1024;

/** Returns the size of the response in bytes as sent; 0 for a stream, whose size is unknown. */
export function responseSize(body: unknown): number {
  if (typeof body === 'string') return Buffer.byteLength(body);
  if (ArrayBuffer.isView(body)) return body.byteLength;
  if (typeof body !== 'object' || body === null || isBinary(body)) return 0;
  const text = JSON.stringify(body) as string | undefined;
  return text === undefined ? 0 : Buffer.byteLength(text);
}
