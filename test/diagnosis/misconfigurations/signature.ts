import {
  type BrokenRequest,
  URL_,
  PARAMETERS,
  PUBLIC_URL,
  SWML,
  RAW_BODY,
  SIGN_REQUEST,
  form,
  json,
  sentAs,
  withSignature,
  base64,
  hex,
  canonical,
} from './broken-request.js';

const formSignature = base64(canonical([...new URLSearchParams(PARAMETERS)]));

export const signatureMisconfigurations: readonly BrokenRequest[] = [
  {
    name: 'the signature of a form in hexadecimal',
    request: withSignature(form(), Buffer.from(formSignature, 'base64').toString('hex')),
    codes: ['signature-encoding'],
    fix: SIGN_REQUEST,
  },
  {
    name: 'the signature of JSON in base64',
    request: withSignature(json(), base64(SWML)),
    codes: ['signature-encoding'],
    fix: SIGN_REQUEST,
  },
  {
    name: 'the signature of JSON in upper case',
    request: withSignature(json(), hex(SWML).toUpperCase()),
    codes: ['signature-case'],
    fix: SIGN_REQUEST,
  },
  {
    name: 'a signature in quotation marks',
    request: withSignature(form(), `"${formSignature}"`),
    codes: ['signature-form'],
    fix: /X-SignalWire-Signature header on unchanged/,
  },
  {
    name: 'a signature without its padding',
    request: withSignature(form(), formSignature.replace('=', '')),
    codes: ['signature-form'],
    fix: /X-SignalWire-Signature header on unchanged/,
  },
  {
    name: 'the signature twice',
    request: withSignature(form(), [formSignature, formSignature]),
    codes: ['signature-repeated'],
    fix: /Pass on one X-SignalWire-Signature/,
  },
  {
    name: 'the alias matches on JSON, and the header before it does not',
    request: withSignature(withSignature(json(), hex('something else')), hex(SWML), 'X-Twilio-Signature'),
    codes: ['signature-header'],
    fix: /X-SignalWire-Signature header on unchanged/,
  },
  {
    name: 'the signature in upper case without a body',
    request: withSignature({ method: 'DELETE', url: URL_, headers: {} }, hex('').toUpperCase()),
    codes: ['signature-case'],
    fix: SIGN_REQUEST,
  },
  {
    name: 'http without a body, whatever content type and SHA-256 header say',
    request: withSignature(
      withSignature({ ...json('http://example.com/voice'), body: '' }, hex('')),
      hex('something else', 'sha256'),
      'x-signalwire-sha256-signature',
    ),
    codes: ['url-protocol'],
    fix: PUBLIC_URL,
  },
  {
    name: 'http, signed in the alias alone on JSON',
    request: withSignature(json('http://example.com/voice'), hex(SWML), 'X-Twilio-Signature'),
    codes: ['url-protocol'],
    fix: PUBLIC_URL,
  },
  {
    name: 'JSON as UTF-16',
    request: sentAs(json(), json(URL_, SWML, { 'content-type': 'application/json; charset="utf-16"' })),
    codes: ['content-type-charset'],
    fix: /charset=utf-8/,
  },
  {
    name: 'the signature in a renamed header',
    request: withSignature(form(), formSignature, 'x-original-signalwire-signature'),
    codes: ['signature-header'],
    fix: /X-SignalWire-Signature header on unchanged/,
  },
  {
    name: 'SHA-256 mismatched while SHA-1 matches',
    request: withSignature(
      withSignature(json(), hex(SWML)),
      hex('something else', 'sha256'),
      'x-signalwire-sha256-signature',
    ),
    codes: ['signature-sha256'],
    fix: /X-SignalWire-SHA256-Signature/,
  },
  {
    name: 'SHA-256 in the header of SHA-1',
    request: withSignature(json(), hex(SWML, 'sha256')),
    codes: ['signature-header'],
    fix: /X-SignalWire-Signature/,
  },
  {
    name: 'a form as application/json',
    request: withSignature(json(URL_, PARAMETERS), formSignature),
    codes: ['content-type'],
    fix: /Content-Type on unchanged/,
  },
  {
    name: 'JSON as a form',
    request: withSignature(form(URL_, SWML), hex(SWML)),
    codes: ['content-type'],
    fix: /Content-Type on unchanged/,
  },
  {
    name: 'a form as text/plain',
    request: sentAs(form(), form(URL_, PARAMETERS, { 'content-type': 'text/plain' })),
    codes: ['content-type'],
    fix: /application\/x-www-form-urlencoded/,
  },
  {
    name: 'a body that a parser made',
    request: sentAs(form(), {
      ...form(),
      body: Object.fromEntries(new URLSearchParams(PARAMETERS)) as unknown as string,
    }),
    codes: ['body-not-bytes'],
    fix: RAW_BODY,
  },
  {
    name: 'a body that was lost',
    request: sentAs(form(), form(URL_, '', { 'content-length': String(PARAMETERS.length) })),
    codes: ['body-missing'],
    fix: RAW_BODY,
  },
  {
    name: 'a body that was cut',
    request: sentAs(
      form(),
      form(URL_, PARAMETERS.slice(0, 40), { 'content-length': String(PARAMETERS.length) }),
    ),
    codes: ['body-length'],
    fix: RAW_BODY,
  },
];
