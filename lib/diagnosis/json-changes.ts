import { attempt } from './attempt.js';
import { type ContentChange, LARGE_BODY } from './content.js';
import { toCrLf, toLineFeeds, withLineBreak, withoutLastLineBreak } from './line-breaks.js';

export interface ChangedJson {
  readonly change: ContentChange;
  readonly bytes: Buffer;
}

interface JsonChange extends ContentChange {
  /** Whether it is likely and cheap enough for large bodies. */
  readonly large?: boolean;
  readonly apply: (body: Buffer) => Buffer | string;
}

const BYTE_ORDER_MARK = '\ufeff';

const JSON_CHANGES: readonly JsonChange[] = [
  {
    code: 'body-line-break',
    signed: 'the body without its last line break',
    large: true,
    apply: withoutLastLineBreak,
  },
  {
    code: 'body-line-break',
    signed: 'the body with a line break after it',
    large: true,
    apply: withLineBreak,
  },
  {
    code: 'body-reserialised',
    signed: 'JSON.stringify(JSON.parse(body))',
    large: true,
    apply: reserialised((value) => JSON.stringify(value)),
  },
  {
    code: 'body-reserialised',
    signed: 'the JSON indented by 2',
    large: true,
    apply: reserialised((value) => JSON.stringify(value, null, 2)),
  },
  { code: 'body-line-endings', signed: 'the body with LF for CRLF', apply: onBytes(toLineFeeds) },
  { code: 'body-line-endings', signed: 'the body with CRLF for LF', apply: onBytes(toCrLf) },
  {
    code: 'body-byte-order-mark',
    signed: 'the body without its byte order mark',
    apply: (body) => body.toString().replace(BYTE_ORDER_MARK, ''),
  },
  {
    code: 'body-byte-order-mark',
    signed: 'the body after a byte order mark',
    apply: (body) => BYTE_ORDER_MARK + body.toString(),
  },
  {
    code: 'body-charset',
    signed: 'the bytes before they were taken for Latin-1',
    apply: (body) => Buffer.from(body.toString(), 'latin1'),
  },
  {
    code: 'body-charset',
    signed: 'the bytes taken for Latin-1',
    apply: (body) => body.toString('latin1'),
  },
  { code: 'body-reserialised', signed: 'the JSON indented by 4', apply: reserialised(indentedBy4) },
  { code: 'body-reserialised', signed: 'the JSON spaced as Python does', apply: reserialised(spaced) },
  {
    code: 'body-reserialised',
    signed: 'the JSON spaced and escaped as Python does',
    apply: reserialised((value) => toAscii(spaced(value))),
  },
  {
    code: 'body-reserialised',
    signed: 'the JSON escaped as PHP does',
    apply: reserialised((value) => toAscii(JSON.stringify(value)).replaceAll('/', '\\/')),
  },
  {
    code: 'body-decoding',
    signed: 'the JSON within the JSON string',
    apply: (body) => parseString(body.toString()),
  },
  {
    code: 'body-decoding',
    signed: 'the JSON as a JSON string',
    apply: (body) => JSON.stringify(body.toString()),
  },
];

/** What the JSON may have been when it was signed. */
export function* changedJson(body: Buffer): Generator<ChangedJson> {
  for (const { apply, large, ...change } of JSON_CHANGES) {
    const changed = body.length > LARGE_BODY && !large ? undefined : attempt(() => apply(body));
    if (changed === undefined) continue;
    const bytes = Buffer.from(changed);
    if (!bytes.equals(body)) yield { change, bytes };
  }
}

function reserialised(serialise: (value: unknown) => string): (body: Buffer) => string {
  return (body) => serialise(JSON.parse(body.toString()));
}

function indentedBy4(value: unknown): string {
  return JSON.stringify(value, null, 4);
}

function spaced(value: unknown): string {
  return JSON.stringify(value, null, 1).replace(/,\n */g, ', ').replace(/\n */g, '');
}

function toAscii(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function parseString(json: string): string {
  const value: unknown = JSON.parse(json);
  if (typeof value !== 'string') throw new TypeError('No string.');
  return value;
}

function onBytes(change: (text: string) => string): (body: Buffer) => Buffer {
  return (body) => Buffer.from(change(body.toString('latin1')), 'latin1');
}
