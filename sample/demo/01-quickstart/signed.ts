import {
  callStatus,
  gatherAction,
  inboundCall,
  inboundFax,
  inboundMessage,
  receiveFaxAction,
  recordAction,
  type SignedTestRequest,
  swmlCall,
  transcriptionStatus,
  WebhookTestClient,
} from 'nestjs-signalwire-webhook/testing';

import { cxmlDocument, noContent, swmlDocument, type Webhook } from '../webhook.js';

export const SIGNING_KEY = 'PSK_quickstartSigningKey0001';
export const PUBLIC_URL = 'https://example.ngrok.io';

const CALLER = '+12025550143';
const signalwire = new WebhookTestClient({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL });
const withDefaultPort = new WebhookTestClient({ signingKey: SIGNING_KEY, publicUrl: `${PUBLIC_URL}:443` });

const menu = cxmlDocument(
  `<Gather action="${PUBLIC_URL}/voice/menu" input="dtmf speech" numDigits="1"><Say>`,
);
const voicemail = cxmlDocument(`<Record action="${PUBLIC_URL}/voice/voicemail"`);

export const call: Webhook = {
  name: 'inbound call',
  authentication: 'cxml',
  request: signalwire.form('/voice', inboundCall()),
  expected: menu,
};

/** Its signature covers the URL alone; the controller accepts forms only, so it serves the forgeries. */
export const callWithoutBody: Webhook = {
  name: 'inbound call without body',
  authentication: 'cxml',
  request: signalwire.form('/voice'),
  expected: menu,
};

export const greetingByGet: Webhook = {
  name: 'greeting by GET',
  authentication: 'cxml',
  request: signalwire.get('/voice/greeting', { From: CALLER }),
  expected: cxmlDocument(`<Say>Hello ${CALLER}.</Say>`),
};

export const messageRecorded: Webhook = {
  name: 'message recorded',
  authentication: 'cxml',
  request: signalwire.form('/voice/voicemail', recordAction()),
  expected: cxmlDocument('<Say>Thank you for your message.'),
};

export const message: Webhook = {
  name: 'inbound message',
  authentication: 'cxml',
  request: signalwire.form('/messages', inboundMessage({ Body: 'Are you open on Sunday?' })),
  expected: cxmlDocument('<Message>You wrote: Are you open on Sunday?</Message>'),
};

export const swml: Webhook = {
  name: 'SWML call (SHA-1)',
  authentication: 'swml',
  request: signalwire.json('/swml', swmlCall()),
  expected: swmlDocument,
};

export const signed: readonly Webhook[] = [
  call,
  {
    name: 'digit pressed',
    authentication: 'cxml',
    request: signalwire.form('/voice/menu', gatherAction({ Digits: '1' })),
    expected: cxmlDocument('<Say>We are open'),
  },
  {
    name: 'digit pressed for voicemail',
    authentication: 'cxml',
    request: signalwire.form('/voice/menu', gatherAction({ Digits: '2' })),
    expected: voicemail,
  },
  {
    name: 'words spoken',
    authentication: 'cxml',
    request: signalwire.form(
      '/voice/menu',
      gatherAction({ Digits: null, SpeechResult: 'I would like to leave a message.', Confidence: '0.92' }),
    ),
    expected: voicemail,
  },
  messageRecorded,
  {
    name: 'message transcribed',
    authentication: 'cxml',
    request: signalwire.form('/voice/voicemail/transcription', transcriptionStatus()),
    expected: noContent,
  },
  {
    name: 'call status',
    authentication: 'cxml',
    request: signalwire.form('/voice/status', callStatus()),
    expected: noContent,
  },
  greetingByGet,
  message,
  {
    name: 'inbound fax',
    authentication: 'cxml',
    request: signalwire.form('/fax', inboundFax()),
    expected: cxmlDocument(`<Receive action="${PUBLIC_URL}/fax/received"/>`),
  },
  {
    name: 'fax received',
    authentication: 'cxml',
    request: signalwire.form('/fax/received', receiveFaxAction()),
    expected: cxmlDocument('<Response/>'),
  },
  {
    name: 'X-Twilio-Signature header',
    authentication: 'cxml',
    request: withTwilioHeader(call.request),
    expected: menu,
  },
  {
    name: 'signed with the default port',
    authentication: 'cxml',
    request: withDefaultPort.form('/voice', inboundCall()),
    expected: menu,
  },
  swml,
  {
    name: 'SWML call (SHA-256)',
    authentication: 'swml',
    request: signalwire.json('/swml', swmlCall(), { algorithms: ['sha256'] }),
    expected: swmlDocument,
  },
];

function withTwilioHeader(request: SignedTestRequest): SignedTestRequest {
  const signature = request.headers['x-signalwire-signature'] ?? '';
  return request.unsigned().withHeader('x-twilio-signature', signature);
}
