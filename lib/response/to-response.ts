import type { VerifiedWebhookData } from '../verified/verified-webhook.js';
import { isStatusCallback } from '../webhooks/status-callback.js';
import { isBinary } from './is-binary.js';

/** What is sent for what a handler returned; without a content type the framework chooses it. */
export interface WebhookResponse {
  readonly body: unknown;
  readonly contentType?: string;
  readonly noContent?: boolean;
}

const XML = 'text/xml; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';
const EMPTY_CXML = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

/** What the response to a webhook depends on. */
type Responded = Pick<VerifiedWebhookData, 'signatureFormat' | 'payload'>;

/** Turns what a handler returned into what SignalWire expects: cXML, SWML as JSON, or nothing. */
export function toResponse(result: unknown, webhook: Responded): WebhookResponse {
  return result === undefined || result === null ? emptyResponse(webhook) : documentResponse(result);
}

/**
 * The same without a verified webhook, for a rejection that has a body of its own. White space around a document is left out, since
 * XML must begin with its declaration.
 */
export function documentResponse(result: unknown): WebhookResponse {
  const text = readText(result)?.trim();
  const contentType = text === undefined ? undefined : contentTypeOf(text);
  return contentType === undefined ? { body: result } : { body: text, contentType };
}

/**
 * An instruction webhook wants cXML, even when there is nothing to do. A status callback wants 200 or 204; 204, since a
 * 200 without a body has no content type, which SignalWire asks of every response that has one.
 */
function emptyResponse(webhook: Responded): WebhookResponse {
  if (isCxml(webhook) && !isStatusCallback(webhook.payload)) return { body: EMPTY_CXML, contentType: XML };
  return { body: undefined, noContent: true };
}

/** Without a signature its signatureFormat is unknown, but every cXML form names the account. */
function isCxml({ signatureFormat, payload }: Responded): boolean {
  return signatureFormat === undefined ? payload['AccountSid'] !== undefined : signatureFormat === 'cxml';
}

/** The text of a string, or of an object that is a document by its own `toString()`, such as a `VoiceResponse`. */
function readText(result: unknown): string | undefined {
  if (typeof result === 'string') return result;
  if (typeof result !== 'object' || result === null || isBinary(result)) return undefined;
  const { toString } = result as { toString?: unknown };
  if (typeof toString !== 'function' || toString === Object.prototype.toString || Array.isArray(result))
    return undefined;
  const text: unknown = toString.call(result);
  return typeof text === 'string' ? text : undefined;
}

/**
 * YAML is never guessed from a text: `@Header('Content-Type', 'application/yaml')` says so.
 *
 * @param text without white space around it
 */
function contentTypeOf(text: string): string | undefined {
  if (text.startsWith('<')) return XML;
  return text.startsWith('{') ? JSON_TYPE : undefined;
}
