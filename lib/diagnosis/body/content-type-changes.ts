import type { Change } from '../candidate.js';
import type { FindingCode } from '../catalogue/catalogue.js';
import type { ReceivedRequest } from '../received-request.js';
import { looksLikeJsonObject } from '../../signature/internal.js';
import { MAX_DIAGNOSIS_JSON_DEPTH } from '../work-limit.js';
import { ofBody } from './body-change.js';
import { readJsonShape } from './json-shape.js';
import { costOfForm, type FormPair, formOf, lengthOf, type SignedBody, URL_ALONE } from './signed-body.js';

const JSON_WITH_PARAMETERS = /^\s*application\/json\s*;(.*)$/is;
const CHARSET = /^\s*charset\s*=\s*"?([^"]*?)"?\s*$/i;
const UTF_8 = /^utf-?8$/i;

/** Returns changes that read the body as a different content type. */
export function contentTypeChanges(request: ReceivedRequest): Change[] {
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

function urlAlone(received: SignedBody['kind']): Change {
  const rewrite = ({ kind }: SignedBody) => (kind === received ? URL_ALONE : undefined);
  return ofBody('body-not-covered', 2, 'the URL alone', () => 0, rewrite);
}

function asForm(bytes: Buffer): Change {
  const cost = () => costOfForm(bytes);
  return asOther(bytes, 'content-type', 2, 'the parameters, as of a form', cost, () => formOf(bytes));
}

function asJson({ bytes, headers }: ReceivedRequest): Change {
  const [code, label] =
    unsupportedCharsetOf(headers.get('content-type')) === undefined
      ? (['content-type', 'the raw body, as of JSON'] as const)
      : (['content-type-charset', 'the raw body, as of JSON in UTF-8'] as const);
  const cost = (): number => 0;
  return asOther(bytes, code, 2, label, cost, () => ({ kind: 'json', bytes }));
}

function asText(bytes: Buffer): Change {
  const read = (): SignedBody => ({ kind: 'text', text: bytes.toString() });
  return asOther(bytes, 'body-separators', 2, 'the raw body, as of a form', lengthOf, read);
}

/** Restores the form that a parser converted to a JSON object. */
function entriesAsForm(bytes: Buffer): Change {
  const cost = ({ kind }: SignedBody): number | undefined =>
    kind === 'text' || readJsonShape(bytes).depth > MAX_DIAGNOSIS_JSON_DEPTH ? undefined : 4 * bytes.length;
  const read = (): SignedBody => ({ kind: 'form', pairs: parseEntries(bytes.toString()) });
  return asOther(bytes, 'body-reserialised', 3, 'the entries of the JSON as parameters', cost, read);
}

/** Reads the received bytes as a body of a different kind. */
function asOther(
  bytes: Buffer,
  code: FindingCode,
  rank: number,
  label: string,
  cost: (body: SignedBody) => number | undefined,
  read: () => SignedBody,
): Change {
  return ofBody(code, rank, label, cost, (body) =>
    'bytes' in body && body.bytes === bytes ? read() : undefined,
  );
}

function parseEntries(json: string): FormPair[] {
  const value: unknown = JSON.parse(json);
  if (typeof value !== 'object' || value === null) throw new TypeError('This is not an object.');
  return Object.entries(value).flatMap(([name, values]) =>
    [values].flat().map((each): FormPair => [name, textOf(each)]),
  );
}

function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** Returns the charset of a JSON content type if it is not UTF-8; `undefined` for every other content type. */
export function unsupportedCharsetOf(contentType: string | undefined): string | undefined {
  const parameters = JSON_WITH_PARAMETERS.exec(contentType ?? '')?.[1]?.split(';') ?? [];
  const charsets = parameters.flatMap((parameter) => CHARSET.exec(parameter)?.[1] ?? []);
  return charsets.find((charset) => !UTF_8.test(charset));
}
