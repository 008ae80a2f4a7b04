import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { AppModule } from '../../sample/01-quickstart/app.module.js';
import { CallLog } from '../../sample/01-quickstart/voice/call-log.service.js';
import {
  adapterNames,
  type RequestToSend,
  type RunningApplication,
  startApplication,
} from '../support/applications.js';
import {
  OTHER_KEY,
  PUBLIC_URL,
  signed,
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
  `${XML}<Response><Gather action="/voice/menu" numDigits="1">` +
  '<Say>Press 1 for our opening hours. Press 2 to leave a message.</Say></Gather>' +
  '<Say>We did not hear a choice. Goodbye.</Say></Response>';
const hello = (name: string) =>
  `{"version":"1.0.0","sections":{"main":[{"answer":{}},{"play":{"url":"say:Hello ${name}."}},{"hangup":{}}]}}`;
const call = { CallSid: 'call-1', From: '+15551234567', To: '+15559876543', CallStatus: 'ringing' };

const cxml = { status: 200, contentType: 'text/xml' };
const swml = { status: 200, contentType: 'application/json' };
const noContent = { status: 204, body: '' };

const routes: readonly Route[] = [
  { name: 'POST /voice', request: (setup) => signedForm('/voice', call, setup), ...cxml, body: ivr },
  {
    name: 'POST /voice without body',
    request: (setup) => signed({ target: '/voice' }, setup),
    ...cxml,
    body: ivr,
  },
  {
    name: 'POST /voice/menu, 1',
    request: (setup) => signedForm('/voice/menu', { ...call, Digits: '1' }, setup),
    ...cxml,
    body: `${XML}<Response><Say>We are open from nine to five.</Say></Response>`,
  },
  {
    name: 'POST /voice/menu, 2',
    request: (setup) => signedForm('/voice/menu', { ...call, Digits: '2' }, setup),
    ...cxml,
    body: `${XML}<Response><Say>Leave your message after the tone.</Say><Record maxLength="60"/></Response>`,
  },
  {
    name: 'POST /voice/menu, another digit',
    request: (setup) => signedForm('/voice/menu', { ...call, Digits: '9' }, setup),
    ...cxml,
    body: `${XML}<Response><Redirect>/voice</Redirect></Response>`,
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
    body: `${XML}<Response><Receive action="/fax/received"/></Response>`,
  },
  {
    name: 'POST /fax/received',
    request: (setup) => signedForm('/fax/received', { FaxSid: 'fax-1', FaxStatus: 'received' }, setup),
    ...noContent,
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

  test.each(routes)('$name answers when signed', async ({ request, status, contentType = '', body }) => {
    const answer = await application.send(request());
    expect(answer).toMatchObject({ status, body });
    expect(answer.headers['content-type'] ?? '').toMatch(contentType);
  });

  test.each(routes)('$name is refused when signed with another key', async ({ request }) => {
    const answer = await application.send(request({ signingKey: OTHER_KEY }));
    expect(answer).toMatchObject({ status: 403, body: '{"statusCode":403,"message":"Forbidden"}' });
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
});

test('sample 01-quickstart refuses to start with an API token as the signing key', async () => {
  configure('PT0123456789abcdef');
  await expect(startApplication('express', { imports: [AppModule] })).rejects.toThrow(/API token/);
});
