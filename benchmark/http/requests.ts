import { createHmac } from 'node:crypto';

import { messages, signatureOf, SIGNING_KEY } from '../verify/messages.js';

export const HOOK = '/webhooks/voice/status';
export const HEALTH = '/health';
export const ORIGIN = 'https://example.com';

export interface BenchmarkRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Buffer;
  /** The statuses that count as right. */
  readonly statuses: readonly number[];
}

const FORM_TYPE = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
const LIMIT = 100_000;

const [formOfTen] = messages;
if (formOfTen === undefined || formOfTen.url !== ORIGIN + HOOK)
  throw new Error('the form of ten is not for the hook');
const [signatureHeader, signature] = signatureOf(formOfTen, 'right');

export const honest: BenchmarkRequest = {
  method: 'POST',
  path: HOOK,
  headers: { 'content-type': FORM_TYPE, [signatureHeader]: signature },
  body: formOfTen.body.toString(),
  statuses: [200, 201],
};

export const unconcerned: BenchmarkRequest = { method: 'GET', path: HEALTH, headers: {}, statuses: [200] };

/** What one HMAC over a ready string is made of: the canonical string of the form of ten. */
export const readyString =
  ORIGIN +
  HOOK +
  [...new URLSearchParams(formOfTen.body.toString())]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flat()
    .join('');

const contents: readonly (readonly [name: string, type: string, body: string | Buffer])[] = [
  ['form of ten', FORM_TYPE, formOfTen.body.toString()],
  ['%=%&, 4 kB', FORM_TYPE, '%=%&'.repeat(999)],
  ['%=%&, 40 kB', FORM_TYPE, '%=%&'.repeat(9_900)],
  ['%=%&, 100 kB', FORM_TYPE, '%=%&'.repeat(LIMIT / 4)],
  ['%=% in two values', FORM_TYPE, `a=${'%=%'.repeat(16_000)}&b=${'%=%'.repeat(16_000)}`],
  ['0xFF, bare', FORM_TYPE, Buffer.alloc(LIMIT - 100, 0xff)],
  ['%FF', FORM_TYPE, '%FF'.repeat(LIMIT / 3 - 100)],
  ['+ in one value', FORM_TYPE, `a=${'+'.repeat(LIMIT - 100)}`],
  ['999 parameters', FORM_TYPE, Array.from({ length: 999 }, (_, at) => `p${at}=${'x'.repeat(80)}`).join('&')],
  [
    'one name 999 times',
    FORM_TYPE,
    Array.from({ length: 999 }, (_, at) => `p=${'x'.repeat(80)}${at}`).join('&'),
  ],
  [
    '999 long names, alike',
    FORM_TYPE,
    Array.from({ length: 999 }, (_, at) => 'x'.repeat(90) + String(at)).join('&'),
  ],
  ['JSON, deep', JSON_TYPE, `{"a":${'['.repeat(3_000)}${']'.repeat(3_000)}}`],
  ['JSON, 100 kB of text', JSON_TYPE, JSON.stringify({ text: 'x'.repeat(LIMIT - 100) })],
  [
    'JSON, many keys',
    JSON_TYPE,
    JSON.stringify(Object.fromEntries(Array.from({ length: 6_800 }, (_, at) => [`key${at}`, at]))),
  ],
  ['JSON, deep objects', JSON_TYPE, `${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}`],
];

/** Of the keys by project. */
export const PROJECT = 'b08dacad-6e2f-4b6d-8c0e-2b3f5d1c9a10';

/** 1 MB of JSON of the project, with a signature of the right form. */
export const forgedForProject: BenchmarkRequest = {
  ...forgery(
    JSON_TYPE,
    JSON.stringify({
      project_id: PROJECT,
      items: Array.from({ length: 22_000 }, (_, id) => ({ id, text: 'x'.repeat(25) })),
    }),
  ),
  statuses: [200, 403],
};

/** Each with a signature of the right form and made with another key, so that it is verified to the end. */
export const forged: ReadonlyMap<string, BenchmarkRequest> = new Map(
  contents.map(([name, type, body]) => [name, forgery(type, body)]),
);

function forgery(type: string, body: string | Buffer): BenchmarkRequest {
  const signature = createHmac('sha1', `not ${SIGNING_KEY}`).digest(type === JSON_TYPE ? 'hex' : 'base64');
  return {
    method: 'POST',
    path: HOOK,
    headers: { 'content-type': type, 'x-signalwire-signature': signature },
    body,
    // 413 is Express's own, over 1,000 parameters.
    statuses: [200, 201, 403, 413],
  };
}
