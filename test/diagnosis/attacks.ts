import type { WebhookRequest } from 'nestjs-signalwire-webhook/signature';
import { gzipSync } from 'node:zlib';

import type { DiagnosisHints } from '../../lib/diagnosis/index.js';
import { FORM, JSON_TYPE } from '../support/signing.js';

const KB = 1_024;
export const MB = KB * KB;
const BASE64 = { 'x-signalwire-signature': `${'A'.repeat(27)}=` };
const HEX = { 'x-signalwire-signature': 'a'.repeat(40) };
const REQUEST = { method: 'POST', url: 'https://example.com/voice' };

export function form(body: string | Uint8Array): WebhookRequest {
  return { ...REQUEST, headers: { ...FORM, ...BASE64 }, body };
}

export function json(body: string | Uint8Array): WebhookRequest {
  return { ...REQUEST, headers: { ...JSON_TYPE, ...HEX }, body };
}

function at(url: string): WebhookRequest {
  return { ...form('CallSid=CA1'), url };
}

function withHeaders(headers: WebhookRequest['headers']): WebhookRequest {
  return { ...REQUEST, headers: { ...FORM, ...BASE64, ...headers }, body: 'CallSid=CA1' };
}

export function many<Value>(count: number, make: (index: number) => Value): Value[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

export function nested(depth: number): string {
  return `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
}

function numbered<Value>(
  count: number,
  prefix: string,
  value: (index: number) => Value,
): Record<string, Value> {
  return Object.fromEntries(many(count, (index) => [`${prefix}${index}`, value(index)]));
}

export type Attack = readonly [
  name: string,
  request: WebhookRequest,
  hints?: DiagnosisHints,
  keys?: string | string[],
];

const bodies: Attack[] = [
  ['JSON nested 3,000 deep', json(nested(3_000))],
  ['JSON nested 30,000 deep, and white space', json(`${nested(30_000)}${' '.repeat(5_000)}`)],
  ['objects nested', json(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`)],
  [
    'JSON nested 60 deep, with 60 kB at the bottom',
    json(`{"a":${'['.repeat(60)}${'1,'.repeat(30_000)}1${']'.repeat(60)}}`),
  ],
  ['JSON of 1 MB of brackets', json(nested(MB / 2))],
  ['JSON of 1 MB in one value', json(JSON.stringify({ a: 'x'.repeat(MB) }))],
  ['JSON of 1 MB of keys', json(JSON.stringify(numbered(60_000, 'key', (index) => index)))],
  ['JSON to be escaped everywhere', json(JSON.stringify({ a: '/<é>'.repeat(20_000) }))],
  ['JSON of backslashes', json(`{"a":"${'\\\\'.repeat(60_000)}"}`)],
  ['JSON of line breaks', json(`{${'\r\n'.repeat(60_000)}}`)],
  ['JSON that ends early', json('{"a":'.repeat(20_000))],
  ['nested JSON as a form', form(nested(30_000))],
  ['nested JSON unsigned', { ...json(nested(30_000)), headers: JSON_TYPE }],
  ['a form of 10,000 parameters', form(many(10_000, (index) => `p${index}=${index}`).join('&'))],
  ['a form of 10,000 parameters of one name', form(many(10_000, (index) => `p=${index}`).join('&'))],
  ['a form of 10,001 parameters', form(many(10_001, (index) => `p${index}=${index}`).join('&'))],
  ['a form of 1 MB of separators', form('&'.repeat(MB))],
  ['a form of 1 MB in one value', form(`a=${'%C3%A9'.repeat(MB / 6)}`)],
  ['a form of 1 MB that is not UTF-8', form(Buffer.alloc(MB, 0xff))],
  ['a form of broken escapes', form('%=%&'.repeat(10_000))],
  ['a form of line breaks', form('\r\n'.repeat(MB / 2))],
  ['a form of brackets', form(`${'['.repeat(60_000)}=1&${'a[b'.repeat(10_000)}=2`)],
  ['a compressed bomb as a form', form(gzipSync(Buffer.alloc(20 * MB)))],
  ['a compressed bomb as JSON', json(gzipSync(Buffer.alloc(20 * MB)))],
  ['a form of 1 MB of plus signs', form('+'.repeat(MB))],
  ['a form of 9,000 values with plus signs', form(`a=+&AudioLevel=+1&${'a=+&'.repeat(9_000)}`)],
  ['base64 of 1 MB', form('QUJD'.repeat(MB / 4))],
];

const urls: Attack[] = [
  ['a URL of 100 kB', at(`https://example.com/${'a/'.repeat(50 * KB)}x`)],
  ['a URL of 16 kB of slashes', at(`https://example.com${'/'.repeat(16_000)}x`)],
  ['a URL of 16 kB of escapes', at(`https://example.com/${'%2f'.repeat(5_000)}`)],
  ['a URL of 16 kB of dots', at(`https://example.com/${'../'.repeat(5_000)}`)],
  [
    'a URL of 16 kB of parameters',
    at(`https://example.com/voice?${many(2_500, (index) => `a${index}`).join('&')}`),
  ],
  ['a URL of 16 kB of one parameter', at(`https://example.com/voice?${'a=&'.repeat(5_000)}`)],
  ['a URL of 16 kB of white space', at(`https://example.com/voice?${'%20'.repeat(5_000)}x`)],
  ['a URL of 1 MB before the @', at(`https://${'u'.repeat(MB)}@example.com/voice`)],
  [
    'a GET of 100 kB',
    { method: 'GET', url: `https://example.com/voice?${'a=1&'.repeat(25 * KB)}`, headers: BASE64 },
  ],
];

const headers: Attack[] = [
  ['a host of 1 MB', withHeaders({ host: 'a'.repeat(MB), 'x-forwarded-host': 'a,'.repeat(MB / 2) })],
  ['10,000 headers', withHeaders(numbered(10_000, 'x-header-', () => 'value'))],
  ['10,000 signature headers', withHeaders(numbered(10_000, 'x-signature-', () => 'A'.repeat(28)))],
  [
    'a signature header of 10,000 values',
    withHeaders({ 'x-signalwire-signature': many(10_000, () => 'a'.repeat(40)) }),
  ],
  ['a signature header of 1 MB', withHeaders({ 'x-signalwire-signature': 'a'.repeat(MB) })],
  ['an Authorization of 1 MB', withHeaders({ authorization: `Basic ${'QUJD'.repeat(MB / 4)}` })],
  ['an X-Original-URI of 1 MB', withHeaders({ 'x-original-uri': `/${'a/'.repeat(MB / 2)}` })],
  ['a User-Agent of 1 MB', withHeaders({ 'user-agent': 'kube-prob'.repeat(MB / 9) })],
  [
    'a content type of 1 MB of charsets',
    {
      ...json('{}'),
      headers: { ...HEX, 'content-type': `application/json, ;${'charset= ;'.repeat(MB / 10)}` },
    },
  ],
  [
    'settings of a SharedKey of 1 MB',
    withHeaders({ 'x-twilio-webhooks-signature-settings': 'algorithm=, '.repeat(MB / 12) }),
  ],
  ['a content type of 1 MB', withHeaders({ 'content-type': `${' '.repeat(MB)}multipart/form-data` })],
];

const known: Attack[] = [
  ['hundreds of hosts', at('http://app/voice'), { hosts: many(500, (index) => `h${index}.example.com`) }],
  [
    'hundreds of long hosts',
    at('http://app/voice'),
    { hosts: many(500, (index) => `${index}${'h'.repeat(200)}.example.com`) },
  ],
  [
    'hundreds of prefixes',
    at('http://app/a/b/c/voice'),
    { pathPrefixes: many(500, (index) => `/p${index}`) },
  ],
  [
    'hundreds of long prefixes',
    at('http://app/voice'),
    { pathPrefixes: many(500, (index) => `/${index}`.repeat(500)) },
  ],
  [
    'hundreds of other keys',
    at('http://app/voice'),
    { otherKeys: numbered(500, 'p', (index) => `PSK_key_of_${index}`) },
  ],
  ['hundreds of keys', at('http://app/voice'), {}, many(500, (index) => `PSK_key_number_${index}`)],
  ['a key of 1 MB', at('http://app/voice'), {}, `PSK_${'a,'.repeat(MB / 2)}`],
  ['a key of 1 MB of spaces', at('http://app/voice'), {}, `PSK_${' '.repeat(MB)}x`],
];

/** Requests and hints that hold as much as they can of something. */
export const attacks: readonly Attack[] = [...bodies, ...urls, ...headers, ...known];
