import { describe, expect, test } from '@jest/globals';

import { asksForInstructions, isStatusCallback } from '../../lib/webhooks/status-callback.js';
import type { WebhookKind } from '../../lib/webhooks/index.js';
import { samples } from './samples.js';

const reports: readonly WebhookKind[] = [
  '10dlc',
  'ai.debug',
  'ai.sidecar',
  'ai.utterance',
  'calling.collect',
  'calling.event',
  'calling.unknown',
  'swml.message-status',
  'voice.conference',
  'voice.pay-status',
  'voice.recording',
  'voice.status',
  'voice.stream',
  'voice.transcription',
];

const instructions: readonly WebhookKind[] = [
  'fax.inbound',
  'message.inbound',
  'swml.call',
  'swml.message',
  'voice.dial',
  'voice.enqueue',
  'voice.gather',
  'voice.inbound',
  'voice.outbound',
  'voice.pay',
  'voice.queue',
  'voice.queue-wait',
  'voice.record',
  'voice.refer',
  'voice.sip',
  'voice.virtual-agent',
];

describe('asksForInstructions', () => {
  test.each(Object.entries(samples))('%s', (kind, payloads) => {
    const isInstruction = instructions.includes(kind as WebhookKind);
    const isCall = isInstruction && kind.startsWith('voice.');
    const goingOn = payloads.map((payload: object) =>
      isCall ? { ...payload, CallStatus: 'in-progress' } : payload,
    );
    expect(goingOn.map(asksForInstructions)).toEqual(goingOn.map(() => isInstruction));
  });

  test.each(['completed', 'busy', 'failed', 'no-answer', 'canceled', 'initiated', 'other', undefined])(
    'a call with the status %s asks for nothing',
    (CallStatus) => {
      expect(asksForInstructions({ CallSid: '1', CallStatus })).toBe(false);
      expect(asksForInstructions({ CallSid: '1', DialCallStatus: 'completed', CallStatus })).toBe(false);
    },
  );

  test.each([
    {},
    null,
    undefined,
    'CallStatus',
    { CallSid: ['1', '2'], CallStatus: 'ringing' },
    { Other: 'x' },
  ])('in doubt it asks for nothing: %j', (payload) => {
    expect(asksForInstructions(payload)).toBe(false);
  });
});

describe('isStatusCallback', () => {
  test.each(Object.entries(samples))('%s', (kind, payloads) => {
    const isReport = reports.includes(kind as WebhookKind);
    const goingOn = payloads.map((payload: object) =>
      'CallStatus' in payload && !isReport ? { ...payload, CallStatus: 'in-progress' } : payload,
    );
    expect(goingOn.map(isStatusCallback)).toEqual(goingOn.map(() => isReport));
  });

  test('a call that is over takes no instructions, whatever its webhook asks', () => {
    expect(isStatusCallback({ CallSid: '1', DialCallStatus: 'completed', CallStatus: 'completed' })).toBe(
      true,
    );
    expect(isStatusCallback({ CallSid: '1', DialCallStatus: 'completed', CallStatus: 'in-progress' })).toBe(
      false,
    );
    expect(isStatusCallback({ CallStatus: 'no-answer' })).toBe(true);
  });

  test.each([{}, null, undefined, 'CallStatus', { CallStatus: ['completed', 'ringing'] }, { Other: 'x' }])(
    'in doubt it asks: %j',
    (payload) => {
      expect(isStatusCallback(payload)).toBe(false);
    },
  );
});
