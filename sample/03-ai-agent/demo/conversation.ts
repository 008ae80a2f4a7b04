import { json, sign } from '../../01-quickstart/demo/signing.js';
import { forbidden, type ExpectedAnswer, type Webhook } from '../../01-quickstart/demo/webhook.js';
import { type AgentUrls, jsonWithCredentials } from './agent-urls.js';

export const CALL_ID = '2e1e66e5-5d07-413d-9668-55542992eec0';
export const SUMMARY = 'The caller asked for order 4711, which arrives on Friday.';

const callRequest = json('/agent', {
  call: { call_id: CALL_ID, call_state: 'created', direction: 'inbound', from: '+15551234567' },
  vars: {},
});
const unauthorized: ExpectedAnswer = {
  status: 401,
  contentType: 'application/json',
  contains: '{"statusCode":401,"message":"Unauthorized"}',
};

export const inboundCall: Webhook = {
  name: 'call',
  scheme: 'swml',
  ...sign(callRequest),
  expected: jsonAnswer('"web_hook_url":"https://'),
};

/** What SignalWire sends to the URLs of the agent's document. */
export function genuine({ lookUpOrder, summary }: AgentUrls): Webhook[] {
  return [
    {
      name: 'function: order 4711',
      scheme: 'basic auth',
      ...jsonWithCredentials(lookUpOrder, functionCall('4711')),
      expected: jsonAnswer('{"response":"Order 4711 is on its way'),
    },
    {
      name: 'function: order 1',
      scheme: 'basic auth',
      ...jsonWithCredentials(lookUpOrder, functionCall('1')),
      expected: jsonAnswer('{"response":"Order 1 is unknown'),
    },
    {
      name: 'post prompt',
      scheme: 'basic auth',
      ...jsonWithCredentials(summary, postPrompt(SUMMARY)),
      expected: jsonAnswer('{"response":"ok"}'),
    },
  ];
}

export function forged({ lookUpOrder, summary }: AgentUrls): Webhook[] {
  return [
    ...forgedCalls(lookUpOrder),
    ...forgedFunctions('function', lookUpOrder, functionCall('4712')),
    ...forgedFunctions('post prompt', summary, postPrompt('The caller is owed a refund.')),
  ];
}

function forgedCalls(url: URL): Webhook[] {
  const { headers } = jsonWithCredentials(url, {});
  const calls = {
    'no signature': callRequest,
    'another key': sign(callRequest, { signingKey: 'PSK_someOtherProjectsKey0001' }),
    'credentials in place of a signature': { ...callRequest, headers },
  };
  return Object.entries(calls).map(([change, call]) => ({
    name: `forged call: ${change}`,
    scheme: 'swml',
    ...call,
    expected: forbidden,
  }));
}

function forgedFunctions(name: string, url: URL, payload: object): Webhook[] {
  const requests = {
    'no credentials': json(url.pathname, payload),
    'wrong password': jsonWithCredentials(withPassword(url, 'guessed'), payload),
    'a signature by another key': sign(json(url.pathname, payload), {
      signingKey: 'PSK_someOtherProjectsKey0001',
    }),
  };
  return Object.entries(requests).map(([change, request]) => ({
    name: `forged ${name}: ${change}`,
    scheme: 'basic auth',
    ...request,
    expected: unauthorized,
  }));
}

function withPassword(url: URL, password: string): URL {
  return Object.assign(new URL(url), { password });
}

function functionCall(orderNumber: string): object {
  const argument = { order_number: orderNumber };
  return {
    function: 'look_up_order',
    argument: { parsed: [argument], raw: JSON.stringify(argument) },
    call_id: CALL_ID,
    content_type: 'text/swaig',
    version: '2.0',
  };
}

function postPrompt(raw: string): object {
  return { action: 'post_conversation', call_id: CALL_ID, post_prompt_data: { parsed: [], raw } };
}

function jsonAnswer(contains: string): ExpectedAnswer {
  return { status: 200, contentType: 'application/json', contains };
}
