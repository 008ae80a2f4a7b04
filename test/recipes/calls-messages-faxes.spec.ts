import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';

import {
  gatherAction,
  inboundCall,
  inboundFax,
  inboundMessage,
  messageStatus,
  postPrompt,
  receiveFaxAction,
  swaigFunction,
  swmlCall,
} from '../../lib/testing/index.js';
import { readAgentUrls } from '../../sample/demo/03-ai-agent/agent-urls.js';
import { adapterNames } from '../support/applications.js';
import { describeWithPostgres, TemporaryPostgres } from '../support/postgres.js';
import { RECIPE_URL, type RunningRecipes, startOnBoth, webhook } from '../support/recipes.js';
import { JSON_TYPE, OTHER_KEY } from '../support/signing.js';
import { until } from '../support/until.js';
import { SECRET } from '../support/url-tokens.js';

type Form = Record<string, string>;

/** Runs a page on both adapters while the tests of a block run. Returns an application by its adapter. */
function onBoth(page: string, env?: Record<string, string>): RunningRecipes['recipe'] {
  let applications: RunningRecipes;
  beforeAll(async () => {
    applications = await startOnBoth(page, env);
  });
  afterAll(() => applications.stop());
  return (adapterName) => applications.recipe(adapterName);
}

describe('docs/how-to/ivr.md', () => {
  const recipe = onBoth('docs/how-to/ivr.md');

  test.each(adapterNames)('on %s: a call is led by its digits', async (adapterName) => {
    const { send } = recipe(adapterName);
    const first = await send(webhook.form('/voice', inboundCall() as Form));
    expect([first.status, first.headers['content-type']]).toEqual([200, 'text/xml; charset=utf-8']);
    expect(first.body).toContain(`<Gather action="${RECIPE_URL}/voice/menu" numDigits="1">`);
    expect(first.body).toContain(`<Redirect>${RECIPE_URL}/voice</Redirect>`);

    const choose = async (Digits: string) =>
      (await send(webhook.form('/voice/menu', gatherAction({ Digits }) as Form))).body;
    expect(await choose('1')).toBe(
      '<?xml version="1.0"?><Response><Say>We are open from nine to five.</Say><Hangup/></Response>',
    );
    expect(await choose('2')).toContain('<Dial>+15551234567</Dial>');
    expect(await choose('*')).toContain(`<Redirect>${RECIPE_URL}/voice</Redirect>`);

    const forged = webhook.form('/voice/menu', gatherAction() as Form, { signingKey: OTHER_KEY });
    expect((await send(forged)).status).toBe(403);
  });
});

describe('docs/how-to/receive-faxes.md', () => {
  const recipe = onBoth('docs/how-to/receive-faxes.md');

  test.each(adapterNames)('on %s: a fax is accepted, and its document is logged', async (adapterName) => {
    const { send, output } = recipe(adapterName);
    const first = await send(webhook.form('/faxes', inboundFax() as Form));
    expect(first.body).toBe(`<Response><Receive action="${RECIPE_URL}/faxes/received"/></Response>`);
    const received = receiveFaxAction({ FaxStatus: 'received' });
    expect((await send(webhook.form('/faxes/received', received as Form))).status).toBe(200);
    const failed = receiveFaxAction({ FaxStatus: 'failed', ErrorCode: '31005' });
    await send(webhook.form('/faxes/received', failed as Form));
    await until(() => output().includes(`has ${received.NumPages} pages: ${received.MediaUrl}`));
    await until(() => output().includes('ended with failed: 31005'));
  });
});

describeWithPostgres('docs/how-to/message-replies.md', () => {
  let postgres: TemporaryPostgres;
  let pool: pg.Pool;
  let applications: RunningRecipes;

  beforeAll(async () => {
    postgres = await TemporaryPostgres.create();
    pool = new pg.Pool({ connectionString: postgres.url });
    // The server may end before the connection.
    pool.on('error', () => undefined);
    applications = await startOnBoth('docs/how-to/message-replies.md', { DATABASE_URL: postgres.url });
  });
  afterAll(async () => {
    await applications.stop();
    await pool.end();
    await postgres.remove();
  });

  test.each(adapterNames)('on %s: a reply, and each status once', async (adapterName) => {
    const { send } = applications.recipe(adapterName);
    const inbound = webhook.form('/messages', inboundMessage({ Body: 'a < b' }) as Form);
    const reply = await send(inbound);
    expect(reply.body).toContain(
      `<Message action="${RECIPE_URL}/messages/status">Thank you. You wrote: a &lt; b</Message>`,
    );

    const MessageSid = `message-on-${adapterName}`;
    const report = (MessageStatus: string, setup = {}) =>
      webhook.form('/messages/status', messageStatus({ MessageSid, MessageStatus }) as Form, setup);
    const forged = report('failed', { signingKey: OTHER_KEY });
    const delivered = report('delivered');
    const statuses = [];
    for (const each of [forged, delivered, delivered, report('sent')])
      statuses.push((await send(each)).status);
    expect(statuses).toEqual([403, 200, 204, 200]);
    const { rows } = await pool.query('SELECT status FROM messages WHERE sid = $1', [MessageSid]);
    expect(rows).toEqual([{ status: 'delivered' }]);
  });
});

describe('docs/how-to/ai-agent.md', () => {
  const recipe = onBoth('docs/how-to/ai-agent.md', { URL_TOKEN_SECRET: SECRET });

  test.each(adapterNames)(
    'on %s: the agent of a call calls the URLs of its document, and no other call can',
    async (adapterName) => {
      const { send, output } = recipe(adapterName);
      const document = await send(webhook.json('/agent', swmlCall({ call: { call_id: 'call-1' } })));
      expect([document.status, document.headers['cache-control']]).toEqual([200, 'no-store']);
      const { lookUpOrder, summary } = readAgentUrls(document.body);
      const post = (url: URL, payload: object) =>
        send({ target: url.pathname + url.search, headers: JSON_TYPE, body: JSON.stringify(payload) });

      const order = await post(lookUpOrder, swaigFunction({ call_id: 'call-1' }));
      expect([order.status, order.body]).toEqual([
        200,
        '{"response":"Order 4711 arrives on Friday.","action":[{"set_global_data":{"order":"4711"}}]}',
      ]);
      expect((await post(lookUpOrder, swaigFunction({ call_id: 'call-2' }))).status).toBe(403);
      const prompt = postPrompt({
        call_id: 'call-1',
        post_prompt_data: { parsed: [], raw: 'All went well.' },
      });
      expect((await post(summary, prompt)).status).toBe(200);
      await until(() => output().includes('Call call-1: All went well.'));
      expect(
        (
          await post(
            new URL(lookUpOrder.pathname + summary.search, lookUpOrder),
            swaigFunction({ call_id: 'call-1' }),
          )
        ).status,
      ).toBe(403);
    },
  );
});
