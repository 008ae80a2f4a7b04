import {
  callWithoutParameters,
  greetingByGet,
  inboundCall,
  inboundMessage,
  messageRecorded,
  swmlCall,
} from './signed.js';
import { form, json, sign } from './signing.js';
import { forbidden, type Webhook } from './webhook.js';

/** Each is one of the signed webhooks, which are let through, with one thing changed. */
export const forged: readonly Webhook[] = [
  forge(inboundMessage, 'changed body', {
    body: inboundMessage.body?.replace('Sunday', 'Monday') ?? '',
  }),
  forge(messageRecorded, 'changed body', {
    body: messageRecorded.body?.replace('example.signalwire.com', 'forger.example') ?? '',
  }),
  forge(swmlCall, 'changed body', { body: swmlCall.body?.replace('created', 'ended') ?? '' }),
  forge(greetingByGet, 'changed query', { target: greetingByGet.target.replace('555', '556') }),
  forge(inboundCall, 'another key', sign(inboundCall, { signingKey: 'PSK_someOtherProjectsKey0001' })),
  forge(
    inboundCall,
    'API token as the key',
    sign(inboundCall, { signingKey: 'PT0123456789abcdef0123456789abcdef0123456789abcdef' }),
  ),
  forge(inboundCall, 'no signature', { headers: withoutSignature(inboundCall.headers) }),
  forge(callWithoutParameters, 'GET signature, form added', withBody(form('/voice', { Digits: '1' }))),
  forge(callWithoutParameters, 'GET signature, JSON added', withBody(json('/voice', { Digits: '1' }))),
];

function forge(webhook: Webhook, name: string, change: Partial<Webhook>): Webhook {
  return { ...webhook, ...change, name: `forged ${webhook.name}: ${name}`, expected: forbidden };
}

function withoutSignature(headers: Webhook['headers']): Webhook['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.endsWith('-signature')));
}

/** The signature of a GET, and of a POST without body, covers the URL alone. */
function withBody({ headers, body }: Pick<Webhook, 'headers' | 'body'>): Partial<Webhook> {
  return { headers: { ...headers, ...callWithoutParameters.headers }, body: body ?? '' };
}
