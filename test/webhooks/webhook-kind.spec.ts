import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as payloads from '../../lib/webhooks/index.js';
import { decodePayload, type WebhookPayloadData } from '../../lib/signature/internal.js';
import { signingVectors } from '../support/vectors.js';
import { samples } from './samples.js';

const { classifyWebhook, webhookKind } = payloads;

const everySample = Object.entries(samples).flatMap(([kind, each]) =>
  each.map((payload) => ({ kind, payload: payload as unknown as WebhookPayloadData })),
);
const fieldNames = [...new Set(everySample.flatMap(({ payload }) => Object.keys(payload)))];
const guards = Object.entries(payloads).filter(([name]) => name.startsWith('is')) as [
  string,
  (payload: WebhookPayloadData) => boolean,
][];

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
        for (const [, guard] of guards) guard(payload);
        return kind === webhookKind(payload);
      }),
    );
  });
});

describe('guards', () => {
  test('each accepts its own kind alone', () => {
    const accepted = guards.map(([, accepts]) => [
      ...new Set(everySample.filter(({ payload }) => accepts(payload)).map(({ kind }) => kind)),
    ]);
    expect(accepted.every((kinds) => kinds.length === 1)).toBe(true);
    expect(accepted.flat().sort()).toEqual(Object.keys(samples).sort());
  });
});

test('docs/payloads.md has each kind, its type and its guard', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/payloads.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `([\w.-]+)` +\| `(\w+)` +\|/gm)];
  expect([...new Set(rows.map(([, kind]) => kind))].sort()).toEqual(Object.keys(samples).sort());
  for (const [, , type = ''] of rows) expect(payloads).toHaveProperty(`is${type}`);
});
