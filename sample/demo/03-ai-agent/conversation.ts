import {
  postPrompt,
  type SignedTestRequest,
  swaigFunction,
  swmlCall,
  WebhookTestClient,
} from 'nestjs-signalwire-webhook/testing';

import { forbidden, jsonResponse, swmlDocument, unauthorized, type Webhook } from '../webhook.js';
import type { AgentUrls } from './agent-urls.js';

export const SIGNING_KEY = 'PSK_aiAgentSigningKey0001';
export const PUBLIC_URL = 'https://example.ngrok.io';
export const CALL_ID = '2e1e66e5-5d07-413d-9668-55542992eec0';
export const SUMMARY = 'The caller asked for order 4711, which arrives on Friday.';

const OTHER_KEY = 'PSK_someOtherProjectsKey0001';
const signalwire = new WebhookTestClient({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL });
const callRequest = signalwire.json('/agent', swmlCall({ call: { call_id: CALL_ID } }));

export const inboundCall: Webhook = {
  name: 'call',
  authentication: 'swml',
  request: callRequest,
  expected: swmlDocument,
};

/** What SignalWire sends to the URLs of the agent's document. */
export function genuine({ lookUpOrder, summary }: AgentUrls): Webhook[] {
  return [
    {
      name: 'function: order 4711',
      authentication: 'basic auth',
      request: unsignedJson(lookUpOrder, functionCall('4711')),
      expected: jsonResponse('{"response":"Order 4711 is on its way'),
    },
    {
      name: 'function: order 1',
      authentication: 'basic auth',
      request: unsignedJson(lookUpOrder, functionCall('1')),
      expected: jsonResponse('{"response":"Order 1 is unknown'),
    },
    {
      name: 'post prompt',
      authentication: 'basic auth',
      request: unsignedJson(summary, summaryOf(SUMMARY)),
      expected: jsonResponse('{"response":"ok"}'),
    },
  ];
}

export function forged({ lookUpOrder, summary }: AgentUrls): Webhook[] {
  return [
    ...forgedCalls(lookUpOrder),
    ...forgedCallbacks('function', lookUpOrder, functionCall('4712')),
    ...forgedCallbacks('post prompt', summary, summaryOf('The caller is owed a refund.')),
  ];
}

function forgedCalls(callbackUrl: URL): Webhook[] {
  const requests = {
    'no signature': callRequest.unsigned(),
    'another key': callRequest.withKey(OTHER_KEY),
    'credentials, no signature': unsignedJson(new URL('/agent', callbackUrl), swmlCall()),
  };
  return Object.entries(requests).map(([change, request]) => ({
    name: `forged call: ${change}`,
    authentication: 'swml',
    request,
    expected: forbidden,
  }));
}

function forgedCallbacks(name: string, url: URL, payload: object): Webhook[] {
  const withoutCredentials = signalwire.json(url.pathname, payload);
  const requests = {
    'no credentials': withoutCredentials.unsigned(),
    'wrong password': unsignedJson(withPassword(url, 'guessed'), payload),
    'signed by another key': withoutCredentials.withKey(OTHER_KEY),
  };
  return Object.entries(requests).map(([change, request]) => ({
    name: `forged ${name}: ${change}`,
    authentication: 'basic auth',
    request,
    expected: unauthorized,
  }));
}

/** The client sends the credentials of its public URL, as SignalWire does with those of a webhook's URL. */
function unsignedJson(url: URL, payload: object): SignedTestRequest {
  const publicUrl = url.href.slice(0, -url.pathname.length);
  return new WebhookTestClient({ signingKey: SIGNING_KEY, publicUrl }).json(url.pathname, payload).unsigned();
}

function withPassword(url: URL, password: string): URL {
  return Object.assign(new URL(url), { password });
}

function functionCall(orderNumber: string): object {
  const argument = { order_number: orderNumber };
  return swaigFunction({ argument: { parsed: [argument], raw: JSON.stringify(argument) }, call_id: CALL_ID });
}

function summaryOf(raw: string): object {
  return postPrompt({ call_id: CALL_ID, post_prompt_data: { parsed: [], raw } });
}
