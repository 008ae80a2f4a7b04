import { type FormPair, parseForm } from './signature-internals.js';
import { attempt } from './attempt.js';
import { type Content, type ContentChange, LARGE_BODY, parametersContent, textContent } from './content.js';
import { toCrLf, toLineFeeds, withLineBreak, withoutLastLineBreak } from './line-breaks.js';

const MANY_PARAMETERS = 1_000;

interface FormBody {
  readonly bytes: Buffer;
  readonly pairs: readonly FormPair[];
}

interface FormChange extends ContentChange {
  /** Whether it is likely and cheap enough for large bodies. */
  readonly large?: boolean;
  /** The parameters that were signed, or their text where it is not in canonical order. */
  readonly apply: (form: FormBody) => readonly FormPair[] | string;
}

const FORM_CHANGES: readonly FormChange[] = [
  {
    code: 'body-line-break',
    signed: 'the parameters without the last line break',
    apply: ({ bytes }) => parseForm(withoutLastLineBreak(bytes)),
  },
  {
    code: 'body-line-break',
    signed: 'the parameters with a line break after them',
    apply: ({ bytes }) => parseForm(withLineBreak(bytes)),
  },
  {
    code: 'body-reserialised',
    signed: 'the entries of the JSON as parameters',
    large: true,
    apply: ({ bytes }) => parseEntries(bytes.toString()),
  },
  {
    code: 'body-decoding',
    signed: 'the parameters with + for itself, not for a space',
    apply: ({ bytes }) => parseForm(bytes.toString().replaceAll('+', '%2B')),
  },
  { code: 'body-decoding', signed: 'the parameters decoded twice', apply: onValues(decodeAgain) },
  {
    code: 'body-decoding',
    signed: 'the parameters of the decoded body',
    apply: ({ bytes }) => parseForm(decodeURIComponent(bytes.toString())),
  },
  {
    code: 'body-decoding',
    signed: 'the parameters without decoding',
    apply: ({ bytes }) => parseForm(bytes.toString().replaceAll('%', '%25').replaceAll('+', '%2B')),
  },
  {
    code: 'body-charset',
    signed: 'the values before they were taken for Latin-1',
    apply: onValues((value) => Buffer.from(value, 'latin1').toString()),
  },
  {
    code: 'body-charset',
    signed: 'the values taken for Latin-1',
    apply: onValues((value) => Buffer.from(value).toString('latin1')),
  },
  { code: 'body-charset', signed: 'the escapes taken for Latin-1', apply: ({ bytes }) => parseLatin1(bytes) },
  { code: 'body-line-endings', signed: 'the values with LF for CRLF', apply: onValues(toLineFeeds) },
  { code: 'body-line-endings', signed: 'the values with CRLF for LF', apply: onValues(toCrLf) },
  {
    code: 'body-empty-parameters',
    signed: 'the parameters that have a value',
    apply: ({ pairs }) => pairs.filter(([, value]) => value !== ''),
  },
  {
    code: 'body-white-space',
    signed: 'the values without the white space around them',
    apply: onValues((value) => value.trim()),
  },
  {
    code: 'body-order',
    signed: 'the parameters in the order of submission',
    large: true,
    apply: ({ pairs }) => concatenate(pairs),
  },
  {
    code: 'body-order',
    signed: 'the parameters sorted without regard to case',
    apply: ({ pairs }) => concatenate(sortedIgnoringCase(pairs)),
  },
  {
    code: 'body-repeats',
    signed: 'the last of the parameters that repeat',
    apply: ({ pairs }) => [...new Map(pairs)],
  },
  {
    code: 'body-repeats',
    signed: 'the first of the parameters that repeat',
    apply: ({ pairs }) => [...new Map([...pairs].reverse())],
  },
  {
    code: 'body-repeats',
    signed: 'the values that repeat, with commas between them',
    apply: ({ pairs }) => mergeRepeats(pairs, ','),
  },
  {
    code: 'body-repeats',
    signed: 'the values that repeat, after one name',
    apply: ({ pairs }) => mergeRepeats(pairs, ''),
  },
  { code: 'body-nested', signed: 'objects as [object Object]', apply: ({ pairs }) => nestObjects(pairs) },
  {
    code: 'body-nested',
    signed: 'arrays with commas between the values',
    apply: ({ pairs }) => mergeRepeats(pairs.map(withoutBrackets), ','),
  },
];

/** What the parameters of the form may have been when they were signed. */
export function* changedForms(bytes: Buffer): Generator<Content> {
  const form = { bytes, pairs: parseForm(bytes) };
  const isLarge = bytes.length > LARGE_BODY || form.pairs.length > MANY_PARAMETERS;
  for (const { apply, large, ...change } of FORM_CHANGES) {
    const changed = isLarge && !large ? undefined : attempt(() => apply(form));
    if (changed === undefined) continue;
    yield typeof changed === 'string' ? textContent(changed, change) : parametersContent(changed, change);
  }
}

/** The parameters of a form that was turned into a JSON object. */
export function parseEntries(json: string): FormPair[] {
  const value: unknown = JSON.parse(json);
  if (typeof value !== 'object' || value === null) throw new TypeError('No object.');
  return Object.entries(value).flatMap(([name, values]) =>
    [values].flat().map((each): FormPair => [name, String(each)]),
  );
}

function onValues(change: (value: string) => string): (form: FormBody) => FormPair[] {
  return ({ pairs }) => pairs.map(([name, value]) => [name, change(value)]);
}

function decodeAgain(value: string): string {
  return decodeURIComponent(value.replaceAll('+', ' '));
}

function parseLatin1(bytes: Buffer): FormPair[] {
  const escaped = bytes
    .toString('latin1')
    .replace(/%([89a-f])([0-9a-f])/gi, (_, high: string, low: string) =>
      encodeURIComponent(String.fromCharCode(parseInt(high + low, 16))),
    );
  return parseForm(escaped);
}

function concatenate(pairs: readonly FormPair[]): string {
  return pairs.flat().join('');
}

function sortedIgnoringCase(pairs: readonly FormPair[]): FormPair[] {
  const folded = pairs.map((pair) => ({ pair, name: pair[0].toLowerCase() }));
  return folded.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name))).map(({ pair }) => pair);
}

function mergeRepeats(pairs: readonly FormPair[], separator: string): FormPair[] {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const known = values.get(name);
    if (known) known.push(value);
    else values.set(name, [value]);
  }
  return [...values].map(([name, all]) => [name, all.join(separator)]);
}

/** As a body parser with `extended: true` makes `a` of `a[b]` and `a[c]`. */
function nestObjects(pairs: readonly FormPair[]): FormPair[] {
  const nested = pairs.map(([name, value]): FormPair => {
    const object = /^([^[]+)\[[^\]]/.exec(name)?.[1];
    return object === undefined ? [name, value] : [object, '[object Object]'];
  });
  return [...new Map(nested)];
}

function withoutBrackets([name, value]: FormPair): FormPair {
  return [name.endsWith('[]') ? name.slice(0, -2) : name, value];
}
