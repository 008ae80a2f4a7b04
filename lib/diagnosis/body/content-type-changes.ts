import { MAX_DIAGNOSIS_JSON_DEPTH } from '../work-limit.js';
import type { ReceivedRequest } from '../received-request.js';
import { type FormPair, looksLikeJsonObject } from '../signature-internals.js';
import type { BodyChange } from './body-change.js';
import { unsupportedCharsetOf } from './charset.js';
import { readJsonShape } from './json-shape.js';
import { costOfForm, formOf, type SignedBody, URL_ALONE } from './signed-body.js';

/** Returns changes that read the body as a different content type. */
export function contentTypeChanges(request: ReceivedRequest): BodyChange[] {
  const { bytes, bodyHashes } = request;
  const received = request.body.kind;
  if (bytes.length === 0) return [];
  return [
    ...(received === 'form' ? [] : [asForm(bytes), entriesAsForm(bytes)]),
    ...(received === 'json' ? [] : [looksLikeJsonObject(bytes) ? asJson(request) : asText(bytes)]),
    ...(received === 'form' ? [entriesAsForm(bytes)] : []),
    ...(bodyHashes.length > 0 ? [] : [urlAlone(received)]),
  ];
}

function urlAlone(received: SignedBody['kind']): BodyChange {
  return {
    code: 'body-not-covered',
    rank: 2,
    label: 'the URL alone',
    cost: () => 0,
    apply: (body) => (body.kind === received ? URL_ALONE : undefined),
  };
}

function asForm(bytes: Buffer): BodyChange {
  return {
    code: 'content-type',
    rank: 2,
    label: 'the parameters, as of a form',
    cost: () => costOfForm(bytes),
    apply: (body) => ('bytes' in body && body.bytes === bytes ? formOf(bytes) : undefined),
  };
}

function asJson({ bytes, headers }: ReceivedRequest): BodyChange {
  const isOfCharset = unsupportedCharsetOf(headers.get('content-type')) !== undefined;
  return {
    code: isOfCharset ? 'content-type-charset' : 'content-type',
    rank: 2,
    label: isOfCharset ? 'the raw body, as of JSON in UTF-8' : 'the raw body, as of JSON',
    cost: () => 0,
    apply: (body) => ('bytes' in body && body.bytes === bytes ? { kind: 'json', bytes } : undefined),
  };
}

function asText(bytes: Buffer): BodyChange {
  return {
    code: 'body-separators',
    rank: 2,
    label: 'the raw body, as of a form',
    apply: (body) =>
      'bytes' in body && body.bytes === bytes ? { kind: 'text', text: bytes.toString() } : undefined,
  };
}

/** Restores the form that a parser converted to a JSON object. */
function entriesAsForm(bytes: Buffer): BodyChange {
  return {
    code: 'body-reserialised',
    rank: 3,
    label: 'the entries of the JSON as parameters',
    cost: (body) =>
      body.kind === 'text' || readJsonShape(bytes).depth > MAX_DIAGNOSIS_JSON_DEPTH
        ? undefined
        : 4 * bytes.length,
    apply: (body) =>
      'bytes' in body && body.bytes === bytes
        ? { kind: 'form', pairs: parseEntries(bytes.toString()) }
        : undefined,
  };
}

function parseEntries(json: string): FormPair[] | never {
  const value: unknown = JSON.parse(json);
  if (typeof value !== 'object' || value === null) throw new TypeError('This is not an object.');
  return Object.entries(value).flatMap(([name, values]) =>
    [values].flat().map((each): FormPair => [name, textOf(each)]),
  );
}

function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
