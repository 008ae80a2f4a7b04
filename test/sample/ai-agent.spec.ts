import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { AppModule } from '../../sample/03-ai-agent/src/app.module.js';
import { type AgentUrls, readAgentUrls } from '../../sample/demo/03-ai-agent/agent-urls.js';
import { Summaries } from '../../sample/03-ai-agent/src/summaries/summaries.service.js';
import {
  adapterNames,
  type Answer,
  type RequestToSend,
  type RunningApplication,
  startApplication,
} from '../support/applications.js';
import { JSON_TYPE, OTHER_KEY, PUBLIC_URL, signedJson, SIGNING_KEY } from '../support/signing.js';

const USERNAME = 'signal@wire';
const PASSWORD = 'a:b/c@d?e#f%41 ü+=';

const call = { call: { call_id: 'call-1', from: '+15551234567' }, vars: {} };
const forbidden = { status: 403, body: '{"statusCode":403,"message":"Forbidden"}' };
const unauthorized = { status: 401, body: '{"statusCode":401,"message":"Unauthorized"}' };
const unknownNumber = { status: 200, body: '{"response":"Ask the caller for the order number."}' };

const functionCall = (...parsed: object[]) => ({ function: 'look_up_order', argument: { parsed, raw: '' } });
const postPrompt = (call_id: string, raw: string) => ({ call_id, post_prompt_data: { parsed: [], raw } });

function toUrl({ pathname }: URL, payload: object, userPass?: string): RequestToSend {
  const authorization = userPass === undefined ? {} : { authorization: basic(userPass) };
  return { target: pathname, headers: { ...JSON_TYPE, ...authorization }, body: JSON.stringify(payload) };
}

function basic(userPass: string): string {
  return `Basic ${Buffer.from(userPass).toString('base64')}`;
}

function userPassOf({ username, password }: URL): string {
  return `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
}

const environment = { ...process.env };

function configure(change: Record<string, string> = {}): void {
  Object.assign(process.env, {
    SIGNALWIRE_SIGNING_KEY: SIGNING_KEY,
    PUBLIC_URL,
    WEBHOOK_USERNAME: USERNAME,
    WEBHOOK_PASSWORD: PASSWORD,
    ...change,
  });
}

afterAll(() => {
  process.env = environment;
});

describe.each(adapterNames)('sample 03-ai-agent on %s', (adapterName) => {
  let application: RunningApplication;
  let urls: AgentUrls;

  beforeAll(async () => {
    configure();
    application = await startApplication(adapterName, { imports: [AppModule] });
    urls = readAgentUrls((await application.send(signedJson('/agent', call))).body);
  });

  afterAll(() => application.close());

  function lookUp(payload: object): Promise<Answer> {
    return application.send(toUrl(urls.lookUpOrder, payload, userPassOf(urls.lookUpOrder)));
  }

  function summarize(payload: object): Promise<Answer> {
    return application.send(toUrl(urls.summary, payload, userPassOf(urls.summary)));
  }

  function keptSummary(callId: string): string | undefined {
    return application.app.get(Summaries, { strict: false }).find(callId);
  }

  test('responds to a signed call with a document that holds the agent', async () => {
    const response = await application.send(signedJson('/agent', call, { algorithms: ['sha256'] }));
    expect(response.status).toBe(200);
    expect(response.headers['content-type']).toMatch('application/json');
    expect(JSON.parse(response.body)).toMatchObject({
      version: '1.0.0',
      sections: {
        main: [
          { answer: {} },
          { ai: { SWAIG: { functions: [{ function: 'look_up_order', parameters: { type: 'object' } }] } } },
        ],
      },
    });
  });

  test('names its own routes under the public URL, with the credentials', () => {
    const { lookUpOrder, summary } = urls;
    expect(lookUpOrder.origin + lookUpOrder.pathname).toBe(`${PUBLIC_URL}/agent/functions/look-up-order`);
    expect(summary.origin + summary.pathname).toBe(`${PUBLIC_URL}/agent/summary`);
    expect([lookUpOrder, summary].map(userPassOf)).toEqual(Array(2).fill(`${USERNAME}:${PASSWORD}`));
  });

  test('gives the document, and so the credentials, to nobody else', async () => {
    const unsigned = { target: '/agent', headers: JSON_TYPE, body: JSON.stringify(call) };
    const withCredentials = toUrl(new URL('/agent', PUBLIC_URL), call, `${USERNAME}:${PASSWORD}`);
    for (const request of [unsigned, withCredentials, signedJson('/agent', call, { signingKey: OTHER_KEY })])
      expect(await application.send(request)).toMatchObject(forbidden);
  });

  test.each([
    ['4711', 'Order 4711 is on its way and arrives on Friday.'],
    [4711, 'Order 4711 is on its way and arrives on Friday.'],
    ['1', 'Order 1 is unknown. Ask for the number again.'],
  ])('looks up order %j', async (order_number, told) => {
    const response = await lookUp(functionCall({ order_number }));
    expect(response).toMatchObject({ status: 200, body: JSON.stringify({ response: told }) });
    expect(response.headers['content-type']).toMatch('application/json');
  });

  test.each([functionCall(), functionCall({}), {}])('looks up no order for %j', async (payload) => {
    expect(await lookUp(payload)).toMatchObject(unknownNumber);
  });

  test('keeps the summary of a conversation', async () => {
    const response = await summarize(postPrompt('call-1', 'All went well.'));
    expect(response).toMatchObject({ status: 200, body: '{"response":"ok"}' });
    expect(keptSummary('call-1')).toBe('All went well.');
  });

  test('keeps none where the agent gave none', async () => {
    expect(await summarize({ call_id: 'call-2' })).toMatchObject({ status: 200, body: '{"response":"ok"}' });
    expect(keptSummary('call-2')).toBeUndefined();
  });

  test.each([undefined, `${USERNAME}:guessed`, `guessed:${PASSWORD}`])(
    'rejects functions and post prompts with the credentials %s',
    async (userPass) => {
      const forged = postPrompt('call-3', 'The caller is owed a refund.');
      for (const request of [
        toUrl(urls.lookUpOrder, functionCall({ order_number: '4711' }), userPass),
        toUrl(urls.summary, forged, userPass),
      ])
        expect(await application.send(request)).toMatchObject(unauthorized);
      expect(keptSummary('call-3')).toBeUndefined();
    },
  );

  test('rejects a signed function call without credentials', async () => {
    const request = signedJson(urls.lookUpOrder.pathname, functionCall({ order_number: '4711' }));
    expect(await application.send(request)).toMatchObject(unauthorized);
  });

  test('logs no credentials', () => {
    expect(application.logger.text).toContain('wrong-credentials');
    expect(application.logger.text).not.toContain(PASSWORD);
  });
});

test.each(['', ' '])(
  'sample 03-ai-agent rejects to start with the password "%s"',
  async (WEBHOOK_PASSWORD) => {
    configure({ WEBHOOK_PASSWORD });
    await expect(startApplication('express', { imports: [AppModule] })).rejects.toThrow(/password/);
  },
);

test('sample 03-ai-agent keeps the path of the public URL', async () => {
  const publicUrl = `${PUBLIC_URL}/stage`;
  configure({ PUBLIC_URL: `${publicUrl}/` });
  const application = await startApplication('express', { imports: [AppModule] });
  try {
    const { body } = await application.send(signedJson('/agent', call, { publicUrl }));
    expect(readAgentUrls(body).summary.pathname).toBe('/stage/agent/summary');
  } finally {
    await application.close();
  }
});
