import type { Change } from '../candidate.js';
import { ofBytes, ofLatin1, ofPairs, ofText, ofValues } from './body-change.js';
import {
  decodeBase64,
  decompressed,
  ofEvent,
  toCrLf,
  toLineFeeds,
  withoutLastLineBreak,
} from './shared-changes.js';
import type { FormPair } from './signed-body.js';

const MAX_VALUES = 8;

/** Changes that a parser, a proxy or a client may have made to a form. */
export const FORM_CHANGES: readonly Change[] = [
  ofLatin1('form', 'body-line-break', 1, 'the form without the last line break', withoutLastLineBreak),
  ofLatin1('form', 'body-line-break', 4, 'the form with a line break after it', (text) => `${text}\n`),
  ofText('form', 'body-decoding', 2, 'the parameters with + for itself, not for a space', (text) =>
    text.replaceAll('+', '%2B'),
  ),
  ofValues('body-decoding', 3, 'the values with + for the space at their start', (value) =>
    value.replace(/^ /, '+'),
  ),
  ofEvent('form'),
  ofPairs('body-decoding', 3, 'the parameters decoded twice', decodeAgain),
  ofText('form', 'body-decoding', 3, 'the parameters of the decoded body', decodeURIComponent),
  ofText('form', 'body-decoding', 4, 'the parameters without decoding', (text) =>
    text.replaceAll('%', '%25').replaceAll('+', '%2B'),
  ),
  ofValues('body-decoding', 5, 'the parameters encoded twice', encodeURIComponent),
  ofValues('body-decoding', 5, 'the parameters with &amp; for &', (value) => value.replaceAll('&', '&amp;')),
  ofText('form', 'body-decoding', 5, 'the parameters with & for &amp;', (text) =>
    text.replaceAll('&amp;', '&').replaceAll('%26amp%3B', '%26'),
  ),
  ofValues('body-charset', 4, 'the values before they were taken for Latin-1', (value) =>
    Buffer.from(value, 'latin1').toString(),
  ),
  ofValues('body-charset', 4, 'the values taken for Latin-1', (value) =>
    Buffer.from(value).toString('latin1'),
  ),
  ofBytes('form', 'body-charset', 4, 'the escapes taken for Latin-1', escapeLatin1),
  ofValues('body-line-endings', 3, 'the values with LF for CRLF', toLineFeeds),
  ofValues('body-line-endings', 3, 'the values with CRLF for LF', toCrLf),
  ofValues('body-unicode-form', 4, 'the values in Unicode form C', (value) => value.normalize('NFC')),
  ofValues('body-unicode-form', 4, 'the values in Unicode form D', (value) => value.normalize('NFD')),
  ofText('form', 'body-byte-order-mark', 5, 'the form without its byte order mark', (text) =>
    text.replace('\ufeff', ''),
  ),
  ofBytes('form', 'body-base64', 2, 'the form decoded from base64', decodeBase64),
  ofPairs('body-base64', 7, 'the values decoded from base64', (pairs) =>
    pairs.map(([name, value]) => [name, decodeBase64(Buffer.from(value))?.toString() ?? value]),
  ),
  decompressed('form', 'the form decompressed'),
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

/** Returns one change for each value with a `+`: the sender may have escaped the other values and not this one. */
export function plusChanges(bytes: Buffer): Change[] {
  const parameters = bytes.toString('latin1').split('&');
  const places = parameters.flatMap((each, place) => (hasPlusInValue(each) ? [place] : []));
  return places.length < 2 ? [] : places.slice(0, MAX_VALUES).map((place) => plusChange(bytes, place));
}

function hasPlusInValue(parameter: string): boolean {
  const start = parameter.indexOf('=');
  return start >= 0 && parameter.includes('+', start);
}

function plusChange(bytes: Buffer, place: number): Change {
  const label = `the parameters with + for itself in number ${place + 1}`;
  return ofBytes('form', 'body-decoding', 3, label, (body) => {
    if (body !== bytes) return undefined;
    const parameters = bytes.toString('latin1').split('&');
    parameters[place] = parameters[place]?.replace(/=.*/s, (value) => value.replaceAll('+', '%2B')) ?? '';
    return Buffer.from(parameters.join('&'), 'latin1');
  });
}
