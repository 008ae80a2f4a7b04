import { expect, test } from '@jest/globals';
import { type WebhookRequest, signRequest } from 'nestjs-signalwire-webhook/signature';
import { createHmac } from 'node:crypto';

import { diagnoseWithin } from '../../lib/diagnosis/diagnose.js';
import { inLongForm } from '../support/long-form.js';
import { FORM, JSON_TYPE, SIGNING_KEY } from '../support/signing.js';
import { patient } from './limits.js';

/** A hundred of each kind in the gate. */
const FORGERIES = inLongForm(10_000, 1_200);
const limits = { ...patient, hmacs: 30 };

/** The same bytes in each run. */
function bytesOf(index: number, length: number): Buffer {
  return createHmac('sha256', 'forgeries').update(String(index)).digest().subarray(0, length);
}

function form(index: number): WebhookRequest {
  return {
    method: 'POST',
    url: `https://example.com/voice${index % 3 === 0 ? `?tenant=${index}` : ''}`,
    headers: FORM,
    body: `CallSid=CA${index}&From=%2B1555${index}&Digits=${index % 10}`,
  };
}

function json(index: number): WebhookRequest {
  return { ...form(index), headers: JSON_TYPE, body: JSON.stringify({ call: { call_id: index } }) };
}

function withSignature(
  request: WebhookRequest,
  signature: string,
  name = 'x-signalwire-signature',
): WebhookRequest {
  return { ...request, headers: { ...request.headers, [name]: signature } };
}

const kinds: Record<string, (index: number) => WebhookRequest> = {
  'random base64': (index) => withSignature(form(index), bytesOf(index, 20).toString('base64')),
  'random hexadecimal': (index) => withSignature(json(index), bytesOf(index, 20).toString('hex')),
  'random SHA-256': (index) =>
    withSignature(json(index), bytesOf(index, 32).toString('hex'), 'x-signalwire-sha256-signature'),
  'a key of their own': (index) => ({
    ...form(index),
    headers: { ...FORM, ...signRequest(form(index), `PSK_guessed_${index}`) },
  }),
  'a JSON of their own key': (index) => ({
    ...json(index),
    headers: { ...JSON_TYPE, ...signRequest(json(index), `PSK_guessed_${index}`) },
  }),
  "another request's signature": (index) => ({
    ...form(index),
    headers: { ...FORM, ...signRequest({ ...form(index), body: 'CallSid=CA0&From=0' }, SIGNING_KEY) },
  }),
  'changed digits': (index) => ({
    ...form(index),
    headers: { ...FORM, ...signRequest(form(index + 1), SIGNING_KEY) },
  }),
  'a GET for a POST': (index) => ({
    method: 'GET',
    url: `https://example.com/voice?CallSid=CA${index}`,
    headers: { 'x-signalwire-signature': bytesOf(index, 20).toString('base64') },
  }),
  'a WebSocket handshake': (index) => ({
    method: 'GET',
    url: `https://example.com/stream?tenant=${index}`,
    headers: { upgrade: 'websocket', 'x-twilio-signature': bytesOf(index, 20).toString('base64') },
  }),
  'a SharedKey': (index) => ({
    ...form(index),
    headers: {
      ...FORM,
      'x-twilio-signature': bytesOf(index, 32).toString('base64'),
      'x-twilio-webhooks-signature-settings': `key=SK${index},algorithm=HMAC_SHA256`,
    },
  }),
  'Audio parameters and raw plus signs': (index) => ({
    ...withSignature(form(index), bytesOf(index, 20).toString('base64')),
    body: `From=+1555${index}&Note=a+b&AudioLevel=${index}`,
  }),
  'proxy headers': (index) => ({
    ...withSignature(form(index), bytesOf(index, 20).toString('base64')),
    headers: {
      ...withSignature(form(index), bytesOf(index, 20).toString('base64')).headers,
      'x-forwarded-host': `h${index}.example`,
      'x-forwarded-prefix': '/x',
    },
  }),
};

test(`${FORGERIES} forgeries get no cause`, () => {
  const makers = Object.values(kinds);
  const explained: string[] = [];
  for (let index = 0; index < FORGERIES; index++) {
    const request = makers[index % makers.length]?.(index) ?? form(index);
    const { verdict, findings } = diagnoseWithin(limits, request, SIGNING_KEY);
    if (verdict !== 'unexplained' || findings.length > 0) explained.push(`${index}: ${verdict}`);
  }
  expect(explained).toEqual([]);
});

test.each(Object.entries(kinds))('%s: no cause with the whole budget either', (_name, make) => {
  for (let index = 0; index < 5; index++) {
    expect(diagnoseWithin(patient, make(index), SIGNING_KEY)).toMatchObject({
      verdict: 'unexplained',
      findings: [],
    });
  }
});
