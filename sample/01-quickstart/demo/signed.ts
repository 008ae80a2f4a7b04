import { createHash } from 'node:crypto';

import { bodiless, form, json, PUBLIC_URL, sign } from './signing.js';
import { cxmlDocument, noContent, swmlDocument, type Webhook } from './webhook.js';

const call = {
  CallSid: 'b3877c40-da60-4998-90ad-b792e98472ca',
  AccountSid: 'b3877c40-da60-4998-90ad-b792e98472af',
  ApiVersion: '2010-04-01',
  CallStatus: 'ringing',
  Direction: 'inbound',
  From: '+15551234567',
  To: '+15559876543',
};
const completed = { ...call, CallStatus: 'completed', CallDuration: '94' };
const recording = {
  ...call,
  CallStatus: 'in-progress',
  RecordingUrl:
    'https://example.signalwire.com/api/laml/2010-04-01/Recordings/b3877c40-da60-4998-90ad-b792e984re01',
  RecordingDuration: '7',
};
const transcription = {
  TranscriptionSid: 'b3877c40-da60-4998-90ad-b792e984tr01',
  TranscriptionStatus: 'completed',
  TranscriptionText: "Hello, I'd like an appointment for next Tuesday.",
  RecordingUrl: recording.RecordingUrl,
};
const message = {
  MessageSid: 'b3877c40-da60-4998-90ad-b792e98472ce',
  AccountSid: call.AccountSid,
  From: call.From,
  To: call.To,
  Body: 'Are you open on Sunday?',
  NumMedia: '0',
};
const fax = {
  FaxSid: 'b3877c40-da60-4998-90ad-b792e98472fa',
  AccountSid: call.AccountSid,
  ApiVersion: 'v1',
  From: call.From,
  To: call.To,
};
const relayCall = {
  call: { call_id: call.CallSid, call_state: 'created', direction: 'inbound', from: call.From, to: call.To },
  vars: {},
};

const ivr = cxmlDocument('<Gather action="/voice/menu" input="dtmf speech" numDigits="1"><Say>');
const voicemail = cxmlDocument('<Record action="/voice/voicemail"');
const greeting = `/voice/greeting?From=${encodeURIComponent(call.From)}`;
const completedSha256 = createHash('sha256').update(JSON.stringify(completed)).digest('hex');

export const inboundCall: Webhook = {
  name: 'inbound call',
  scheme: 'cxml',
  ...sign(form('/voice', call)),
  expected: ivr,
};

export const messageRecorded: Webhook = {
  name: 'message recorded',
  scheme: 'cxml',
  ...sign(form('/voice/voicemail', recording)),
  expected: cxmlDocument('<Say>Thank you for your message.'),
};

export const inboundMessage: Webhook = {
  name: 'inbound message',
  scheme: 'cxml',
  ...sign(form('/messages', message)),
  expected: cxmlDocument(`<Message>You wrote: ${message.Body}</Message>`),
};

export const greetingByGet: Webhook = {
  name: 'greeting by GET',
  scheme: 'cxml',
  ...sign(bodiless('GET', greeting)),
  expected: cxmlDocument(`<Say>Hello ${call.From}.</Say>`),
};

export const callWithoutParameters: Webhook = {
  name: 'inbound call without body',
  scheme: 'cxml',
  ...sign(bodiless('POST', '/voice')),
  expected: ivr,
};

export const swmlCall: Webhook = {
  name: 'SWML call (SHA-1)',
  scheme: 'swml',
  ...sign(json('/swml', relayCall)),
  expected: swmlDocument,
};

export const signed: readonly Webhook[] = [
  inboundCall,
  {
    name: 'digit pressed',
    scheme: 'cxml',
    ...sign(form('/voice/menu', { ...call, Digits: '1' })),
    expected: cxmlDocument('<Say>We are open'),
  },
  {
    name: 'digit pressed for voicemail',
    scheme: 'cxml',
    ...sign(form('/voice/menu', { ...call, Digits: '2' })),
    expected: voicemail,
  },
  {
    name: 'words spoken',
    scheme: 'cxml',
    ...sign(
      form('/voice/menu', { ...call, SpeechResult: 'I would like to leave a message.', Confidence: '0.92' }),
    ),
    expected: voicemail,
  },
  messageRecorded,
  {
    name: 'message transcribed',
    scheme: 'cxml',
    ...sign(form('/voice/voicemail/transcription', transcription)),
    expected: noContent,
  },
  {
    name: 'call status',
    scheme: 'cxml',
    ...sign(form('/voice/status', completed)),
    expected: noContent,
  },
  {
    name: 'call status in JSON, bodySHA256',
    scheme: 'cxml',
    ...sign(json(`/voice/status?bodySHA256=${completedSha256}`, completed)),
    expected: noContent,
  },
  greetingByGet,
  callWithoutParameters,
  inboundMessage,
  {
    name: 'inbound fax',
    scheme: 'cxml',
    ...sign(form('/fax', fax)),
    expected: cxmlDocument('<Receive action="/fax/received"/>'),
  },
  {
    name: 'fax received',
    scheme: 'cxml',
    ...sign(form('/fax/received', { ...fax, FaxStatus: 'received', NumPages: '2' })),
    expected: cxmlDocument('<Response/>'),
  },
  {
    name: 'X-Twilio-Signature header',
    scheme: 'cxml',
    ...sign(form('/voice', call), { cxmlHeader: 'x-twilio-signature' }),
    expected: ivr,
  },
  {
    name: 'signed with the default port',
    scheme: 'cxml',
    ...sign(form('/voice', call), { publicUrl: `${PUBLIC_URL}:443` }),
    expected: ivr,
  },
  swmlCall,
  {
    name: 'SWML call (SHA-256)',
    scheme: 'swml',
    ...sign(json('/swml', relayCall), { algorithms: ['sha256'] }),
    expected: swmlDocument,
  },
];
