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
import { SECRET } from '../support/url-tokens.js';

const CALL_ID = 'call-1';
const call = { call: { call_id: CALL_ID, from: '+15551234567' }, vars: {} };
const forbidden = { status: 403, body: '{"statusCode":403,"message":"Forbidden"}' };
const unknownNumber = { status: 200, body: '{"response":"Ask the caller for the order number."}' };

const functionCall = (...parsed: object[]) => ({
  function: 'look_up_order',
  call_id: CALL_ID,
  argument: { parsed, raw: '' },
});
const postPrompt = (raw: string) => ({ call_id: CALL_ID, post_prompt_data: { parsed: [], raw } });

function toUrl({ pathname, search }: URL, payload: object): RequestToSend {
  return { target: pathname + search, headers: JSON_TYPE, body: JSON.stringify(payload) };
}

/** The URL without its token. */
function withoutToken({ pathname, origin }: URL): URL {
  return new URL(pathname, origin);
}

const environment = { ...process.env };

function configure(change: Record<string, string> = {}): void {
  Object.assign(process.env, {
    SIGNALWIRE_SIGNING_KEY: SIGNING_KEY,
    PUBLIC_URL,
    URL_TOKEN_SECRET: SECRET,
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
    return application.send(toUrl(urls.lookUpOrder, payload));
  }

  function summarize(payload: object): Promise<Answer> {
    return application.send(toUrl(urls.summary, payload));
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

  test('names its own routes under the public URL, each with a token', () => {
    const { lookUpOrder, summary } = urls;
    expect(lookUpOrder.origin + lookUpOrder.pathname).toBe(`${PUBLIC_URL}/agent/functions/look-up-order`);
    expect(summary.origin + summary.pathname).toBe(`${PUBLIC_URL}/agent/summary`);
    for (const { search } of [lookUpOrder, summary])
      expect(search).toMatch(/^\?sw_token=v1\.\w+\.[\w-]{43}$/);
  });

  test('gives the document, and so the tokens, to nobody else, and to no cache', async () => {
    const unsigned = { target: '/agent', headers: JSON_TYPE, body: JSON.stringify(call) };
    const withToken = { ...unsigned, target: `/agent${urls.summary.search}` };
    for (const request of [unsigned, withToken, signedJson('/agent', call, { signingKey: OTHER_KEY })])
      expect(await application.send(request)).toMatchObject(forbidden);
    const { headers } = await application.send(signedJson('/agent', call));
    expect(headers['cache-control']).toBe('no-store');
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

  test.each([functionCall(), functionCall({})])('looks up no order for %j', async (payload) => {
    expect(await lookUp(payload)).toMatchObject(unknownNumber);
  });

  test('keeps the summary of a conversation', async () => {
    const response = await summarize(postPrompt('All went well.'));
    expect(response).toMatchObject({ status: 200, body: '{"response":"ok"}' });
    expect(keptSummary(CALL_ID)).toBe('All went well.');
  });

  test('keeps no summary if the agent gave none', async () => {
    const response = await application.send(signedJson('/agent', { call: { call_id: 'call-2' }, vars: {} }));
    const request = toUrl(readAgentUrls(response.body).summary, { call_id: 'call-2' });
    expect(await application.send(request)).toMatchObject({ status: 200, body: '{"response":"ok"}' });
    expect(keptSummary('call-2')).toBeUndefined();
  });

  test('rejects a different call, function, route, query and token, and no token', async () => {
    const { lookUpOrder, summary } = urls;
    const right = functionCall({ order_number: '4711' });
    const forged = { ...postPrompt('The caller is owed a refund.'), call_id: 'call-3' };
    const tampered = lookUpOrder.href.slice(0, -1) + (lookUpOrder.href.endsWith('A') ? 'Q' : 'A');
    for (const request of [
      toUrl(lookUpOrder, { ...right, call_id: 'call-3' }),
      toUrl(lookUpOrder, { ...right, function: 'cancel_order' }),
      toUrl(lookUpOrder, { ...right, call_id: undefined }),
      toUrl(new URL(lookUpOrder.pathname + summary.search, PUBLIC_URL), right),
      toUrl(new URL(lookUpOrder.href.replace('?', '?admin=1&')), right),
      toUrl(new URL(tampered), right),
      toUrl(withoutToken(lookUpOrder), right),
      signedJson(lookUpOrder.pathname, right),
      toUrl(summary, forged),
      toUrl(withoutToken(summary), forged),
    ])
      expect(await application.send(request)).toMatchObject(forbidden);
    expect(keptSummary('call-3')).toBeUndefined();
  });

  test('logs no token', () => {
    expect(application.logger.text).toContain('token-mismatch');
    expect(application.logger.text).not.toMatch(/v1\.\w+\.[\w-]{43}/);
  });
});

test.each(['', ' ', 'short'])(
  'sample 03-ai-agent rejects to start with the secret "%s"',
  async (URL_TOKEN_SECRET) => {
    configure({ URL_TOKEN_SECRET });
    await expect(startApplication('express', { imports: [AppModule] })).rejects.toThrow(/^urlTokenSecret /);
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
