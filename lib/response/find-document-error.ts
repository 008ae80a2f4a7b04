import { printable } from '../errors/printable.js';
import { findXmlError } from './find-xml-error.js';

/** The body of a response as sent. */
export interface SentDocument {
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

/** Reason why SignalWire cannot read a document. */
export interface DocumentError {
  readonly kind: 'content-type' | 'cxml' | 'json' | 'swml';
  /** A sentence without a full stop. */
  readonly text: string;
}

const MAX_SHOWN_ERROR = 200;
const MAX_SHOWN_TYPE = 80;

/**
 * Returns why SignalWire cannot read a document as cXML or SWML; `undefined` if it can. YAML is not read.
 *
 * @param mustBeSwml whether JSON must be an SWML document; an AI agent expects other JSON, such as a list of functions
 */
export function findDocumentError(
  { contentType, body }: SentDocument,
  mustBeSwml: boolean,
): DocumentError | undefined {
  if (contentType === undefined) return { kind: 'content-type', text: 'The response has no content type' };
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === 'text/xml' || type === 'application/xml') return findCxmlError(body.toString());
  if (type === 'application/json') return findJsonError(body.toString(), mustBeSwml);
  if (isReadableType(type)) return undefined;
  const text =
    `The content type is ${printable(type, MAX_SHOWN_TYPE)}, neither cXML (text/xml) nor SWML ` +
    '(application/json or application/yaml)';
  return { kind: 'content-type', text };
}

function findCxmlError(text: string): DocumentError | undefined {
  const error = findXmlError(text, 'Response');
  if (error === undefined) return undefined;
  return { kind: 'cxml', text: `The cXML is not well-formed (${printable(error, MAX_SHOWN_ERROR)})` };
}

function findJsonError(text: string, mustBeSwml: boolean): DocumentError | undefined {
  const value = parseDocument(text);
  if (typeof value !== 'object' || value === null) {
    return { kind: 'json', text: 'The JSON is not one whole object' };
  }
  if (!mustBeSwml || isSwml(value)) return undefined;
  return { kind: 'swml', text: 'The JSON is not an SWML document (sections.main is not a list)' };
}

/** YAML, or the audio that a `waitUrl` may play. */
function isReadableType(type: string): boolean {
  return /^(?:application|text)\/(?:x-)?yaml$/.test(type) || type.startsWith('audio/');
}

/** A document for a message may be one `reply` or `receive` without sections. */
function isSwml(value: object): boolean {
  const { sections, reply, receive } = value as Record<string, unknown>;
  if (sections === undefined) return reply !== undefined || receive !== undefined;
  return Array.isArray((sections as Record<string, unknown> | null)?.['main']);
}

function parseDocument(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
