import { createHmac } from 'node:crypto';

import { OTHER_KEY, SIGNING_KEY } from '../../support/signing.js';
import {
  base64,
  type BrokenRequest,
  canonical,
  form,
  type Headers,
  PARAMETERS,
  URL_,
  withSignature,
} from './broken-request.js';

const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};
const WEBSOCKET = /@SkipSignalWireWebhook\(\) to the route[\s\S]*url: 'wss:\/\/example\.com' \+ request\.url/;

/** A handshake that was signed for one URL, and came for a different one. */
function handshake(
  name: string,
  signedUrl: string,
  url: string,
  codes: BrokenRequest['codes'],
  headers: Headers = UPGRADE,
): BrokenRequest {
  const signature = createHmac('sha1', SIGNING_KEY).update(signedUrl).digest('base64');
  const request = { method: 'GET', url, headers: { ...headers, 'x-twilio-signature': signature } };
  return { name, request, codes, fix: WEBSOCKET };
}

const handshakes: BrokenRequest[] = [
  handshake('wss:', 'wss://example.com/stream', 'https://example.com/stream', ['url-websocket']),
  handshake(
    'wss: with its default port',
    'wss://example.com:443/stream?a=1',
    'https://example.com/stream?a=1',
    ['url-websocket'],
  ),
  handshake('ws:', 'ws://example.com/stream', 'http://example.com/stream', ['url-websocket']),
  handshake('wss: and a slash', 'wss://example.com/stream/', 'http://example.com/stream', [
    'url-websocket',
    'url-trailing-slash',
  ]),
  handshake(
    'wss: and the host',
    'wss://example.com/stream',
    'http://app:3000/stream',
    ['url-websocket', 'url-host'],
    {
      ...UPGRADE,
      'x-forwarded-host': 'example.com',
    },
  ),
  handshake('wss: and a stage', 'wss://example.com/prod/stream', 'https://example.com/stream', [
    'url-websocket',
    'url-prefix-missing',
  ]),
  handshake(
    'wss:, and a proxy dropped Upgrade',
    'wss://example.com/stream',
    'https://example.com/stream',
    ['url-websocket'],
    { 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' },
  ),
  handshake(
    'wss:, and nothing shows it',
    'wss://example.com/stream',
    'https://example.com/stream',
    ['url-websocket'],
    {},
  ),
];

/** As a callback with `CallbackSource=call-progress-events` is reported. */
const PROGRESS = `${PARAMETERS}&CallbackSource=call-progress-events`;
const progressSignature = base64(canonical([...new URLSearchParams(PROGRESS)]));

/** Signed with a SharedKey: HMAC-SHA256 over the URL and the sorted parameters, in base64. */
function sharedKey(
  name: string,
  rest: Partial<BrokenRequest>,
  text = canonical([...new URLSearchParams(PARAMETERS)]),
) {
  const signature = createHmac('sha256', SIGNING_KEY)
    .update(URL_ + text)
    .digest('base64');
  const settings = { 'x-twilio-webhooks-signature-settings': 'key=SK0123456789,algorithm=HMAC_SHA256' };
  return {
    name,
    request: withSignature(form(URL_, PARAMETERS, settings), signature, 'x-twilio-signature'),
    codes: ['signature-shared-key'],
    fix: /HMAC_SHA1 for the SharedKey at Twilio/,
    ...rest,
  } satisfies BrokenRequest;
}

/** What senders do that are known for it. */
export const senderMisconfigurations: readonly BrokenRequest[] = [
  ...handshakes,
  {
    name: 'Audio parameters that were not signed',
    request: withSignature(
      form(URL_, `AudioPacketsLost=0&${PROGRESS}&AudioInMos=4.5&AudioCodec=opus`),
      progressSignature,
    ),
    codes: ['body-audio-parameters'],
    fix: /accept: \{ anyOf: \['signature', 'basic-auth'\] \} on this route/,
  },
  {
    name: 'Audio parameters beside more than forty',
    request: withSignature(
      form(URL_, `${Array.from({ length: 50 }, (_, index) => `P${index}=v`).join('&')}&AudioInMos=4.5`),
      base64(canonical(Array.from({ length: 50 }, (_, index) => [`P${index}`, 'v'] as const))),
    ),
    codes: ['body-audio-parameters'],
  },
  {
    name: '+ for itself in one of two values',
    request: withSignature(form(URL_, 'Body=hello+world&Sum=123+4567'), base64('Bodyhello worldSum123+4567')),
    codes: ['body-decoding'],
  },
  {
    name: '+ for itself in the last of eight values',
    request: withSignature(
      form(URL_, 'A=a+b&B=a+b&C=a+b&D=a+b&E=a+b&F=a+b&G=a+b&Z=1+2'),
      base64('Aa bBa bCa bDa bEa bFa bGa bZ1+2'),
    ),
    codes: ['body-decoding'],
  },
  sharedKey('a SharedKey with HMAC_SHA256', {}),
  sharedKey('a SharedKey with HMAC_SHA256, known as a different key', {
    keys: OTHER_KEY,
    hints: { otherKeys: { twilio: SIGNING_KEY } },
    codes: ['signature-shared-key', 'key-other'],
  }),
];
