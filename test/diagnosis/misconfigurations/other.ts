import { createHmac } from 'node:crypto';

import { OTHER_KEY, SIGNING_KEY } from '../../support/signing.js';
import {
  base64,
  type BrokenRequest,
  canonical,
  form,
  hex,
  json,
  PARAMETERS,
  sentAs,
  SWML,
  URL_,
  withSignature,
} from './broken-request.js';

const signature = base64(canonical([...new URLSearchParams(PARAMETERS)]));
const sha256OfForm = createHmac('sha256', SIGNING_KEY)
  .update(URL_ + canonical([...new URLSearchParams(PARAMETERS)]))
  .digest('base64');

function withKeys(
  name: string,
  keys: string | string[],
  code: BrokenRequest['codes'][number],
): BrokenRequest {
  return { name, request: sentAs(form(), form()), keys, codes: [code] };
}

const keys: BrokenRequest[] = [
  withKeys('Bearer before the key', `Bearer ${SIGNING_KEY}`, 'key-embedded'),
  withKeys('a comment after the key', `${SIGNING_KEY} # production`, 'key-embedded'),
  withKeys('an escaped line break after the key', `${SIGNING_KEY}\\n`, 'key-embedded'),
  withKeys('export KEY=', `export SIGNING_KEY="${SIGNING_KEY}"`, 'key-embedded'),
  withKeys('curly quotes', `“${SIGNING_KEY}”`, 'key-quoted'),
  withKeys('backticks', `\`${SIGNING_KEY}\``, 'key-quoted'),
  withKeys('quotes and white space', ` "${SIGNING_KEY}" `, 'key-quoted'),
  withKeys('a zero-width space', `${SIGNING_KEY}\u200b`, 'key-white-space'),
  withKeys('a byte order mark before the key', `\ufeff${SIGNING_KEY}`, 'key-white-space'),
  withKeys(
    'a line break within the key',
    `${SIGNING_KEY.slice(0, 10)}\n${SIGNING_KEY.slice(10)}`,
    'key-white-space',
  ),
  withKeys('keys on lines', `${OTHER_KEY}\n${SIGNING_KEY}`, 'key-list'),
  withKeys('keys with semicolons', `${OTHER_KEY};${SIGNING_KEY}`, 'key-list'),
  withKeys('PSK_ twice', `PSK_${SIGNING_KEY}`, 'key-prefix'),
  withKeys('psk_ in lower case', SIGNING_KEY.replace('PSK_', 'psk_'), 'key-prefix'),
  withKeys('the key percent-encoded', `%50${SIGNING_KEY.slice(1)}`, 'key-encoded'),
  withKeys(
    'a key in base64 with a line break',
    `${Buffer.from(SIGNING_KEY).toString('base64')}\n`,
    'key-encoded',
  ),
  withKeys('a project id', '5d1a2f4e-1c3b-4a5d-8e7f-0123456789ab', 'key-project-id'),
  withKeys("a space's URL", 'https://example.signalwire.com', 'key-url'),
  withKeys("a space's host", 'example.signalwire.com', 'key-url'),
  withKeys('the path of a file', '/run/secrets/signing-key', 'key-file'),
  withKeys('undefined', 'undefined', 'key-placeholder'),
  withKeys('a shell variable', '${SIGNALWIRE_SIGNING_KEY}', 'key-placeholder'),
  withKeys('changeme', 'changeme', 'key-placeholder'),
  {
    ...withKeys('the hundredth of other keys', OTHER_KEY, 'key-other'),
    hints: {
      otherKeys: {
        ...Object.fromEntries(
          Array.from({ length: 99 }, (_, index) => [`p${index}`, `PSK_of_project_${index}`]),
        ),
        last: SIGNING_KEY,
      },
    },
  },
];

export const otherMisconfigurations: readonly BrokenRequest[] = [
  ...keys,
  {
    name: 'a signature in lower case',
    request: withSignature(form(), signature.toLowerCase()),
    codes: ['signature-case'],
  },
  {
    name: 'a signature in capitals',
    request: withSignature(form(), signature.toUpperCase()),
    codes: ['signature-case'],
  },
  {
    name: 'a signature after sha1=',
    request: withSignature(form(), `sha1=${signature}`),
    codes: ['signature-form'],
  },
  {
    name: 'a signature percent-encoded',
    request: withSignature(form(), encodeURIComponent(signature)),
    codes: ['signature-form'],
  },
  {
    name: 'a signature in URL-safe base64',
    request: withSignature(
      form('https://example.com/voice', 'a=1'),
      Buffer.from(base64('a1'), 'base64').toString('base64url'),
    ),
    codes: ['signature-form'],
  },
  {
    name: 'the hexadecimal digest in base64',
    request: withSignature(json(), Buffer.from(hex(SWML)).toString('base64')),
    codes: ['signature-form'],
  },
  {
    name: 'SHA-256 of a form alone',
    request: withSignature(form(), sha256OfForm, 'x-signalwire-sha256-signature'),
    codes: ['signature-sha256-form'],
  },
  {
    name: 'SHA-256 of a form, as the alias',
    request: withSignature(form(), sha256OfForm, 'x-twilio-sha256-signature'),
    codes: ['signature-sha256-form'],
  },
  {
    name: 'SHA-256 of a form in the header of SHA-1',
    request: withSignature(form(), sha256OfForm),
    codes: ['signature-sha256-form'],
  },
  {
    name: 'multipart for a form',
    request: sentAs(form(), form(URL_, PARAMETERS, { 'content-type': 'multipart/form-data; boundary=x' })),
    codes: ['content-type'],
  },
  {
    name: 'a form without a content type',
    request: { ...sentAs(form(), form()), headers: { 'x-signalwire-signature': signature } },
    codes: ['content-type'],
  },
  {
    name: 'a form of too many parameters',
    request: withSignature(form(URL_, 'a=1&'.repeat(10_001)), base64('a1')),
    codes: ['body-too-many-parameters'],
  },
  {
    name: 'a form without a parameter',
    request: withSignature(form(URL_, '&&'), base64('')),
    codes: ['body-not-covered'],
  },
];
