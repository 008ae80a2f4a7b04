import { signRequest } from 'nestjs-signalwire-webhook/signature';

import { SIGNING_KEY } from '../../support/signing.js';
import {
  type BrokenRequest,
  URL_,
  CALL,
  SWML,
  RAW_BODY,
  json,
  sentAs,
  withSignature,
  base64,
  hex,
  sha256,
  changedJson,
} from './broken-request.js';

export const pretty = JSON.stringify(CALL, null, 2);
const hashedUrl = `${URL_}?bodySHA256=${sha256(pretty)}`;

export const jsonMisconfigurations: readonly BrokenRequest[] = [
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
    fix: RAW_BODY,
  },
  {
    name: 'bodySHA256 of another body',
    request: sentAs(json(hashedUrl, pretty), json(hashedUrl, '{"forged":"payload"}')),
    codes: ['body-sha256'],
    fix: RAW_BODY,
  },
  {
    name: 'a URL-only signature on JSON',
    request: withSignature(json(), base64('')),
    codes: ['body-not-covered'],
    fix: /No option fixes this/,
  },
  {
    name: 'a signed JSON array',
    request: withSignature(json(URL_, '["first-value"]'), hex('["first-value"]')),
    codes: ['body-not-object'],
    fix: /one JSON object/,
  },
];
