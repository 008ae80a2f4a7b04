import { createHash, createHmac } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';

import { SIGNING_KEY } from '../../support/signing.js';
import {
  base64,
  type BrokenRequest,
  form,
  json,
  PARAMETERS,
  sentAs,
  SWML,
  toBrokenForms,
  toBrokenJson,
  URL_,
  withSignature,
} from './broken-request.js';

const NESTED = '{"b":{"d":1,"c":"é<a>&"},"a":"https://example.com/x"}';
const SORTED = '{"a":"https://example.com/x","b":{"c":"é<a>&","d":1}}';
const SPACED = NESTED.replaceAll(':', ': ');
const ESCAPED = NESTED.replace('é', '\\u00e9');
const hash = createHash('sha256').update(SWML).digest('hex');
const sms = 'MessageSid=SM1&From=%2B15551234567&To=%2B15557654321&Body=Hello';

const forms = toBrokenForms([
  ['a byte order mark before the form', 'Body=1', Buffer.from('\ufeffBody=1'), 'body-byte-order-mark'],
  ['a form in base64', PARAMETERS, Buffer.from(PARAMETERS).toString('base64'), 'body-base64'],
  ['a form compressed', PARAMETERS, gzipSync(PARAMETERS), 'body-compressed'],
  ['a form deflated', PARAMETERS, deflateSync(PARAMETERS), 'body-compressed'],
  ['NFC for NFD', 'Body=cafe%CC%81', 'Body=caf%C3%A9', 'body-unicode-form'],
  ['NFD for NFC', 'Body=caf%C3%A9', 'Body=cafe%CC%81', 'body-unicode-form'],
  ['a space after Body trimmed', `${sms}+`, sms, 'body-white-space'],
  ['a line feed after Body trimmed', 'Body=Hi%0A&To=1', 'Body=Hi&To=1', 'body-white-space'],
  ['a space before a value trimmed', 'Name=+Ann&Z=1', 'Name=Ann&Z=1', 'body-white-space'],
  ['a parameter added', sms, `${sms}&receivedAt=17`, 'body-parameter-extra'],
  ['a parameter of the path added', sms, `tenant=7&${sms}`, 'body-parameter-extra'],
  ['a SignalWire-like parameter added', sms, `${sms}&AddOns=x`, 'body-parameter-extra'],
  ['an empty parameter dropped', `${sms}&FromCity=`, sms, 'body-parameter-missing'],
  ['an empty Digits dropped', 'CallSid=CA1&Digits=', 'CallSid=CA1', 'body-parameter-missing'],
  ['a copy dropped', 'From=1&To=2&Caller=1', 'From=1&To=2', 'body-parameter-missing'],
  ['ApiVersion dropped', 'From=1&ApiVersion=2010-04-01', 'From=1', 'body-parameter-missing'],
  ['&amp; for & in a value', 'Body=a%26b', 'Body=a%26amp%3Bb', 'body-decoding'],
  ['values encoded twice', 'Body=a%20b%2Fc', 'Body=a%2520b%252Fc', 'body-decoding'],
]);

const jsons = toBrokenJson([
  ['keys sorted', SORTED, NESTED, 'body-json-order'],
  ['\\/ unescaped', NESTED.replaceAll('/', '\\/'), NESTED, 'body-json-escapes'],
  ['/ escaped', SPACED, SPACED.replaceAll('/', '\\/'), 'body-json-escapes'],
  ['\\u unescaped', ESCAPED.replaceAll(':', ': '), NESTED.replaceAll(':', ': '), 'body-json-escapes'],
  ['\\u escaped', NESTED.replaceAll(':', ': '), ESCAPED.replaceAll(':', ': '), 'body-json-escapes'],
  [
    '\\u in upper case',
    ESCAPED.replace('\\u00e9', '\\u00E9').replaceAll(':', ': '),
    ESCAPED.replaceAll(':', ': '),
    'body-json-escapes',
  ],
  [
    'Go escapes HTML',
    SPACED.replace('<', '\\u003c').replace('>', '\\u003e').replace('&', '\\u0026'),
    SPACED,
    'body-json-escapes',
  ],
  ['a tab for the indent', JSON.stringify(JSON.parse(NESTED), null, '\t'), NESTED, 'body-reserialised'],
  ['NFC for NFD in JSON', NESTED.normalize('NFD'), NESTED, 'body-unicode-form'],
  ['NFD for NFC in JSON', NESTED, NESTED.normalize('NFD'), 'body-unicode-form'],
  ['white space around JSON', SPACED, `\n ${SPACED} \n\n`, 'body-white-space'],
  ['JSON in base64', SWML, Buffer.from(SWML).toString('base64'), 'body-base64'],
  ['JSON compressed', SWML, gzipSync(SWML), 'body-compressed'],
  ['CRLF after the JSON dropped', `${SWML}\r\n`, SWML, 'body-line-break'],
]);

export const bodyMisconfigurations: readonly BrokenRequest[] = [
  ...forms,
  ...jsons,
  {
    name: 'bodySHA256 dropped',
    request: sentAs(json(`${URL_}?bodySHA256=${hash}`), json()),
    codes: ['url-body-sha256'],
  },
  {
    name: 'bodySHA256 dropped after a parameter',
    request: sentAs(json(`${URL_}?a=1&bodySHA256=${hash}`), json(`${URL_}?a=1`)),
    codes: ['url-body-sha256'],
  },
  {
    name: 'bodySHA256 dropped before a parameter',
    request: sentAs(json(`${URL_}?bodySHA256=${hash}&a=1`), json(`${URL_}?a=1`)),
    codes: ['url-body-sha256'],
  },
  {
    name: 'bodySHA256 as a form',
    request: sentAs(json(`${URL_}?bodySHA256=${hash}`), form(`${URL_}?bodySHA256=${hash}`, SWML)),
    codes: ['content-type'],
  },
  {
    name: 'a query merged into the form',
    request: sentAs(
      form(`${URL_}?tenant=7&mode=x`, sms),
      form(`${URL_}?tenant=7&mode=x`, `${sms}&tenant=7&mode=x`),
    ),
    codes: ['body-parameter-extra'],
  },
  {
    name: 'a query taken out of the form',
    request: sentAs(form(`${URL_}?tenant=7`, `${sms}&tenant=7`), form(`${URL_}?tenant=7`, sms)),
    codes: ['body-parameter-missing'],
  },
  {
    name: 'a POST that became a GET',
    request: sentAs(form(URL_, PARAMETERS), { method: 'GET', url: `${URL_}?${PARAMETERS}`, headers: {} }),
    codes: ['method-changed'],
  },
  {
    name: 'a GET that became a POST',
    request: sentAs({ method: 'GET', url: `${URL_}?${PARAMETERS}`, headers: {} }, form(URL_, PARAMETERS)),
    codes: ['method-changed'],
  },
  {
    name: 'the body alone signed',
    request: withSignature(json(), createHmac('sha1', SIGNING_KEY).update(SWML).digest('hex')),
    codes: ['url-not-signed'],
  },
  {
    name: 'the raw form signed',
    request: withSignature(form(), base64(PARAMETERS)),
    codes: ['body-separators'],
  },
  {
    name: 'values without their names',
    request: withSignature(form(URL_, 'B=2&A=1'), base64('12')),
    codes: ['body-separators'],
  },
  {
    name: 'parameters with = and &',
    request: withSignature(form(URL_, 'B=2&A=1'), base64('A=1&B=2')),
    codes: ['body-separators'],
  },
];
