import type { FindingCode } from '../catalogue/catalogue.js';
import { MAX_DIAGNOSIS_JSON_DEPTH } from '../work-limit.js';
import type { ReceivedRequest } from '../received-request.js';
import { type FormPair, looksLikeJsonObject } from '../signature-internals.js';
import type { BodyChange } from './body-change.js';
import { unsupportedCharsetOf } from './charset.js';
import { readJsonShape } from './json-shape.js';
import { costOfForm, formOf, lengthOf, type SignedBody, URL_ALONE } from './signed-body.js';

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
  const cost = (): number | undefined => costOfForm(bytes);
  return asOther(bytes, 'content-type', 2, 'the parameters, as of a form', cost, () => formOf(bytes));
}

function asJson({ bytes, headers }: ReceivedRequest): BodyChange {
  const isOfCharset = unsupportedCharsetOf(headers.get('content-type')) !== undefined;
  const code = isOfCharset ? 'content-type-charset' : 'content-type';
  const label = isOfCharset ? 'the raw body, as of JSON in UTF-8' : 'the raw body, as of JSON';
  return asOther(
    bytes,
    code,
    2,
    label,
    () => 0,
    () => ({ kind: 'json', bytes }),
  );
}

function asText(bytes: Buffer): BodyChange {
  return asOther(bytes, 'body-separators', 2, 'the raw body, as of a form', lengthOf, () => {
    return { kind: 'text', text: bytes.toString() };
  });
}

/** Restores the form that a parser converted to a JSON object. */
function entriesAsForm(bytes: Buffer): BodyChange {
  const cost = ({ kind }: SignedBody): number | undefined =>
    kind === 'text' || readJsonShape(bytes).depth > MAX_DIAGNOSIS_JSON_DEPTH ? undefined : 4 * bytes.length;
  return asOther(bytes, 'body-reserialised', 3, 'the entries of the JSON as parameters', cost, () => {
    return { kind: 'form', pairs: parseEntries(bytes.toString()) };
  });
}

/** Reads the received bytes as a body of a different kind. */
function asOther(
  bytes: Buffer,
  code: FindingCode,
  rank: number,
  label: string,
  cost: BodyChange['cost'],
  read: () => SignedBody,
): BodyChange {
  const apply = (body: SignedBody) => ('bytes' in body && body.bytes === bytes ? read() : undefined);
  return { code, rank, label, cost, apply };
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
