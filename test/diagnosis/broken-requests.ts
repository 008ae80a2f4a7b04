import {
  type SignedRequest,
  signRequest,
  type SignRequestOptions,
} from 'nestjs-signalwire-webhook/signature';
import { createHash, createHmac } from 'node:crypto';

import type { DiagnosisHints, FindingCode } from '../../lib/diagnosis/index.js';
import { FORM, JSON_TYPE, OTHER_KEY, SIGNING_KEY } from '../support/signing.js';

export interface BrokenRequest {
  readonly name: string;
  readonly request: SignedRequest;
  readonly keys?: string | readonly string[];
  readonly hints?: DiagnosisHints;
  readonly codes: readonly FindingCode[];
  readonly mend: RegExp;
}

const URL_ = 'https://example.com/voice';
export const API_TOKEN = 'PT7TruNcSNTxp4zNrykMj4EPzFV3bF8oyeRNpJWG';
const PARAMETERS =
  'CallSid=CA12345678901234567890&From=%2B15551234567&To=%2B15557654321&CallerName=Andr%C3%A9%20Mustermann';
const CALL = { call: { call_id: 'c-7f0d2c1e', from: '+15551234567', name: 'André Mustermann' }, vars: {} };
const SWML = JSON.stringify(CALL);

const RAW_BODY = /NestFactory\.create\(AppModule, \{ rawBody: true \}\)/;
const SIGN_REQUEST = /signRequest\(request, signingKey\)/;
const PUBLIC_URL = /publicUrl: 'https:\/\/example\.com'/;
const UNCHANGED_PATH = /let the proxy pass it unchanged/;
const UNCHANGED_QUERY = /request\.originalUrl/;

type Headers = Record<string, string | readonly string[]>;

function form(url = URL_, body: string | Uint8Array = PARAMETERS, headers: Headers = {}): SignedRequest {
  return { method: 'POST', url, headers: { ...FORM, ...headers }, body };
}

function json(url = URL_, body: string | Uint8Array = SWML, headers: Headers = {}): SignedRequest {
  return { method: 'POST', url, headers: { ...JSON_TYPE, ...headers }, body };
}

/** `received` with the signature that `sent` had. */
function sentAs(
  sent: SignedRequest,
  received: SignedRequest,
  key = SIGNING_KEY,
  options?: SignRequestOptions,
): SignedRequest {
  return { ...received, headers: { ...received.headers, ...signRequest(sent, key, options) } };
}

/** A form whose signer appended this text to the URL. */
function formSignedOver(text: string, body: string | Uint8Array): SignedRequest {
  return withSignature(form(URL_, body), base64(text));
}

function withSignature(request: SignedRequest, value: string | string[], name = 'x-signalwire-signature') {
  return { ...request, headers: { ...request.headers, [name]: value } };
}

function base64(text: string, key = SIGNING_KEY): string {
  return createHmac('sha1', key).update(URL_).update(text).digest('base64');
}

function hex(text: string, algorithm = 'sha1'): string {
  return createHmac(algorithm, SIGNING_KEY).update(URL_).update(text).digest('hex');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The parameters sorted and concatenated. */
function canonical(pairs: readonly (readonly [string, string])[]): string {
  return [...pairs]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flat()
    .join('');
}

function changedUrl(
  name: string,
  signedUrl: string,
  url: string,
  codes: readonly FindingCode[],
  mend: RegExp,
  { headers, ...hints }: DiagnosisHints & { readonly headers?: Headers } = {},
): BrokenRequest {
  return { name, request: sentAs(form(signedUrl), form(url, PARAMETERS, headers)), hints, codes, mend };
}

function changedForm(
  name: string,
  signed: string | Uint8Array,
  body: string | Uint8Array,
  code: FindingCode,
): BrokenRequest {
  return { name, request: sentAs(form(URL_, signed), form(URL_, body)), codes: [code], mend: RAW_BODY };
}

function changedJson(
  name: string,
  signed: string | Uint8Array,
  body: string | Uint8Array,
  code: FindingCode = 'body-reserialised',
): BrokenRequest {
  return { name, request: sentAs(json(URL_, signed), json(URL_, body)), codes: [code], mend: RAW_BODY };
}

function changedKey(name: string, key: string | string[], code: FindingCode, mend: RegExp): BrokenRequest {
  return { name, request: sentAs(form(), form()), keys: key, codes: [code], mend };
}

const urls: BrokenRequest[] = [
  changedUrl('http for https', URL_, 'http://example.com/voice', ['url-protocol'], PUBLIC_URL),
  changedUrl(
    'https for http',
    'http://example.com/voice',
    URL_,
    ['url-protocol'],
    /publicUrl: 'http:\/\/example\.com'/,
  ),
  changedUrl('the host of X-Forwarded-Host', URL_, 'https://app:3000/voice', ['url-host'], PUBLIC_URL, {
    headers: { 'x-forwarded-host': 'example.com' },
  }),
  changedUrl('the second host of X-Forwarded-Host', URL_, 'https://app/voice', ['url-host'], PUBLIC_URL, {
    headers: { 'X-Forwarded-Host': 'edge.internal, example.com' },
  }),
  changedUrl('the host of Forwarded', URL_, 'https://app/voice', ['url-host'], PUBLIC_URL, {
    headers: { forwarded: 'for=192.0.2.1;proto=https;host="example.com"' },
  }),
  changedUrl('the host of Host', URL_, 'https://app/voice', ['url-host'], PUBLIC_URL, {
    headers: { host: 'example.com' },
  }),
  changedUrl('a host of the hints', URL_, 'https://app/voice', ['url-host'], PUBLIC_URL, {
    hosts: ['other.example', 'https://example.com'],
  }),
  changedUrl('the host in upper case', URL_, 'https://EXAMPLE.com/voice', ['url-host-case'], PUBLIC_URL),
  changedUrl(
    'a host configured in mixed case',
    'https://Example.com/voice',
    URL_,
    ['url-host-case'],
    /'https:\/\/Example\.com'/,
    { hosts: ['Example.com'] },
  ),
  changedUrl('a port added', URL_, 'https://example.com:3000/voice', ['url-port'], PUBLIC_URL),
  changedUrl(
    'the port of X-Forwarded-Port',
    'https://example.com:9443/voice',
    URL_,
    ['url-port'],
    /'https:\/\/example\.com:9443'/,
    { headers: { 'x-forwarded-port': '9443' } },
  ),
  changedUrl(
    'the port of Host lost',
    'https://example.com:4430/voice',
    URL_,
    ['url-port'],
    /'https:\/\/example\.com:4430'/,
    { headers: { host: 'example.com:4430' } },
  ),
  changedUrl(
    'another common port',
    'https://example.com:8443/voice',
    'https://example.com:8080/voice',
    ['url-port'],
    /'https:\/\/example\.com:8443'/,
  ),
  {
    name: 'the default port in the URL of SWML',
    request: sentAs(json('https://example.com:443/voice'), json()),
    codes: ['url-port'],
    mend: /'https:\/\/example\.com:443'/,
  },
  changedUrl(
    'a stage stripped, by hint',
    'https://example.com/tenant-7/voice',
    URL_,
    ['url-prefix-missing'],
    /publicUrl: 'https:\/\/example\.com\/tenant-7'/,
    { pathPrefixes: ['tenant-7/'] },
  ),
  changedUrl(
    'a prefix stripped, by X-Forwarded-Prefix',
    'https://example.com/hooks/voice',
    URL_,
    ['url-prefix-missing'],
    /publicUrl: 'https:\/\/example\.com\/hooks'/,
    { headers: { 'x-forwarded-prefix': '/hooks' } },
  ),
  changedUrl(
    'a prefix stripped, by X-Original-URI',
    'https://example.com/eu/hooks/voice',
    URL_,
    ['url-prefix-missing'],
    /publicUrl: 'https:\/\/example\.com\/eu\/hooks'/,
    { headers: { 'x-original-uri': '/eu/hooks/voice?x=1' } },
  ),
  changedUrl(
    'a common prefix stripped',
    'https://example.com/prod/voice',
    URL_,
    ['url-prefix-missing'],
    /publicUrl: 'https:\/\/example\.com\/prod'/,
  ),
  changedUrl(
    'a global prefix added',
    URL_,
    'https://example.com/webhooks/voice',
    ['url-prefix-extra'],
    PUBLIC_URL,
  ),
  changedUrl(
    'two segments added',
    URL_,
    'https://example.com/api/v2/voice',
    ['url-prefix-extra'],
    PUBLIC_URL,
  ),
  changedUrl(
    'publicUrl with the whole path',
    URL_,
    'https://example.com/voice/voice',
    ['url-prefix-extra'],
    PUBLIC_URL,
  ),
  changedUrl(
    'a path rewritten',
    URL_,
    'https://example.com/internal/7',
    ['url-path-rewritten'],
    UNCHANGED_PATH,
    {
      headers: { 'x-original-url': '/voice' },
    },
  ),
  changedUrl('a trailing slash added', URL_, `${URL_}/`, ['url-trailing-slash'], UNCHANGED_PATH),
  changedUrl(
    'a trailing slash dropped',
    `${URL_}/?a=1`,
    `${URL_}?a=1`,
    ['url-trailing-slash'],
    UNCHANGED_PATH,
  ),
  changedUrl(
    'no path',
    'https://example.com',
    'https://example.com/',
    ['url-trailing-slash'],
    UNCHANGED_PATH,
  ),
  changedUrl(
    'double slashes at the start',
    'https://example.com//voice',
    URL_,
    ['url-double-slash'],
    UNCHANGED_PATH,
  ),
  changedUrl(
    'double slashes kept',
    'https://example.com/a/voice',
    'https://example.com/a//voice',
    ['url-double-slash'],
    UNCHANGED_PATH,
  ),
  changedUrl(
    'the path decoded',
    'https://example.com/a%20b',
    'https://example.com/a b',
    ['url-path-encoding'],
    UNCHANGED_PATH,
  ),
  changedUrl(
    'the path encoded',
    "https://example.com/o'b",
    'https://example.com/o%27b',
    ['url-path-encoding'],
    UNCHANGED_PATH,
  ),
  changedUrl('%20 written as +', `${URL_}?q=a%20b`, `${URL_}?q=a+b`, ['url-query-encoding'], UNCHANGED_QUERY),
  changedUrl('+ written as %20', `${URL_}?q=a+b`, `${URL_}?q=a%20b`, ['url-query-encoding'], UNCHANGED_QUERY),
  changedUrl("' written as %27", `${URL_}?q=o'b`, `${URL_}?q=o%27b`, ['url-query-encoding'], UNCHANGED_QUERY),
  changedUrl("%27 written as '", `${URL_}?q=o%27b`, `${URL_}?q=o'b`, ['url-query-encoding'], UNCHANGED_QUERY),
  changedUrl(
    'the query decoded',
    `${URL_}?to=%2B1&u=a%3Ab%20c`,
    `${URL_}?to=+1&u=a:b c`,
    ['url-query-encoding'],
    UNCHANGED_QUERY,
  ),
  changedUrl(
    'the query encoded by URLSearchParams',
    `${URL_}?u=a:b,c`,
    `${URL_}?u=a%3Ab%2Cc`,
    ['url-query-encoding'],
    UNCHANGED_QUERY,
  ),
  changedUrl(
    'the query signed as URLSearchParams encodes it',
    `${URL_}?u=a%3Ab%2Cc+d`,
    `${URL_}?u=a:b,c%20d`,
    ['url-query-encoding'],
    UNCHANGED_QUERY,
  ),
  changedUrl(
    'the query signed as new URL encodes it',
    `${URL_}?q=%C3%A9%20b`,
    `${URL_}?q=é b`,
    ['url-query-encoding'],
    UNCHANGED_QUERY,
  ),
  changedUrl(
    'the query re-sorted',
    `${URL_}?a=2&b=1`,
    `${URL_}?b=1&a=2`,
    ['url-query-order'],
    UNCHANGED_QUERY,
  ),
  changedUrl('a query added', URL_, `${URL_}?utm_source=proxy`, ['url-query-extra'], UNCHANGED_QUERY),
  changedUrl(
    '&amp; in the configured URL',
    `${URL_}?a=1&amp;b=2`,
    `${URL_}?a=1&b=2`,
    ['url-query-encoding'],
    UNCHANGED_QUERY,
  ),
  changedUrl(
    'escapes in lower case',
    `${URL_}?u=a%2Fb`,
    `${URL_}?u=a%2fb`,
    ['url-query-encoding'],
    UNCHANGED_QUERY,
  ),
  changedUrl('a fragment kept', URL_, `${URL_}#rt=5`, ['url-fragment'], /without its #fragment/),
  changedUrl(
    'credentials stripped',
    'https://user:p%40ss@example.com/voice',
    URL_,
    ['url-credentials'],
    /publicUrl: 'https:\/\/\*\*\*@example\.com'/,
    { headers: { authorization: `Basic ${Buffer.from('user:p@ss').toString('base64')}` } },
  ),
];

const latin1 = Buffer.from('Body=Gr\xfc\xdfe+aus+K\xf6ln', 'latin1');
const nested = 'Media[a]=first-value&Media[b]=second-value';

const forms: BrokenRequest[] = [
  changedForm('a line break after the form', PARAMETERS, `${PARAMETERS}\n`, 'body-line-break'),
  changedForm('a line break trimmed', `${PARAMETERS}\r\n`, `${PARAMETERS}\r`, 'body-line-break'),
  changedForm('LF for CRLF in a value', 'Body=one%0D%0Atwo', 'Body=one%0Atwo', 'body-line-endings'),
  changedForm('CRLF for LF in a value', 'Body=one%0Atwo', 'Body=one%0D%0Atwo', 'body-line-endings'),
  changedForm('+ written as a space', 'From=%2B15551234567', 'From=+15551234567', 'body-decoding'),
  changedForm('a form decoded twice', 'Body=100%25+sure', 'Body=100%2525%2Bsure', 'body-decoding'),
  changedForm('a form encoded as a whole', PARAMETERS, encodeURIComponent(PARAMETERS), 'body-decoding'),
  changedForm('a form signed as encoded', 'Body=a%252Fb', 'Body=a%2Fb', 'body-decoding'),
  changedForm(
    'UTF-8 taken for Latin-1',
    'Body=Gr%C3%BC%C3%9Fe',
    'Body=Gr%C3%83%C2%BC%C3%83%C2%9Fe',
    'body-charset',
  ),
  changedForm(
    'Latin-1 taken for UTF-8',
    'Body=Gr%C3%83%C2%BC%C3%83%C2%9Fe',
    'Body=Gr%C3%BC%C3%9Fe',
    'body-charset',
  ),
  changedForm('escapes of Latin-1', 'Body=Gr%C3%BC%C3%9Fe', 'Body=Gr%FC%DFe', 'body-charset'),
  changedForm('bytes of Latin-1', 'Body=Gr%C3%BC%C3%9Fe+aus+K%C3%B6ln', latin1, 'body-charset'),
  changedForm(
    'a form that became JSON',
    PARAMETERS,
    JSON.stringify(Object.fromEntries(new URLSearchParams(PARAMETERS))),
    'body-reserialised',
  ),
  {
    name: 'empty parameters dropped by the signer',
    request: formSignedOver('Bfilled-value', 'A=&B=filled-value&C='),
    codes: ['body-empty-parameters'],
    mend: SIGN_REQUEST,
  },
  {
    name: 'values trimmed by the signer',
    request: formSignedOver('Bodytrimmed value', 'Body=++trimmed+value%0A'),
    codes: ['body-white-space'],
    mend: SIGN_REQUEST,
  },
  {
    name: 'names with brackets parsed into an object',
    request: formSignedOver('Media[object Object]', nested),
    codes: ['body-nested'],
    mend: SIGN_REQUEST,
  },
  {
    name: 'names with brackets parsed into an array',
    request: formSignedOver('Mediafirst-value,second-value', 'Media[]=first-value&Media[]=second-value'),
    codes: ['body-nested'],
    mend: SIGN_REQUEST,
  },
  {
    name: 'parameters in the order of submission',
    request: formSignedOver('Tosecond-valueFromfirst-value', 'To=second-value&From=first-value'),
    codes: ['body-order'],
    mend: SIGN_REQUEST,
  },
  {
    name: 'parameters sorted without regard to case',
    request: formSignedOver('accountfirst-valueBodysecond-value', 'Body=second-value&account=first-value'),
    codes: ['body-order'],
    mend: SIGN_REQUEST,
  },
  {
    name: 'the last of two parameters',
    request: formSignedOver('Tosecond-value', 'To=first-value&To=second-value'),
    codes: ['body-repeats'],
    mend: SIGN_REQUEST,
  },
  {
    name: 'the first of two parameters',
    request: formSignedOver('Tofirst-value', 'To=first-value&To=second-value'),
    codes: ['body-repeats'],
    mend: SIGN_REQUEST,
  },
  {
    name: 'two parameters with a comma',
    request: formSignedOver('Tofirst-value,second-value', 'To=first-value&To=second-value'),
    codes: ['body-repeats'],
    mend: SIGN_REQUEST,
  },
  {
    name: 'a URL-only signature on a form',
    request: formSignedOver('', PARAMETERS),
    codes: ['body-not-covered'],
    mend: /Nothing to set/,
  },
];

const pretty = JSON.stringify(CALL, null, 2);
const hashedUrl = `${URL_}?bodySHA256=${sha256(pretty)}`;

const jsons: BrokenRequest[] = [
  changedJson('JSON written again without white space', pretty, SWML),
  changedJson('JSON written again with white space', SWML, pretty),
  changedJson('JSON of Python', SWML.replace(/([:,])(?=["{])/g, '$1 '), SWML),
  changedJson('JSON of PHP', SWML.replace('é', '\\u00e9'), SWML),
  changedJson('a line break after the JSON', SWML, `${SWML}\n`, 'body-line-break'),
  changedJson('a line break after the JSON trimmed', `${SWML}\n`, SWML, 'body-line-break'),
  changedJson(
    'CRLF for LF in JSON',
    '{\n"a": "x",\n\n"b": 1}',
    '{\r\n"a": "x",\r\n\r\n"b": 1}',
    'body-line-endings',
  ),
  changedJson(
    'LF for CRLF in JSON',
    '{\r\n"a": "x",\r\n\r\n"b": 1}',
    '{\n"a": "x",\n\n"b": 1}',
    'body-line-endings',
  ),
  changedJson('a byte order mark', SWML, `\ufeff${SWML}`, 'body-byte-order-mark'),
  changedJson('JSON taken for Latin-1', SWML, Buffer.from(SWML).toString('latin1'), 'body-charset'),
  changedJson('JSON in Latin-1', Buffer.from(SWML).toString('latin1'), SWML, 'body-charset'),
  changedJson('JSON in a JSON string', SWML, JSON.stringify(SWML), 'body-decoding'),
  {
    name: 'bodySHA256 of the JSON before it was written again',
    request: withSignature(
      json(hashedUrl, SWML),
      signRequest(json(hashedUrl, pretty), SIGNING_KEY)['x-signalwire-signature'] ?? '',
    ),
    codes: ['body-reserialised'],
    mend: RAW_BODY,
  },
  {
    name: 'bodySHA256 of another body',
    request: sentAs(json(hashedUrl, pretty), json(hashedUrl, '{"forged":"payload"}')),
    codes: ['body-sha256'],
    mend: RAW_BODY,
  },
  {
    name: 'a URL-only signature on JSON',
    request: withSignature(json(), base64('')),
    codes: ['body-not-covered'],
    mend: /Nothing to set/,
  },
  {
    name: 'a signed JSON array',
    request: withSignature(json(URL_, '["first-value"]'), hex('["first-value"]')),
    codes: ['body-not-object'],
    mend: /one JSON object/,
  },
];

const keys: BrokenRequest[] = [
  changedKey(
    'a line break after the key',
    `${SIGNING_KEY}\n`,
    'key-white-space',
    /signingKey: key\.trim\(\)/,
  ),
  changedKey('a key in quotation marks', `"${SIGNING_KEY}"`, 'key-quoted', /signingKey: .*quotation marks/),
  changedKey('two keys in one string', `PSK_new0000,${SIGNING_KEY}`, 'key-list', /signingKey: keys\.split/),
  changedKey(
    'a secret in JSON',
    `{"signingKey":"${SIGNING_KEY}"}`,
    'key-embedded',
    /signingKey: only the part/,
  ),
  changedKey('a line of .env', `SIGNALWIRE_KEY=${SIGNING_KEY}`, 'key-embedded', /signingKey: only the part/),
  changedKey('a key in base64', Buffer.from(SIGNING_KEY).toString('base64'), 'key-encoded', /'base64'/),
  changedKey('a key in hexadecimal', Buffer.from(SIGNING_KEY).toString('hex'), 'key-encoded', /'hex'/),
  changedKey('a key without its PSK_', SIGNING_KEY.slice(4), 'key-prefix', /signingKey: .*PSK_/),
  changedKey('an API token', API_TOKEN, 'key-api-token', /signingKey: the Signing Key \(PSK_…\)/),
  changedKey('a blank key', ' ', 'key-blank', /signingKey: .*environment variable/),
  changedKey('no key', [], 'key-blank', /signingKey: /),
  {
    ...changedKey(
      "another project's key",
      OTHER_KEY,
      'key-other',
      /signingKey: the Signing Key of that project/,
    ),
    hints: { otherKeys: { 'Project North': 'PSK_north000', 'Project South': SIGNING_KEY } },
  },
  {
    ...changedKey('an API token for a known key', API_TOKEN, 'key-api-token', /PSK_…/),
    hints: { otherKeys: { production: SIGNING_KEY } },
  },
  {
    name: 'a signature made with an empty key',
    request: withSignature(form(URL_, 'Body=first-value'), base64('Bodyfirst-value', '')),
    codes: ['key-empty'],
    mend: /Set the Signing Key where the request is signed/,
  },
];

const formSignature = base64(canonical([...new URLSearchParams(PARAMETERS)]));

const schemes: BrokenRequest[] = [
  {
    name: 'the signature of a form in hexadecimal',
    request: withSignature(form(), Buffer.from(formSignature, 'base64').toString('hex')),
    codes: ['signature-encoding'],
    mend: SIGN_REQUEST,
  },
  {
    name: 'the signature of JSON in base64',
    request: withSignature(json(), base64(SWML)),
    codes: ['signature-encoding'],
    mend: SIGN_REQUEST,
  },
  {
    name: 'the signature of JSON in upper case',
    request: withSignature(json(), hex(SWML).toUpperCase()),
    codes: ['signature-case'],
    mend: SIGN_REQUEST,
  },
  {
    name: 'a signature in quotation marks',
    request: withSignature(form(), `"${formSignature}"`),
    codes: ['signature-spelling'],
    mend: /X-SignalWire-Signature header through unchanged/,
  },
  {
    name: 'a signature without its padding',
    request: withSignature(form(), formSignature.replace('=', '')),
    codes: ['signature-spelling'],
    mend: /X-SignalWire-Signature header through unchanged/,
  },
  {
    name: 'the signature twice',
    request: withSignature(form(), [formSignature, formSignature]),
    codes: ['signature-repeated'],
    mend: /Let one X-SignalWire-Signature through/,
  },
  {
    name: 'the alias on JSON',
    request: withSignature(json(), hex(SWML), 'X-Twilio-Signature'),
    codes: ['signature-alias'],
    mend: /as X-SignalWire-Signature/,
  },
  {
    name: 'the signature in a renamed header',
    request: withSignature(form(), formSignature, 'x-original-signalwire-signature'),
    codes: ['signature-header'],
    mend: /X-SignalWire-Signature header through unchanged/,
  },
  {
    name: 'SHA-256 mismatched while SHA-1 matches',
    request: withSignature(
      withSignature(json(), hex(SWML)),
      hex('something else', 'sha256'),
      'x-signalwire-sha256-signature',
    ),
    codes: ['signature-sha256'],
    mend: /X-SignalWire-SHA256-Signature/,
  },
  {
    name: 'SHA-256 in the header of SHA-1',
    request: withSignature(json(), hex(SWML, 'sha256')),
    codes: ['signature-header'],
    mend: /X-SignalWire-Signature/,
  },
  {
    name: 'a form as application/json',
    request: withSignature(json(URL_, PARAMETERS), formSignature),
    codes: ['content-type'],
    mend: /Content-Type through unchanged/,
  },
  {
    name: 'JSON as a form',
    request: withSignature(form(URL_, SWML), hex(SWML)),
    codes: ['content-type'],
    mend: /Content-Type through unchanged/,
  },
  {
    name: 'a form as text/plain',
    request: sentAs(form(), form(URL_, PARAMETERS, { 'content-type': 'text/plain' })),
    codes: ['content-type'],
    mend: /application\/x-www-form-urlencoded/,
  },
  {
    name: 'a body that was lost',
    request: sentAs(form(), form(URL_, '', { 'content-length': String(PARAMETERS.length) })),
    codes: ['body-missing'],
    mend: RAW_BODY,
  },
  {
    name: 'a body that was cut',
    request: sentAs(
      form(),
      form(URL_, PARAMETERS.slice(0, 40), { 'content-length': String(PARAMETERS.length) }),
    ),
    codes: ['body-length'],
    mend: RAW_BODY,
  },
];

export const singleMistakes: readonly BrokenRequest[] = [...urls, ...forms, ...jsons, ...keys, ...schemes];

export const pairsOfMistakes: readonly BrokenRequest[] = [
  changedUrl(
    'http and an internal host',
    URL_,
    'http://localhost:3000/voice',
    ['url-protocol', 'url-host'],
    PUBLIC_URL,
    { headers: { 'x-forwarded-host': 'example.com', 'x-forwarded-proto': 'https' } },
  ),
  changedUrl(
    'http and a port',
    URL_,
    'http://example.com:8080/voice',
    ['url-protocol', 'url-port'],
    PUBLIC_URL,
  ),
  changedUrl(
    'http and a prefix stripped',
    'https://example.com/prod/voice',
    'http://example.com/voice',
    ['url-protocol', 'url-prefix-missing'],
    /publicUrl: 'https:\/\/example\.com\/prod'/,
  ),
  changedUrl(
    'http, an internal host and a prefix stripped',
    'https://example.com/stage/voice?tenant=7',
    'http://10.0.0.7:3000/voice?tenant=7',
    ['url-protocol', 'url-host', 'url-prefix-missing'],
    /publicUrl: 'https:\/\/example\.com\/stage'/,
    { hosts: ['example.com'], pathPrefixes: ['/stage'] },
  ),
  changedUrl(
    'http and a trailing slash',
    `${URL_}/`,
    'http://example.com/voice',
    ['url-protocol', 'url-trailing-slash'],
    PUBLIC_URL,
  ),
  changedUrl(
    'an internal host and the query encoded again',
    `${URL_}?q=a%20b`,
    'https://app/voice?q=a+b',
    ['url-host', 'url-query-encoding'],
    PUBLIC_URL,
    { headers: { 'x-forwarded-host': 'example.com' } },
  ),
  changedUrl(
    'the default port of https and http',
    'https://example.com:443/voice',
    'http://example.com/voice',
    ['url-protocol'],
    PUBLIC_URL,
  ),
  changedUrl(
    'http and credentials stripped',
    'https://user:pass@example.com/voice',
    'http://example.com/voice',
    ['url-protocol', 'url-credentials'],
    /\*\*\*@example\.com/,
    { headers: { authorization: `Basic ${Buffer.from('user:pass').toString('base64')}` } },
  ),
  {
    ...changedUrl(
      "http and another project's key",
      URL_,
      'http://example.com/voice',
      ['url-protocol', 'key-other'],
      PUBLIC_URL,
    ),
    keys: OTHER_KEY,
    hints: { otherKeys: { 'Project South': SIGNING_KEY } },
  },
  {
    ...changedUrl(
      'http and white space around the key',
      URL_,
      'http://example.com/voice',
      ['url-protocol', 'key-white-space'],
      /key\.trim\(\)/,
    ),
    keys: ` ${SIGNING_KEY} `,
  },
  {
    ...changedUrl(
      'http, an internal host and a quoted key',
      URL_,
      'http://app:3000/voice',
      ['url-protocol', 'url-host', 'key-quoted'],
      PUBLIC_URL,
      { headers: { 'x-forwarded-host': 'example.com' } },
    ),
    keys: `'${SIGNING_KEY}'`,
  },
  {
    name: 'http and JSON written again',
    request: sentAs(json(URL_, pretty), json('http://example.com/voice', SWML)),
    codes: ['url-protocol', 'body-reserialised'],
    mend: RAW_BODY,
  },
  {
    name: 'http, an internal host and a line break after the form',
    request: sentAs(
      form(),
      form('http://app:3000/voice', `${PARAMETERS}\n`, { 'x-forwarded-host': 'example.com' }),
    ),
    codes: ['url-protocol', 'url-host', 'body-line-break'],
    mend: RAW_BODY,
  },
  {
    name: 'JSON written again and white space around the key',
    request: sentAs(json(URL_, pretty), json(URL_, SWML)),
    keys: `${SIGNING_KEY}\n`,
    codes: ['body-reserialised', 'key-white-space'],
    mend: /key\.trim\(\)/,
  },
  {
    name: 'the signature of JSON in base64 and http',
    request: withSignature(json('http://example.com/voice'), base64(SWML)),
    codes: ['signature-encoding', 'url-protocol'],
    mend: PUBLIC_URL,
  },
  {
    name: 'http with the second of two keys',
    request: sentAs(form(), form('http://example.com/voice')),
    keys: [OTHER_KEY, SIGNING_KEY],
    codes: ['url-protocol'],
    mend: PUBLIC_URL,
  },
  {
    name: 'SHA-256 of a call and http, an internal host',
    request: sentAs(json(), json('http://app/voice', SWML, { host: 'example.com' }), SIGNING_KEY, {
      algorithms: ['sha1', 'sha256'],
    }),
    codes: ['url-protocol', 'url-host'],
    mend: PUBLIC_URL,
  },
  {
    name: 'the request target for the URL',
    request: sentAs(form(`${URL_}?a=1`), form('/voice?a=1', PARAMETERS, { host: 'example.com' })),
    codes: ['url-protocol', 'url-host'],
    mend: PUBLIC_URL,
  },
];
