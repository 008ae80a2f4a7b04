import { OTHER_KEY, SIGNING_KEY } from '../../support/signing.js';
import {
  type BrokenRequest,
  form,
  json,
  PARAMETERS,
  sentAs,
  SWML,
  toBrokenUrls,
  URL_,
} from './broken-request.js';

const O = 'https://example.com';
const INTERNAL = 'http://10.0.0.7:3000';
const FORWARDED = { headers: { 'x-forwarded-host': 'example.com' } };
const COMPACT = '{"a":{"z":1,"b":"x/y"},"c":"é"}';
const PRETTY = JSON.stringify(JSON.parse(COMPACT), null, 2);

const urls = toBrokenUrls([
  [
    'http and a double slash',
    `${O}/voice`,
    'http://example.com//voice',
    ['url-protocol', 'url-double-slash'],
  ],
  ['http and a bare ?', `${O}/voice?`, 'http://example.com/voice', ['url-protocol', 'url-query-mark']],
  [
    'http and utm_source',
    `${O}/voice?a=1`,
    'http://example.com/voice?a=1&utm_source=x',
    ['url-protocol', 'url-query-extra'],
  ],
  [
    'http and the query sorted',
    `${O}/voice?b=2&a=1`,
    'http://example.com/voice?a=1&b=2',
    ['url-protocol', 'url-query-order'],
  ],
  ['http and the path case', `${O}/voice`, 'http://example.com/Voice', ['url-protocol', 'url-path-case']],
  ['http and %7E', `${O}/~me`, 'http://example.com/%7Eme', ['url-protocol', 'url-path-encoding']],
  [
    'http and a prefix added',
    `${O}/voice`,
    'http://example.com/hooks/voice',
    ['url-protocol', 'url-prefix-extra'],
  ],
  [
    'http and a space at the end',
    `${O}/voice `,
    'http://example.com/voice',
    ['url-protocol', 'url-trailing-space'],
  ],
  ['http and a port of 8443', `${O}:8443/voice`, 'http://example.com/voice', ['url-protocol', 'url-port']],
  ['http and www.', `${O}/voice`, 'http://www.example.com/voice', ['url-protocol', 'url-host']],
  [
    'http and &amp;',
    `${O}/voice?a=1&amp;b=2`,
    'http://example.com/voice?a=1&b=2',
    ['url-protocol', 'url-ampersand'],
  ],
  [
    'a prefix replaced',
    `${O}/public/voice`,
    `${O}/internal/voice`,
    ['url-prefix-extra', 'url-prefix-missing'],
  ],
  [
    'a prefix stripped and a slash at the end',
    `${O}/api/voice/`,
    `${O}/voice`,
    ['url-prefix-missing', 'url-trailing-slash'],
  ],
  [
    'a prefix stripped and + for %20',
    `${O}/api/voice?q=a%20b`,
    `${O}/voice?q=a+b`,
    ['url-prefix-missing', 'url-query-encoding'],
  ],
  [
    'a slash at the end and the path case',
    `${O}/Voice/`,
    `${O}/voice`,
    ['url-trailing-slash', 'url-path-case'],
  ],
  [
    'a slash at the end and a double slash',
    `${O}/a/b/`,
    `${O}/a//b`,
    ['url-trailing-slash', 'url-double-slash'],
  ],
  ['sorted and encoded', `${O}/v?b=a%20b&a=1`, `${O}/v?a=1&b=a+b`, ['url-query-encoding', 'url-query-order']],
  [
    'utm_ added and sorted',
    `${O}/v?b=2&a=1`,
    `${O}/v?a=1&b=2&utm_id=3`,
    ['url-query-extra', 'url-query-order'],
  ],
  [
    'utm_ added and encoded',
    `${O}/v?u=a/b&x=1`,
    `${O}/v?u=a%2Fb&x=1&utm_id=3`,
    ['url-query-extra', 'url-query-encoding'],
  ],
  [
    'another host and the path case',
    `${O}/voice`,
    'https://app/Voice',
    ['url-host', 'url-path-case'],
    FORWARDED,
  ],
  [
    'another host and a prefix',
    `${O}/api/voice`,
    'https://app/voice',
    ['url-host', 'url-prefix-missing'],
    FORWARDED,
  ],
  [
    'credentials and another host',
    'https://u:p@example.com/voice',
    'https://app/voice',
    ['url-credentials', 'url-host'],
    { headers: { 'x-forwarded-host': 'example.com', authorization: 'Basic dTpw' } },
  ],
  [
    'http, another host and a slash',
    `${O}/voice/`,
    `${INTERNAL}/voice`,
    ['url-protocol', 'url-host', 'url-trailing-slash'],
    FORWARDED,
  ],
  [
    'http, another host and a double slash',
    `${O}/voice`,
    `${INTERNAL}//voice`,
    ['url-protocol', 'url-host', 'url-double-slash'],
    FORWARDED,
  ],
  [
    'http, another host and + for %20',
    `${O}/voice?q=a%20b`,
    `${INTERNAL}/voice?q=a+b`,
    ['url-protocol', 'url-host', 'url-query-encoding'],
    FORWARDED,
  ],
  [
    'http, another host and the query sorted',
    `${O}/voice?b=2&a=1`,
    `${INTERNAL}/voice?a=1&b=2`,
    ['url-protocol', 'url-host', 'url-query-order'],
    FORWARDED,
  ],
  [
    'http, another host and a common prefix',
    `${O}/prod/voice`,
    `${INTERNAL}/voice`,
    ['url-protocol', 'url-host', 'url-prefix-missing'],
    FORWARDED,
  ],
  [
    'http, another host and a prefix added',
    `${O}/voice`,
    `${INTERNAL}/app/voice`,
    ['url-protocol', 'url-host', 'url-prefix-extra'],
    FORWARDED,
  ],
  [
    'http, another host and utm_',
    `${O}/voice?a=1`,
    `${INTERNAL}/voice?a=1&utm_id=2`,
    ['url-protocol', 'url-host', 'url-query-extra'],
    FORWARDED,
  ],
  [
    'http, another host and X-Forwarded-Prefix',
    `${O}/eu/voice`,
    `${INTERNAL}/voice`,
    ['url-protocol', 'url-host', 'url-prefix-missing'],
    { headers: { 'x-forwarded-host': 'example.com', 'x-forwarded-prefix': '/eu' } },
  ],
  [
    'http, a prefix and a slash',
    `${O}/prod/voice/`,
    'http://example.com/voice',
    ['url-protocol', 'url-prefix-missing', 'url-trailing-slash'],
  ],
  [
    'http, a prefix and + for %20',
    `${O}/prod/voice?q=a%20b`,
    'http://example.com/voice?q=a+b',
    ['url-protocol', 'url-prefix-missing', 'url-query-encoding'],
  ],
]);

export const moreCombinations: readonly BrokenRequest[] = [
  ...urls,
  {
    name: 'http and a parameter added to the form',
    request: sentAs(form(), form('http://example.com/voice', `${PARAMETERS}&tenant=7`)),
    codes: ['url-protocol', 'body-parameter-extra'],
  },
  {
    name: 'another host and Latin-1',
    request: sentAs(
      form(URL_, 'Body=Gr%C3%BC%C3%9Fe'),
      form('https://app/voice', 'Body=Gr%FC%DFe', FORWARDED.headers),
    ),
    codes: ['url-host', 'body-charset'],
  },
  {
    name: 'a slash at the end and a line break after the form',
    request: sentAs(form(`${URL_}/`), form(URL_, `${PARAMETERS}\n`)),
    codes: ['url-trailing-slash', 'body-line-break'],
  },
  {
    name: 'JSON written again with a line break after it',
    request: sentAs(json(URL_, PRETTY), json(URL_, `${COMPACT}\n`)),
    codes: ['body-reserialised'],
  },
  {
    name: 'keys sorted and / escaped',
    request: sentAs(json(URL_, '{"a":{"b":"x\\/y","z":1},"c":"é"}'), json(URL_, COMPACT)),
    codes: ['body-json-escapes', 'body-json-order'],
  },
  {
    name: 'base64 and a prefix stripped',
    request: sentAs(form(`${O}/prod/voice`), form(URL_, Buffer.from(PARAMETERS).toString('base64'))),
    codes: ['url-prefix-missing', 'body-base64'],
  },
  {
    name: 'base64 of JSON and http',
    request: sentAs(json(), json('http://example.com/voice', Buffer.from(SWML).toString('base64'))),
    codes: ['url-protocol', 'body-base64'],
  },
  {
    name: 'http, an internal host and JSON written again',
    request: sentAs(json(URL_, PRETTY), json(`${INTERNAL}/voice`, COMPACT, FORWARDED.headers)),
    codes: ['url-protocol', 'url-host', 'body-reserialised'],
  },
  {
    name: "http, an internal host and another project's key",
    request: sentAs(form(), form(`${INTERNAL}/voice`, PARAMETERS, FORWARDED.headers)),
    keys: OTHER_KEY,
    hints: { otherKeys: { south: SIGNING_KEY } },
    codes: ['url-protocol', 'url-host', 'key-other'],
  },
  {
    name: 'a prefix stripped and a quoted key',
    request: sentAs(form(`${O}/prod/voice`), form()),
    keys: `"${SIGNING_KEY}"`,
    codes: ['url-prefix-missing', 'key-quoted'],
  },
  {
    name: 'a line break after the form and after the key',
    request: sentAs(form(), form(URL_, `${PARAMETERS}\n`)),
    keys: `${SIGNING_KEY}\n`,
    codes: ['body-line-break', 'key-white-space'],
  },
  {
    name: 'a form as text and http',
    request: sentAs(form(), form('http://example.com/voice', PARAMETERS, { 'content-type': 'text/plain' })),
    codes: ['url-protocol', 'content-type'],
  },
  {
    name: 'ten keys, http and an internal host',
    request: sentAs(form(), form(`${INTERNAL}/voice`, PARAMETERS, FORWARDED.headers)),
    keys: [...Array.from({ length: 9 }, (_, index) => `${OTHER_KEY}${index}`), SIGNING_KEY],
    codes: ['url-protocol', 'url-host'],
  },
];
