import { isStatusCallback } from './status-callback.js';
import type { VerifiedWebhookData } from '../request/verified-webhook.js';

/** What is sent for what a handler returned; `undefined` leaves it to the framework. */
export interface Answer {
  readonly body: unknown;
  readonly contentType?: string;
  readonly noContent?: boolean;
}

const XML = 'text/xml; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';
const YAML = 'application/yaml; charset=utf-8';
const EMPTY_CXML = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

/** Turns what a handler returned into what SignalWire expects: cXML, SWML as JSON or YAML, or nothing. */
export function toAnswer(result: unknown, webhook: VerifiedWebhookData): Answer {
  if (result === undefined || result === null) return answerNothing(webhook);
  const text = readText(result);
  if (text === undefined) return { body: result };
  const contentType = contentTypeOf(text);
  if (contentType !== undefined) return { body: text, contentType };
  return { body: result };
}

/**
 * An instruction webhook wants cXML, even when there is nothing to do. A status callback wants 200 or 204; 204, since a
 * 200 without a body has no content type, which SignalWire asks of every response that has one.
 */
function answerNothing(webhook: VerifiedWebhookData): Answer {
  if (isCxml(webhook) && !isStatusCallback(webhook.payload)) return { body: EMPTY_CXML, contentType: XML };
  return { body: undefined, noContent: true };
}

/** Without a signature its scheme is unknown, but every cXML form names the account. */
function isCxml({ scheme, payload }: VerifiedWebhookData): boolean {
  return scheme === undefined ? payload['AccountSid'] !== undefined : scheme === 'cxml';
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

/** Buffers, streams and `StreamableFile` are the framework's. */
function isBinary(result: object): boolean {
  return ArrayBuffer.isView(result) || 'pipe' in result || 'getStream' in result;
}

function contentTypeOf(text: string): string | undefined {
  if (/^\s*</.test(text)) return XML;
  if (/^\s*\{/.test(text)) return JSON_TYPE;
  if (/^(?:---\s|(?:version|sections)\s*:)/m.test(text)) return YAML;
  return undefined;
}
