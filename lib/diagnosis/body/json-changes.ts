import type { Change } from '../candidate.js';
import { sortedBy } from '../sorted-by.js';
import { MAX_DIAGNOSIS_JSON_DEPTH } from '../work-limit.js';
import { ofBytes, ofLatin1, ofText } from './body-change.js';
import { escapedLength, indentedLength, readJsonShape } from './json-shape.js';
import {
  decodeBase64,
  decompressed,
  ofEvent,
  toCrLf,
  toLineFeeds,
  withoutLastLineBreak,
} from './shared-changes.js';

/** Changes that a parser, a proxy or a client may have made to JSON. */
export const JSON_CHANGES: readonly Change[] = [
  ofLatin1('json', 'body-line-break', 1, 'the body without its last line break', withoutLastLineBreak),
  ofLatin1('json', 'body-line-break', 2, 'the body with a line break after it', (text) => `${text}\n`),
  reserialized(1, 'JSON.stringify(JSON.parse(body))', 0, (value) => JSON.stringify(value)),
  reserialized(2, 'the JSON indented by 2', 2, (value) => JSON.stringify(value, null, 2)),
  reserialized(3, 'the JSON indented by 4', 4, (value) => JSON.stringify(value, null, 4)),
  reserialized(4, 'the JSON indented by a tab', 1, (value) => JSON.stringify(value, null, '\t')),
  reserialized(3, 'the JSON spaced as Python does', 1, spaced),
  reserialized(3, 'the JSON spaced and escaped as Python does', 6, (value) => escapeUnicode(spaced(value))),
  reserialized(3, 'the JSON escaped as PHP does', 6, (value) =>
    escapeSlashes(escapeUnicode(JSON.stringify(value))),
  ),
  reserialized(4, 'the JSON escaped as Go does', 6, (value) => escapeHtml(JSON.stringify(value))),
  sorted(4, 'the JSON with its keys sorted', 0, (value) => JSON.stringify(value)),
  sorted(6, 'the JSON with its keys sorted, spaced', 1, spaced),
  sorted(6, 'the JSON with its keys sorted, indented by 2', 2, (value) => JSON.stringify(value, null, 2)),
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
  ofLatin1('json', 'body-line-endings', 3, 'the body with LF for CRLF', toLineFeeds),
  ofLatin1('json', 'body-line-endings', 3, 'the body with CRLF for LF', toCrLf),
  ofText('json', 'body-unicode-form', 4, 'the body in Unicode form C', (text) => text.normalize('NFC')),
  ofText('json', 'body-unicode-form', 4, 'the body in Unicode form D', (text) => text.normalize('NFD')),
  ofLatin1('json', 'body-white-space', 3, 'the body without the white space around it', (text) =>
    text.trim(),
  ),
  ofLatin1('json', 'body-line-break', 5, 'the body with CRLF after it', (text) => `${text}\r\n`),
  ofText('json', 'body-byte-order-mark', 3, 'the body without its byte order mark', (text) =>
    text.replace('\ufeff', ''),
  ),
  ofText('json', 'body-byte-order-mark', 5, 'the body after a byte order mark', (text) => `\ufeff${text}`),
  ofText('json', 'body-charset', 4, 'the bytes before they were taken for Latin-1', (text) =>
    Buffer.from(text, 'latin1'),
  ),
  ofBytes('json', 'body-charset', 4, 'the bytes taken for Latin-1', (bytes) => bytes.toString('latin1')),
  ofText('json', 'body-decoding', 4, 'the JSON within the JSON string', parseString),
  ofText('json', 'body-decoding', 6, 'the JSON as a JSON string', (text) => JSON.stringify(text)),
  ofBytes('json', 'body-base64', 2, 'the body decoded from base64', decodeBase64),
  ofBytes('json', 'body-base64', 6, 'the base64 of the body', (bytes) => bytes.toString('base64')),
  ofEvent('json'),
  escapes(6, 'the JSON without HTML entities', unescapeHtml),
  decompressed('json', 'the body decompressed'),
];

/** Parses and serializes JSON. JSON that is too deep costs one pass over its bytes. */
function reserialized(
  rank: number,
  label: string,
  indent: number,
  serialize: (value: unknown) => string,
): Change {
  const rewrite = (json: string): string => serialize(JSON.parse(json));
  return ofText('json', 'body-reserialised', rank, label, rewrite, (bytes) => {
    const shape = readJsonShape(bytes);
    const isTooDeep = shape.depth > MAX_DIAGNOSIS_JSON_DEPTH;
    return isTooDeep ? undefined : bytes.length + indentedLength(bytes, shape, indent);
  });
}

function sorted(rank: number, label: string, indent: number, serialize: (value: unknown) => string): Change {
  const change = reserialized(rank, label, indent, (value) => serialize(sortKeys(value)));
  return { ...change, code: 'body-json-order' };
}

function escapes(rank: number, label: string, rewrite: (json: string) => string): Change {
  return ofText('json', 'body-json-escapes', rank, label, rewrite, escapedLength);
}

function parseString(json: string): string | undefined {
  if (!json.trimStart().startsWith('"')) return undefined;
  const value: unknown = JSON.parse(json);
  return typeof value === 'string' ? value : undefined;
}

/** Serializes JSON with a space after each comma and colon, as Python does. */
function spaced(value: unknown): string {
  return JSON.stringify(value, null, 1).replace(/,\n */g, ', ').replace(/\n */g, '');
}

function escapeUnicode(json: string, digitsOf = (digits: string): string => digits): string {
  return json.replace(/[\u0080-\uffff]/g, (unit) => escapeUnit(unit, digitsOf));
}

function escapeUnit(unit: string, digitsOf = (digits: string): string => digits): string {
  return `\\u${digitsOf(unit.charCodeAt(0).toString(16).padStart(4, '0'))}`;
}

/** Replaces `\u` escapes except those that JSON requires. */
function unescapeUnicode(json: string): string {
  return json.replace(/\\(?:u([0-9a-f]{4})|[^u])/gi, (escape, digits: string | undefined) => {
    const unit = digits === undefined ? 0 : parseInt(digits, 16);
    return unit < 0x20 || unit === 0x22 || unit === 0x5c ? escape : String.fromCharCode(unit);
  });
}

function escapeSlashes(json: string): string {
  return json.replace(/\\?\//g, '\\/');
}

function unescapeSlashes(json: string): string {
  return json.replace(/\\(.)/g, (escape, character: string) => (character === '/' ? '/' : escape));
}

function escapeHtml(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (character) => escapeUnit(character));
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '\\"', '#39': "'" };

function unescapeHtml(json: string): string {
  return json.replace(/&(amp|lt|gt|quot|#39);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}

/** Sorts the keys of all objects by UTF-16 code units, as most libraries do. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = sortedBy(Object.entries(value), ([key]) => key);
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}
