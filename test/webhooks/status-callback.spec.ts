import { describe, expect, test } from '@jest/globals';

import { isStatusCallback } from '../../lib/webhooks/status-callback.js';
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
