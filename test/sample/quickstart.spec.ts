import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { AppModule } from '../../sample/01-quickstart/src/app.module.js';
import { CallLog } from '../../sample/01-quickstart/src/voice/call-log.service.js';
import { Voicemails } from '../../sample/01-quickstart/src/voicemail/voicemails.service.js';
import {
  adapterNames,
  type RequestToSend,
  type RunningApplication,
  startApplication,
} from '../support/applications.js';
import {
  OTHER_KEY,
  PUBLIC_URL,
  signedForm,
  signedGet,
  signedJson,
  SIGNING_KEY,
  type SigningSetup,
} from '../support/signing.js';

interface Route {
  readonly name: string;
  readonly request: (setup?: SigningSetup) => RequestToSend;
  readonly status: number;
  readonly contentType?: string;
  readonly body: string;
}

const XML = '<?xml version="1.0" encoding="UTF-8"?>';
const ivr =
  `${XML}<Response><Gather action="${PUBLIC_URL}/voice/menu" input="dtmf speech" numDigits="1">` +
  '<Say>For our opening hours press 1 or say hours. To leave a message press 2 or say message.</Say></Gather>' +
  '<Say>We did not hear a choice. Goodbye.</Say></Response>';
const openingHours = `${XML}<Response><Say>We are open from nine to five.</Say></Response>`;
const leaveMessage =
  `${XML}<Response><Say>Leave your message after the tone.</Say>` +
  `<Record action="${PUBLIC_URL}/voice/voicemail" maxLength="60" transcribe="true" ` +
  `transcribeCallback="${PUBLIC_URL}/voice/voicemail/transcription"/>` +
  '<Say>We did not hear a message. Goodbye.</Say></Response>';
const menuAgain = `${XML}<Response><Redirect>${PUBLIC_URL}/voice</Redirect></Response>`;
const thanks = `${XML}<Response><Say>Thank you for your message. Goodbye.</Say><Hangup/></Response>`;
const hello = (name: string) =>
  `{"version":"1.0.0","sections":{"main":[{"answer":{}},{"play":{"url":"say:Hello ${name}."}},{"hangup":{}}]}}`;
const call = { CallSid: 'call-1', From: '+15551234567', To: '+15559876543', CallStatus: 'ringing' };

const cxml = { status: 200, contentType: 'text/xml' };
const swml = { status: 200, contentType: 'application/json' };
const noContent = { status: 204, body: '' };

function gather(gathered: Record<string, string>, body: string): Route {
  const name = `POST /voice/menu with ${JSON.stringify(gathered)}`;
  return {
    name,
    request: (setup) => signedForm('/voice/menu', { ...call, ...gathered }, setup),
    ...cxml,
    body,
  };
}

const recordingUrl = (id: string) => `https://example.signalwire.com/recordings/${id}`;

function recordAction(id: string) {
  return { ...call, CallStatus: 'in-progress', RecordingUrl: recordingUrl(id), RecordingDuration: '7' };
}

function transcription(id: string, TranscriptionText: string, TranscriptionStatus = 'completed') {
  return { RecordingUrl: recordingUrl(id), TranscriptionStatus, TranscriptionText };
}

const routes: readonly Route[] = [
  { name: 'POST /voice', request: (setup) => signedForm('/voice', call, setup), ...cxml, body: ivr },
  gather({ Digits: '1' }, openingHours),
  gather({ SpeechResult: 'When are you OPEN on Sunday?', Confidence: '0.91' }, openingHours),
  gather({ Digits: '2' }, leaveMessage),
  gather({ SpeechResult: 'Voicemail.', Confidence: '0.88' }, leaveMessage),
  gather({ Digits: '9' }, menuAgain),
  gather({ Digits: '12' }, menuAgain),
  gather({ SpeechResult: 'Let us reopen.', Confidence: '0.3' }, menuAgain),
  gather({}, menuAgain),
  {
    name: 'POST /voice/voicemail',
    request: (setup) => signedForm('/voice/voicemail', recordAction('recording-1'), setup),
    ...cxml,
    body: thanks,
  },
  {
    name: 'POST /voice/voicemail/transcription',
    request: (setup) =>
      signedForm('/voice/voicemail/transcription', transcription('recording-1', 'Hello'), setup),
    ...noContent,
  },
  {
    name: 'POST /voice/status',
    request: (setup) => signedForm('/voice/status', { ...call, CallStatus: 'completed' }, setup),
    ...noContent,
  },
  {
    name: 'GET /voice/greeting',
    request: (setup) => signedGet('/voice/greeting?From=%2B15551234567', setup),
    ...cxml,
    body: `${XML}<Response><Say>Hello +15551234567.</Say></Response>`,
  },
  {
    name: 'POST /messages',
    request: (setup) => signedForm('/messages', { MessageSid: 'message-1', Body: 'a < b' }, setup),
    ...cxml,
    body: `${XML}<Response><Message>You wrote: a &lt; b</Message></Response>`,
  },
  {
    name: 'POST /fax',
    request: (setup) => signedForm('/fax', { FaxSid: 'fax-1' }, setup),
    ...cxml,
    body: `${XML}<Response><Receive action="${PUBLIC_URL}/fax/received"/></Response>`,
  },
  {
    name: 'POST /fax/received',
    request: (setup) => signedForm('/fax/received', { FaxSid: 'fax-1', FaxStatus: 'received' }, setup),
    ...cxml,
    body: `${XML}<Response/>`,
  },
  {
    name: 'POST /swml',
    request: (setup) => signedJson('/swml', { call: { from: '+15551234567' }, vars: {} }, setup),
    ...swml,
    body: hello('+15551234567'),
  },
  {
    name: 'POST / signed by SHA-256',
    request: (setup) => signedJson('/', { call: {} }, { algorithms: ['sha256'], ...setup }),
    ...swml,
    body: hello('stranger'),
  },
];

const environment = { ...process.env };

function configure(signingKey: string): void {
  Object.assign(process.env, { SIGNALWIRE_SIGNING_KEY: signingKey, PUBLIC_URL });
}

afterAll(() => {
  process.env = environment;
});

describe.each(adapterNames)('sample 01-quickstart on %s', (adapterName) => {
  let application: RunningApplication;

  beforeAll(async () => {
    configure(SIGNING_KEY);
    application = await startApplication(adapterName, { imports: [AppModule] });
  });

  afterAll(() => application.close());

  test.each(routes)('$name is handled when signed', async ({ request, status, contentType = '', body }) => {
    const response = await application.send(request());
    expect(response).toMatchObject({ status, body });
    expect(response.headers['content-type'] ?? '').toMatch(contentType);
  });

  test.each(routes)('$name is rejected when signed with another key', async ({ request }) => {
    const response = await application.send(request({ signingKey: OTHER_KEY }));
    expect(response).toMatchObject({ status: 403, body: '{"statusCode":403,"message":"Forbidden"}' });
  });

  test('keeps the latest status of a call', async () => {
    const callLog = application.app.get(CallLog, { strict: false });
    for (const CallStatus of ['in-progress', 'completed']) {
      await application.send(signedForm('/voice/status', { CallSid: 'call-2', CallStatus }));
    }
    expect(callLog.statusOf('call-2')).toBe('completed');
  });

  test('keeps nothing of a forged status', async () => {
    const callLog = application.app.get(CallLog, { strict: false });
    const status = { CallSid: 'call-3', CallStatus: 'completed' };
    await application.send(signedForm('/voice/status', status, { signingKey: OTHER_KEY }));
    expect(callLog.statusOf('call-3')).toBeUndefined();
  });

  function record(id: string) {
    return application.send(signedForm('/voice/voicemail', recordAction(id)));
  }

  function transcribe(id: string, text: string, status?: string, setup?: SigningSetup) {
    const parameters = transcription(id, text, status);
    return application.send(signedForm('/voice/voicemail/transcription', parameters, setup));
  }

  function voicemail(id: string) {
    return application.app.get(Voicemails, { strict: false }).find(recordingUrl(id));
  }

  test('keeps a voicemail, and adds its transcription', async () => {
    await record('recording-2');
    expect(voicemail('recording-2')).toEqual({ from: call.From, duration: 7 });
    await transcribe('recording-2', 'Call me back & soon');
    expect(voicemail('recording-2')).toEqual({ from: call.From, duration: 7, text: 'Call me back & soon' });
  });

  test('keeps a voicemail whose transcription comes first', async () => {
    await transcribe('recording-3', 'Hello');
    await record('recording-3');
    expect(voicemail('recording-3')).toEqual({ from: call.From, duration: 7, text: 'Hello' });
  });

  test('keeps no text of a failed or a forged transcription', async () => {
    await record('recording-4');
    expect(await transcribe('recording-4', '', 'failed')).toMatchObject(noContent);
    await transcribe('recording-4', 'Pay the forger', 'completed', { signingKey: OTHER_KEY });
    expect(voicemail('recording-4')).toEqual({ from: call.From, duration: 7 });
  });
});

test('sample 01-quickstart rejects to start with an API token as the signing key', async () => {
  configure('PT0123456789abcdef');
  await expect(startApplication('express', { imports: [AppModule] })).rejects.toThrow(/API token/);
});
