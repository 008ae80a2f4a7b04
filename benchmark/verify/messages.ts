import {
  type SignatureAlgorithm,
  type WebhookRequest,
  signRequest,
} from 'nestjs-signalwire-webhook/signature';

export const SIGNING_KEY = 'PSK_7TruNcSNTxp4zNrykMj4EPzF';
const OTHER_KEY = 'PSK_V3bF8oyeRNpJWGoRWHNYQMUU';

export interface Message {
  readonly name: string;
  readonly algorithm: SignatureAlgorithm;
  readonly isForm: boolean;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The same parameters in a different order, which takes turns with `body`. */
  readonly otherBody?: Buffer;
}

const tenParameters: readonly [string, string][] = [
  ['CallSid', '5c8fcb8a-7d4e-4c1e-9d0f-3f4b6f1c2a77'],
  ['AccountSid', 'b08dacad-6e2f-4b6d-8c0e-2b3f5d1c9a10'],
  ['ApiVersion', '2010-04-01'],
  ['Direction', 'inbound'],
  ['From', '+15551234567'],
  ['To', '+15557654321'],
  ['CallStatus', 'completed'],
  ['CallDuration', '42'],
  ['CallbackSource', 'call-progress-events'],
  ['Timestamp', 'Tue, 24 Nov 2026 03:14:15 +0000'],
];

const thirtyParameters: readonly [string, string][] = [
  ...tenParameters,
  ['Caller', '+15551234567'],
  ['CallerName', 'José O’Brien & Sons'],
  ['CallerCity', 'SAN FRANCISCO'],
  ['CallerState', 'CA'],
  ['CallerZip', '94105'],
  ['CallerCountry', 'US'],
  ['Called', '+15557654321'],
  ['CalledCity', 'NEW YORK'],
  ['CalledState', 'NY'],
  ['CalledZip', '10001'],
  ['CalledCountry', 'US'],
  ['ForwardedFrom', ''],
  ['SequenceNumber', '3'],
  ['AudioInMos', '4.5'],
  ['HangupBy', 'caller'],
  ['HangupDirection', 'inbound'],
  ['SipResultCode', '200'],
  ['RecordingSid', '0f0d7b1e-3a63-4b02-8df5-6d1de0c2b9f4'],
  ['RecordingUrl', 'https://example.signalwire.com/api/laml/recordings/0f0d7b1e.mp3?download=1'],
  ['RecordingDuration', '39'],
];

const call = {
  call: {
    call_id: '5c8fcb8a-7d4e-4c1e-9d0f-3f4b6f1c2a77',
    node_id: 'fa3570ae-f8bd-42c2-83f4-9950d906c91b@us-west',
    segment_id: '5c8fcb8a-7d4e-4c1e-9d0f-3f4b6f1c2a77',
    call_state: 'created',
    direction: 'inbound',
    type: 'phone',
    from: '+15551234567',
    to: '+15557654321',
    from_number: '+15551234567',
    to_number: '+15557654321',
    headers: [],
    project_id: 'b08dacad-6e2f-4b6d-8c0e-2b3f5d1c9a10',
    space_id: '62615f44-2a34-4235-b38b-76b5a1de6ef8',
  },
  vars: { language: 'en-US', greeting: 'Hello — how can we help?', department: 'support' },
  params: { campaign: 'autumn', menu: 'main', attempt: 1, from_queue: false },
};

const NODE_HEADERS = {
  host: 'example.com',
  'user-agent': 'SignalWire',
  accept: '*/*',
  'accept-encoding': 'gzip',
  'x-forwarded-for': '203.0.113.7',
  'x-forwarded-proto': 'https',
};

function form(name: string, parameters: readonly [string, string][]): Message {
  return {
    name,
    algorithm: 'sha1',
    isForm: true,
    url: 'https://example.com/webhooks/voice/status',
    headers: { ...NODE_HEADERS, 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: Buffer.from(new URLSearchParams([...parameters]).toString()),
  };
}

function alternatingForm(name: string, parameters: readonly [string, string][]): Message {
  const { body: otherBody } = form(name, [...parameters].reverse());
  return { ...form(name, parameters), otherBody };
}

const longCall = { ...call, vars: { transcript: 'Thank you — goodbye. '.repeat(4_500) } };

function swml(name: string, algorithm: SignatureAlgorithm, payload: object = call): Message {
  return {
    name,
    algorithm,
    isForm: false,
    url: 'https://example.com/webhooks/swml/call',
    headers: { ...NODE_HEADERS, 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(payload)),
  };
}

export const messages: readonly Message[] = [
  form('form of 10', tenParameters),
  form('form of 30', thirtyParameters),
  alternatingForm('form of 30, order alternates', thirtyParameters),
  swml('SWML, SHA-1', 'sha1'),
  swml('SWML, SHA-256', 'sha256'),
  swml('JSON of 100 kB', 'sha1', longCall),
];

export type Signing = 'right' | 'wrong' | 'malformed';

/** The signature is that of the key, that of another key, or one character short. */
export function signatureOf(message: Message, signing: Signing): readonly [header: string, value: string] {
  const { url, headers, body, algorithm } = message;
  const key = signing === 'wrong' ? OTHER_KEY : SIGNING_KEY;
  const signed = signRequest({ method: 'POST', url, headers, body }, key, { algorithms: [algorithm] });
  const [[header, value] = ['', '']] = Object.entries(signed);
  return [header, signing === 'malformed' ? value.slice(1) : value];
}

export function signedRequest(message: Message, signing: Signing): WebhookRequest {
  const [header, value] = signatureOf(message, signing);
  const { url, headers, body } = message;
  return { method: 'POST', url, headers: { ...headers, [header]: value }, body };
}
