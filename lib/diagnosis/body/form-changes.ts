import type { FormPair } from '../signature-internals.js';
import { type BodyChange, ofFormBytes, ofPairs, ofValues } from './body-change.js';
import {
  bodyOfEvent,
  costOfEvent,
  decodeBase64,
  decompress,
  isCompressed,
  MAX_DECOMPRESSED,
} from './decoding.js';
import { toCrLf, toLineFeeds, withLineBreak, withoutLastLineBreak } from './line-breaks.js';

/** Changes that a parser, a proxy or a client may have made to a form. */
export const FORM_CHANGES: readonly BodyChange[] = [
  {
    code: 'body-line-break',
    rank: 1,
    label: 'the form without the last line break',
    apply: ofFormBytes(withoutLastLineBreak),
  },
  {
    code: 'body-line-break',
    rank: 4,
    label: 'the form with a line break after it',
    apply: ofFormBytes(withLineBreak),
  },
  {
    code: 'body-decoding',
    rank: 2,
    label: 'the parameters with + for itself, not for a space',
    apply: ofFormBytes((bytes) => bytes.toString().replaceAll('+', '%2B')),
  },
  {
    code: 'body-decoding',
    rank: 3,
    label: 'the values with + for the space at their start',
    apply: ofValues((value) => value.replace(/^ /, '+')),
  },
  {
    code: 'body-decoding',
    rank: 4,
    label: 'the body within the event',
    cost: (body) => (body.kind === 'form' && body.bytes ? costOfEvent(body.bytes) : undefined),
    apply: ofFormBytes(bodyOfEvent),
  },
  { code: 'body-decoding', rank: 3, label: 'the parameters decoded twice', apply: ofPairs(decodeAgain) },
  {
    code: 'body-decoding',
    rank: 3,
    label: 'the parameters of the decoded body',
    apply: ofFormBytes((bytes) => decodeURIComponent(bytes.toString())),
  },
  {
    code: 'body-decoding',
    rank: 4,
    label: 'the parameters without decoding',
    apply: ofFormBytes((bytes) => bytes.toString().replaceAll('%', '%25').replaceAll('+', '%2B')),
  },
  {
    code: 'body-decoding',
    rank: 5,
    label: 'the parameters encoded twice',
    apply: ofValues(encodeURIComponent),
  },
  {
    code: 'body-decoding',
    rank: 5,
    label: 'the parameters with &amp; for &',
    apply: ofValues((value) => value.replaceAll('&', '&amp;')),
  },
  {
    code: 'body-decoding',
    rank: 5,
    label: 'the parameters with & for &amp;',
    apply: ofFormBytes((bytes) => bytes.toString().replaceAll('&amp;', '&').replaceAll('%26amp%3B', '%26')),
  },
  {
    code: 'body-charset',
    rank: 4,
    label: 'the values before they were taken for Latin-1',
    apply: ofValues((value) => Buffer.from(value, 'latin1').toString()),
  },
  {
    code: 'body-charset',
    rank: 4,
    label: 'the values taken for Latin-1',
    apply: ofValues((value) => Buffer.from(value).toString('latin1')),
  },
  {
    code: 'body-charset',
    rank: 4,
    label: 'the escapes taken for Latin-1',
    apply: ofFormBytes(escapeLatin1),
  },
  {
    code: 'body-line-endings',
    rank: 3,
    label: 'the values with LF for CRLF',
    apply: ofValues(toLineFeeds),
  },
  { code: 'body-line-endings', rank: 3, label: 'the values with CRLF for LF', apply: ofValues(toCrLf) },
  {
    code: 'body-unicode-form',
    rank: 4,
    label: 'the values in Unicode form C',
    apply: ofValues((value) => value.normalize('NFC')),
  },
  {
    code: 'body-unicode-form',
    rank: 4,
    label: 'the values in Unicode form D',
    apply: ofValues((value) => value.normalize('NFD')),
  },
  {
    code: 'body-byte-order-mark',
    rank: 5,
    label: 'the form without its byte order mark',
    apply: ofFormBytes((bytes) => bytes.toString().replace('\ufeff', '')),
  },
  { code: 'body-base64', rank: 2, label: 'the form decoded from base64', apply: ofFormBytes(decodeBase64) },
  {
    code: 'body-base64',
    rank: 7,
    label: 'the values decoded from base64',
    apply: ofPairs((pairs) =>
      pairs.map(([name, value]) => [name, decodeBase64(Buffer.from(value))?.toString() ?? value]),
    ),
  },
  {
    code: 'body-compressed',
    rank: 2,
    label: 'the form decompressed',
    cost: (body) => (body.kind === 'form' && isCompressed(body.bytes) ? MAX_DECOMPRESSED : undefined),
    apply: ofFormBytes(decompress),
  },
];

function decodeAgain(pairs: readonly FormPair[]): FormPair[] {
  const decode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));
  return pairs.map(([name, value]) => [decode(name), decode(value)]);
}

function escapeLatin1(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/%([89a-f])([0-9a-f])/gi, (_, high: string, low: string) =>
      encodeURIComponent(String.fromCharCode(parseInt(high + low, 16))),
    )
    .replace(/[\x80-\xff]/g, encodeURIComponent);
}
