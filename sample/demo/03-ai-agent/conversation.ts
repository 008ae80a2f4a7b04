import {
  postPrompt,
  type SignedTestRequest,
  swaigFunction,
  swmlCall,
  WebhookTestClient,
} from 'nestjs-signalwire-webhook/testing';

import { forbidden, jsonResponse, swmlDocument, type Webhook } from '../webhook.js';
import type { AgentUrls } from './agent-urls.js';

export const SIGNING_KEY = 'PSK_aiAgentSigningKey0001';
export const PUBLIC_URL = 'https://example.ngrok.io';
export const CALL_ID = '2e1e66e5-5d07-413d-9668-55542992eec0';
export const SUMMARY = 'The caller asked for order 4711, which arrives on Friday.';

const OTHER_CALL_ID = '7f0f5a0e-93d1-4a53-9d27-6f8f2d1f3c11';
const OTHER_KEY = 'PSK_someOtherProjectsKey0001';
const callRequest = clientOf().json('/agent', swmlCall({ call: { call_id: CALL_ID } }));

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
      authentication: 'URL token',
      request: unsignedJson(lookUpOrder, functionCall('4711')),
      expected: jsonResponse('{"response":"Order 4711 is on its way'),
    },
    {
      name: 'function: order 1',
      authentication: 'URL token',
      request: unsignedJson(lookUpOrder, functionCall('1')),
      expected: jsonResponse('{"response":"Order 1 is unknown'),
    },
    {
      name: 'post prompt',
      authentication: 'URL token',
      request: unsignedJson(summary, summaryOf(SUMMARY)),
      expected: jsonResponse('{"response":"ok"}'),
    },
  ];
}

/** @param urlTokenSecret the secret of the application, for a token that has expired */
export function forged({ lookUpOrder, summary }: AgentUrls, urlTokenSecret: string): Webhook[] {
  return [
    ...forgedCalls(),
    ...forgedFunctions(lookUpOrder, summary, urlTokenSecret),
    ...forgedSummaries(summary),
  ];
}

function forgedCalls(): Webhook[] {
  return toForgeries('forged call', 'swml', {
    'no signature': callRequest.unsigned(),
    'another key': callRequest.withKey(OTHER_KEY),
  });
}

function forgedFunctions(url: URL, summary: URL, urlTokenSecret: string): Webhook[] {
  const call = functionCall('4712');
  const bind = { call_id: CALL_ID, function: 'look_up_order' };
  const expired = clientOf(urlTokenSecret).pathWithToken(url.pathname, { bind, expiresIn: -1_000 });
  return toForgeries('forged function', 'URL token', {
    'no token': unsignedJson(new URL(url.pathname, url), call),
    'another call': unsignedJson(url, { ...call, call_id: OTHER_CALL_ID }),
    'another function': unsignedJson(url, { ...call, function: 'cancel_order' }),
    'the token of another route': unsignedJson(new URL(url.pathname + summary.search, url), call),
    'another query': unsignedJson(new URL(url.href.replace('?', '?admin=1&')), call),
    'an expired token': unsignedJson(new URL(expired, url), call),
  });
}

function forgedSummaries(url: URL): Webhook[] {
  const summary = summaryOf('The caller is owed a refund.');
  return toForgeries('forged post prompt', 'URL token', {
    'no token': unsignedJson(new URL(url.pathname, url), summary),
    'another call': unsignedJson(url, { ...summary, call_id: OTHER_CALL_ID }),
  });
}

function toForgeries(
  name: string,
  authentication: Webhook['authentication'],
  requests: Readonly<Record<string, SignedTestRequest>>,
): Webhook[] {
  return Object.entries(requests).map(([change, request]) => ({
    name: `${name}: ${change}`,
    authentication,
    request,
    expected: forbidden,
  }));
}

function clientOf(urlTokenSecret?: string): WebhookTestClient {
  return new WebhookTestClient({
    signingKey: SIGNING_KEY,
    publicUrl: PUBLIC_URL,
    ...(urlTokenSecret !== undefined && { urlTokenSecret }),
  });
}

function unsignedJson({ pathname, search }: URL, payload: object): SignedTestRequest {
  return clientOf()
    .json(pathname + search, payload)
    .unsigned();
}

function functionCall(orderNumber: string) {
  const argument = { order_number: orderNumber };
  return swaigFunction({ argument: { parsed: [argument], raw: JSON.stringify(argument) }, call_id: CALL_ID });
}

function summaryOf(raw: string) {
  return postPrompt({ call_id: CALL_ID, post_prompt_data: { parsed: [], raw } });
}
