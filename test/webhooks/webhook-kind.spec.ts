import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { classifyWebhook, isWebhook, type WebhookKind, webhookKind } from '../../lib/webhooks/index.js';
import { decodePayload, type WebhookPayloadData } from '../../lib/signature/internal.js';
import { signingVectors } from '../support/vectors.js';
import { samples } from './samples.js';

const everySample = Object.entries(samples).flatMap(([kind, each]) =>
  each.map((payload) => ({ kind, payload: payload as unknown as WebhookPayloadData })),
);
const fieldNames = [...new Set(everySample.flatMap(({ payload }) => Object.keys(payload)))];
const kinds = Object.keys(samples) as Exclude<WebhookKind, 'unknown'>[];

function decodeVector(id: string): WebhookPayloadData | undefined {
  const vector = signingVectors.find((each) => each.id === id);
  return vector && decodePayload(vector);
}

describe('webhookKind', () => {
  test.each(everySample)('$kind: $payload', ({ kind, payload }) => {
    expect(webhookKind(payload)).toBe(kind);
    expect(webhookKind(Object.assign(Object.create(null), payload))).toBe(kind);
    expect(classifyWebhook(payload)).toEqual({ kind, payload });
    expect(classifyWebhook(payload).payload).toBe(payload);
  });

  test.each([
    ['sw-relay-swml-inbound-call', 'swml.call'],
    ['sw-compat-status-callback-no-answer-https', 'voice.status'],
  ])('captured: %s is %s', (id, kind) => {
    expect(webhookKind(decodeVector(id))).toBe(kind);
  });

  test.each([
    [{}],
    [null],
    [undefined],
    ['CallSid'],
    [1],
    [[]],
    [[{ CallSid: 'x' }]],
    [{ CallSid: ['a', 'b'] }],
    [{ CallSid: null, MessageSid: {}, FaxSid: 1 }],
    [{ call: [] }],
    [{ call: null }],
    [{ message: 'Hello' }],
    [{ event_type: 'campaign_activated' }],
    [{ event_type: ['calling.call.state'] }],
    [{ id: '1', status: 'delivered' }],
    [{ From: '+1', To: '+2' }],
    [{ function: 'startup_hook' }],
    [{ function: 'startup_hook', argument: 'x', ai_session_id: 1 }],
  ])('unknown: %j', (payload) => {
    expect(classifyWebhook(payload)).toEqual({ kind: 'unknown', payload });
  });

  test('a field of the prototype is not part of the payload', () => {
    expect(webhookKind(Object.create({ CallSid: 'x' }))).toBe('unknown');
    expect(webhookKind(JSON.parse('{"__proto__":{"CallSid":"x"}}'))).toBe('unknown');
    expect(webhookKind({ event_type: 'constructor' })).toBe('unknown');
  });

  test('a repeated field decides nothing', () => {
    expect(webhookKind({ CallSid: 'x', DialCallStatus: ['completed', 'busy'] })).toBe('voice.inbound');
  });

  test('unknown fields change nothing', () => {
    for (const { kind, payload } of everySample) {
      expect(webhookKind({ ...payload, NewField: 'x', new_field: { nested: [] } })).toBe(kind);
    }
  });

  test('no JSON value makes it throw', () => {
    fc.assert(fc.property(fc.jsonValue(), (payload) => typeof webhookKind(payload) === 'string'));
  });

  test('no value in the known fields makes it throw', () => {
    const junk = fc.dictionary(fc.constantFrom(...fieldNames), fc.jsonValue());
    fc.assert(
      fc.property(junk, (payload) => {
        const { kind } = classifyWebhook(payload);
        const accepted = kinds.filter((each) => isWebhook(payload, each));
        return kind === webhookKind(payload) && (kind === 'unknown' || accepted.join() === kind);
      }),
    );
  });
});

describe('isWebhook', () => {
  test.each(everySample)('$kind: $payload is of its kind alone', ({ kind, payload }) => {
    expect(kinds.filter((each) => isWebhook(payload, each))).toEqual([kind]);
  });

  test.each<[unknown]>([[null], [undefined], ['CallSid'], [1], [[]], [Object.create({ CallSid: 'x' })]])(
    'the payload %p is of no kind, and does not throw',
    (payload) => {
      expect(kinds.filter((each) => isWebhook(payload as WebhookPayloadData, each))).toEqual([]);
    },
  );

  test.each<[kind: unknown, message: string]>([
    [
      'voice.inbund',
      "received is a string, and no webhook has that kind. Fix: isWebhook(payload, 'voice.inbound')",
    ],
    ['Voice.Gather', "Fix: isWebhook(payload, 'voice.gather')"],
    ['unknown', "Fix: webhookKind(payload) === 'unknown'"],
    ['constructor', "Fix: isWebhook(payload, 'voice.inbound')"],
    ['', 'received is blank,'],
    [undefined, 'received is undefined,'],
    [Object.create(null), 'received is an object,'],
  ])('the kind %p is a TypeError with its fix, for any payload', (kind, message) => {
    for (const payload of [{ CallSid: 'x' }, {}, null]) {
      const call = () => isWebhook(payload as WebhookPayloadData, kind as 'voice.inbound');
      expect(call).toThrow(TypeError);
      expect(call).toThrow(message);
    }
  });
});

test('docs/how-to/payloads.md has each kind and its type', () => {
  const root = join(import.meta.dirname, '../..');
  const page = readFileSync(join(root, 'docs/how-to/payloads.md'), 'utf8');
  const source = readFileSync(join(root, 'lib/webhooks/webhook-payloads.ts'), 'utf8');
  const typeOf = (kind: string) => new RegExp(`^  readonly '${kind}': (\\w+);$`, 'm').exec(source)?.[1];
  const rows = [...page.matchAll(/^\| `([\w.-]+)` +\| `(\w+)` +\|/gm)];
  expect([...new Set(rows.map(([, kind]) => kind))].sort()).toEqual(Object.keys(samples).sort());
  expect(rows.map(([, , type]) => type)).toEqual(rows.map(([, kind = '']) => typeOf(kind)));
});
