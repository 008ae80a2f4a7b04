import { MAX_DIAGNOSIS_JSON_DEPTH } from '../work-limit.js';
import { type BodyChange, ofJsonBytes } from './body-change.js';
import {
  bodyOfEvent,
  costOfEvent,
  decodeBase64,
  decompress,
  isCompressed,
  MAX_DECOMPRESSED,
} from './decoding.js';
import {
  escapeHtml,
  escapeUnicode,
  escapeSlashes,
  sortKeys,
  spaced,
  unescapeHtml,
  unescapeSlashes,
  unescapeUnicode,
} from './json-forms.js';
import { escapedLength, indentedLength, readJsonShape } from './json-shape.js';
import { toCrLf, toLineFeeds, withLineBreak, withoutLastLineBreak } from './line-breaks.js';
import type { SignedBody } from './signed-body.js';

const BYTE_ORDER_MARK = '\ufeff';

/** Changes that a parser, a proxy or a client may have made to JSON. */
export const JSON_CHANGES: readonly BodyChange[] = [
  {
    code: 'body-line-break',
    rank: 1,
    label: 'the body without its last line break',
    apply: ofJsonBytes(withoutLastLineBreak),
  },
  {
    code: 'body-line-break',
    rank: 2,
    label: 'the body with a line break after it',
    apply: ofJsonBytes(withLineBreak),
  },
  reserialised(1, 'JSON.stringify(JSON.parse(body))', 0, (value) => JSON.stringify(value)),
  reserialised(2, 'the JSON indented by 2', 2, (value) => JSON.stringify(value, null, 2)),
  reserialised(3, 'the JSON indented by 4', 4, (value) => JSON.stringify(value, null, 4)),
  reserialised(4, 'the JSON indented by a tab', 1, (value) => JSON.stringify(value, null, '\t')),
  reserialised(3, 'the JSON spaced as Python does', 1, spaced),
  reserialised(3, 'the JSON spaced and escaped as Python does', 6, (value) => escapeUnicode(spaced(value))),
  reserialised(3, 'the JSON escaped as PHP does', 6, (value) =>
    escapeSlashes(escapeUnicode(JSON.stringify(value))),
  ),
  reserialised(4, 'the JSON escaped as Go does', 6, (value) => escapeHtml(JSON.stringify(value))),
  reserialised(
    4,
    'the JSON with its keys sorted',
    0,
    (value) => JSON.stringify(sortKeys(value)),
    'body-json-order',
  ),
  reserialised(
    6,
    'the JSON with its keys sorted, spaced',
    1,
    (value) => spaced(sortKeys(value)),
    'body-json-order',
  ),
  reserialised(
    6,
    'the JSON with its keys sorted, indented by 2',
    2,
    (value) => JSON.stringify(sortKeys(value), null, 2),
    'body-json-order',
  ),
  escapes(3, 'the JSON with / for \\/', unescapeSlashes),
  escapes(3, 'the JSON with \\/ for /', escapeSlashes),
  escapes(3, 'the JSON with its characters for \\u escapes', unescapeUnicode),
  escapes(3, 'the JSON with \\u escapes beyond ASCII', escapeUnicode),
  escapes(4, 'the JSON with \\u escapes in upper case beyond ASCII', (json) =>
    escapeUnicode(json, (digits) => digits.toUpperCase()),
  ),
  escapes(4, 'the JSON with the digits of its \\u escapes in lower case', (json) =>
    json.replace(/\\u[0-9a-f]{4}/gi, (escape) => escape.toLowerCase()),
  ),
  escapes(4, 'the JSON with the digits of its \\u escapes in upper case', (json) =>
    json.replace(/\\u([0-9a-f]{4})/gi, (_, digits: string) => `\\u${digits.toUpperCase()}`),
  ),
  escapes(5, 'the JSON with \\u escapes for <, > and &', escapeHtml),
  {
    code: 'body-line-endings',
    rank: 3,
    label: 'the body with LF for CRLF',
    apply: ofJsonBytes(onLatin1(toLineFeeds)),
  },
  {
    code: 'body-line-endings',
    rank: 3,
    label: 'the body with CRLF for LF',
    apply: ofJsonBytes(onLatin1(toCrLf)),
  },
  {
    code: 'body-unicode-form',
    rank: 4,
    label: 'the body in Unicode form C',
    apply: ofJsonBytes((bytes) => bytes.toString().normalize('NFC')),
  },
  {
    code: 'body-unicode-form',
    rank: 4,
    label: 'the body in Unicode form D',
    apply: ofJsonBytes((bytes) => bytes.toString().normalize('NFD')),
  },
  {
    code: 'body-white-space',
    rank: 3,
    label: 'the body without the white space around it',
    apply: ofJsonBytes(onLatin1((text) => text.trim())),
  },
  {
    code: 'body-line-break',
    rank: 5,
    label: 'the body with CRLF after it',
    apply: ofJsonBytes((bytes) => Buffer.concat([bytes, Buffer.from('\r\n')])),
  },
  {
    code: 'body-byte-order-mark',
    rank: 3,
    label: 'the body without its byte order mark',
    apply: ofJsonBytes((bytes) => bytes.toString().replace(BYTE_ORDER_MARK, '')),
  },
  {
    code: 'body-byte-order-mark',
    rank: 5,
    label: 'the body after a byte order mark',
    apply: ofJsonBytes((bytes) => BYTE_ORDER_MARK + bytes.toString()),
  },
  {
    code: 'body-charset',
    rank: 4,
    label: 'the bytes before they were taken for Latin-1',
    apply: ofJsonBytes((bytes) => Buffer.from(bytes.toString(), 'latin1')),
  },
  {
    code: 'body-charset',
    rank: 4,
    label: 'the bytes taken for Latin-1',
    apply: ofJsonBytes((bytes) => bytes.toString('latin1')),
  },
  {
    code: 'body-decoding',
    rank: 4,
    label: 'the JSON within the JSON string',
    apply: ofJsonBytes((bytes) => parseString(bytes.toString())),
  },
  {
    code: 'body-decoding',
    rank: 6,
    label: 'the JSON as a JSON string',
    apply: ofJsonBytes((bytes) => JSON.stringify(bytes.toString())),
  },
  { code: 'body-base64', rank: 2, label: 'the body decoded from base64', apply: ofJsonBytes(decodeBase64) },
  {
    code: 'body-base64',
    rank: 6,
    label: 'the base64 of the body',
    apply: ofJsonBytes((bytes) => bytes.toString('base64')),
  },
  {
    code: 'body-decoding',
    rank: 4,
    label: 'the body within the event',
    cost: (body) => (body.kind === 'json' ? costOfEvent(body.bytes) : undefined),
    apply: ofJsonBytes(bodyOfEvent),
  },
  escapes(6, 'the JSON without HTML entities', unescapeHtml),
  {
    code: 'body-compressed',
    rank: 2,
    label: 'the body decompressed',
    cost: (body) => (body.kind === 'json' && isCompressed(body.bytes) ? MAX_DECOMPRESSED : undefined),
    apply: ofJsonBytes(decompress),
  },
];

/** Parses and serializes JSON. JSON that is too deep costs one pass over its bytes. */
function reserialised(
  rank: number,
  label: string,
  indent: number,
  serialize: (value: unknown) => string,
  code: 'body-reserialised' | 'body-json-order' = 'body-reserialised',
): BodyChange {
  return {
    code,
    rank,
    label,
    cost: (body) => costOf(body, indent),
    apply: ofJsonBytes((bytes) => serialize(JSON.parse(bytes.toString()))),
  };
}

function costOf(body: SignedBody, indent: number): number | undefined {
  if (body.kind !== 'json') return undefined;
  const shape = readJsonShape(body.bytes);
  return shape.depth > MAX_DIAGNOSIS_JSON_DEPTH
    ? undefined
    : body.bytes.length + indentedLength(body.bytes, shape, indent);
}

function escapes(rank: number, label: string, rewrite: (json: string) => string): BodyChange {
  return {
    code: 'body-json-escapes',
    rank,
    label,
    cost: (body) => (body.kind === 'json' ? escapedLength(body.bytes) : undefined),
    apply: ofJsonBytes((bytes) => rewrite(bytes.toString())),
  };
}

function parseString(json: string): string | undefined {
  if (!json.trimStart().startsWith('"')) return undefined;
  const value: unknown = JSON.parse(json);
  return typeof value === 'string' ? value : undefined;
}

function onLatin1(change: (text: string) => string): (body: Buffer) => Buffer {
  return (body) => Buffer.from(change(body.toString('latin1')), 'latin1');
}
