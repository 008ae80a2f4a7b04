import { randomUUID } from 'node:crypto';
import { callStatus, type SignedTestRequest, WebhookTestClient } from 'nestjs-signalwire-webhook/testing';

import { forbidden, noContent, type Webhook } from '../webhook.js';

export const SIGNING_KEY = 'PSK_statusCallbacksKey0001';
export const PUBLIC_URL = 'https://example.ngrok.io';
/** How often the worker tries. */
export const ATTEMPTS = 3;

const signalwire = new WebhookTestClient({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL });

/** The calls of the demo, and how often the CRM fails for each. */
export interface Calls {
  readonly usual: string;
  readonly failingOnce: string;
  readonly failingAlways: string;
}

export function newCalls(): Calls {
  return { usual: randomUUID(), failingOnce: randomUUID(), failingAlways: randomUUID() };
}

/** In the order in which they arrive: the last state of a call overtakes another, and some come twice. */
export function callbacksOf({ usual, failingOnce, failingAlways }: Calls): Webhook[] {
  const completed = callback(usual, 'completed', '3');
  return [
    { name: 'initiated', request: callback(usual, 'initiated', '0') },
    { name: 'ringing', request: callback(usual, 'ringing', '1') },
    { name: 'completed', request: completed },
    { name: 'in progress, overtaken', request: callback(usual, 'in-progress', '2') },
    { name: 'completed, tried again', request: completed },
    { name: 'completed, by the other header', request: byAlias(completed) },
    { name: 'completed, the CRM fails once', request: callback(failingOnce, 'completed', '3') },
    { name: 'completed, the CRM fails always', request: callback(failingAlways, 'completed', '3') },
    { name: 'forged: another key', request: completed.withKey('PSK_someOtherKey0001'), expected: forbidden },
    { name: 'forged: a byte changed', request: completed.tampered(), expected: forbidden },
  ].map((webhook) => ({ authentication: 'cxml', expected: noContent, ...webhook }));
}

function callback(
  CallSid: string,
  CallStatus: 'initiated' | 'ringing' | 'in-progress' | 'completed',
  SequenceNumber: string,
): SignedTestRequest {
  return signalwire.form('/status', callStatus({ CallSid, CallStatus, SequenceNumber }));
}

function byAlias(request: SignedTestRequest): SignedTestRequest {
  const signature = request.headers['x-signalwire-signature'] ?? '';
  return request.unsigned().withHeader('x-twilio-signature', signature);
}
