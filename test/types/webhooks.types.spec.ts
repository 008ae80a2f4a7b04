import { expect, test } from '@jest/globals';

import {
  type AiDebugCallback,
  type AiDebugEventName,
  type AiDebugFlowLocation,
  type CallDirection,
  type CallingEvent,
  type CallingEventType,
  type CallStatus,
  type CallStatusCallback,
  type ClassifiedWebhook,
  type CollectResult,
  type CollectStatusCallback,
  type CallCollectEvent,
  type ConferenceStatusCallback,
  classifyWebhook,
  type DialAction,
  type GatherAction,
  type InboundCall,
  type InboundMessage,
  isWebhook,
  type LiveUtteranceCallback,
  type MessageStatus,
  type MessageStatusCallback,
  type OpenEnum,
  readInteger,
  type SipRequest,
  type StreamStatusCallback,
  type SwaigAction,
  type SwaigArgument,
  type SwaigFunctionRequest,
  type SwaigFunctionResponse,
  type SwmlCall,
  type SwmlCallRequest,
  type VoiceWebhook,
  type WebhookKind,
  webhookKind,
  type WebhookPayloads,
} from '../../lib/webhooks/index.js';
import type { WebhookPayloadData } from '../../lib/signature/internal.js';

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- T is what tells the two apart
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type IsRequired<T> = T extends Required<T> ? true : false;
type RequiredFields<T> = {
  [Field in keyof T]-?: IsRequired<Pick<T, Field>> extends true ? Field : never;
}[keyof T];

/** Anything but `never` is an error where it is called. */
function unreachable(value: never): never {
  throw new Error(String(value));
}

const gathered: WebhookPayloadData = { CallSid: 'call', Digits: '1', Other: 'field' };

test('enumerations are open and keep their known values for completion', () => {
  const status: CallStatus = 'in-progress';
  const future: CallStatus = 'something-new';
  const computed: CallDirection = ['out', 'bound'].join('');
  // @ts-expect-error an enumeration holds strings
  const number: CallStatus = 1;
  const checks: [
    Equal<Extract<CallStatus, 'completed'>, 'completed'>,
    Equal<Extract<MessageStatus, 'delivered' | 'nonsense'>, 'delivered'>,
    Equal<Equal<OpenEnum<'a'>, string>, false>,
    Equal<OpenEnum<'a'> extends string ? true : false, true>,
  ] = [true, true, true, true];
  expect([...checks, status, future, computed, number]).not.toContain(false);
});

test('fields are optional but for those that tell payloads apart', () => {
  const checks: [
    Equal<RequiredFields<InboundCall>, never>,
    Equal<RequiredFields<CallStatusCallback>, never>,
    Equal<RequiredFields<SwmlCall>, never>,
    Equal<RequiredFields<SwmlCallRequest>, 'call'>,
    Equal<RequiredFields<CallingEvent>, 'event_type'>,
    Equal<CallStatusCallback['CallDuration'], string | undefined>,
  ] = [true, true, true, true, true, true];
  // @ts-expect-error the call is what makes it a call request
  const withoutCall: SwmlCallRequest = { vars: {} };
  expect([...checks, withoutCall]).not.toContain(false);
});

test('a misspelt field is an error, an unknown one is reached through WebhookPayloadData', () => {
  const call: InboundCall & WebhookPayloadData = { From: '+1', NewField: 'new' };
  const plain: InboundCall = { From: '+1' };
  // @ts-expect-error no such field
  const misspelt: unknown = plain.Form;
  const checks: [
    Equal<(typeof call)['From'], string | undefined>,
    Equal<(typeof call)['NewField'], unknown>,
  ] = [true, true];
  expect([...checks, call['NewField'], misspelt]).toEqual([true, true, 'new', undefined]);
});

test('fields with a number or a name in them', () => {
  const message: InboundMessage = { MediaUrl0: 'https://example.com', MediaContentType0: 'image/png' };
  const dial: DialAction = {
    'DialSipHeader_X-Name': 'value',
    DialCallSID: 'c1',
    DialSipHangupDirection: 'inbound',
  };
  const sip: SipRequest = { 'SipHeader_X-Name': 'value' };
  const stream: StreamStatusCallback = { 'Unique-ID': 'call' };
  // @ts-expect-error MediaUrl takes a number
  const wrong: InboundMessage = { MediaUrlFirst: 'https://example.com' };
  expect([message, dial, sip, stream, wrong]).toHaveLength(5);
});

test('what a SWAIG function returns', () => {
  const spoken: SwaigFunctionResponse = { response: 'On Friday.' };
  const acted: SwaigFunctionResponse = {
    response: 'Hold on.',
    action: [
      { set_global_data: { order: '4711' } },
      { toggle_functions: [{ function: 'pay', active: true }] },
    ],
  };
  const single: SwaigFunctionResponse = { response: 'Goodbye.', action: { hangup: true } };
  const newer: SwaigAction & Record<string, unknown> = { dance: true };
  // @ts-expect-error the response is what the agent reads
  const silent: SwaigFunctionResponse = { action: { hangup: true } };
  // @ts-expect-error no such action
  const misspelt: SwaigAction = { hang_up: true };
  const checks: [Equal<SwaigFunctionRequest['argument'], SwaigArgument | undefined>] = [true];
  expect([spoken, acted, single, newer, silent, misspelt, ...checks]).toHaveLength(7);
});

test('families extend their base', () => {
  const checks: [
    Equal<GatherAction extends VoiceWebhook ? true : false, true>,
    Equal<CallStatusCallback extends VoiceWebhook ? true : false, true>,
  ] = [true, true];
  expect(checks).toEqual([true, true]);
});

test('kind narrows the payload', () => {
  const webhook = classifyWebhook(gathered);
  // @ts-expect-error the kind is not known yet
  const early: unknown = webhook.payload.Digits;
  if (webhook.kind !== 'voice.gather') throw new Error(webhook.kind);
  const { payload } = webhook;
  const checks: [Equal<typeof payload, GatherAction>] = [true];
  // @ts-expect-error a field of another kind
  const other: unknown = payload.MessageSid;
  expect([...checks, payload.Digits, early, other]).toEqual([true, '1', '1', undefined]);
});

test('several kinds narrow to the union of their payloads', () => {
  const webhook = classifyWebhook(gathered);
  if (webhook.kind !== 'voice.gather' && webhook.kind !== 'voice.record') throw new Error(webhook.kind);
  const checks: [Equal<typeof webhook, ClassifiedWebhook<'voice.gather' | 'voice.record'>>] = [true];
  expect([...checks, webhook.payload.Digits]).toEqual([true, '1']);
});

test('a switch over some kinds is exhaustive', () => {
  function describeCall(
    webhook: ClassifiedWebhook<'voice.inbound' | 'voice.gather' | 'voice.status'>,
  ): string {
    switch (webhook.kind) {
      case 'voice.inbound':
        return webhook.payload.From ?? 'unknown';
      case 'voice.gather':
        return webhook.payload.Digits ?? 'nothing';
      case 'voice.status':
        return webhook.payload.CallDuration ?? 'no time';
      default:
        return unreachable(webhook);
    }
  }
  function forgetGather(webhook: ClassifiedWebhook<'voice.inbound' | 'voice.gather'>): string {
    switch (webhook.kind) {
      case 'voice.inbound':
        return webhook.payload.From ?? 'unknown';
      default:
        // @ts-expect-error voice.gather is left
        return unreachable(webhook);
    }
  }
  const gather: ClassifiedWebhook<'voice.gather'> = { kind: 'voice.gather', payload: { Digits: '1' } };
  expect(describeCall(gather)).toBe('1');
  expect(() => forgetGather(gather)).toThrow();
});

test('event_type narrows the params, and a switch over it is exhaustive', () => {
  function describeEvent(event: CallingEvent): string | undefined {
    switch (event.event_type) {
      case 'calling.call.state':
        return event.params?.call_state;
      case 'calling.call.connect':
        return event.params?.connect_state;
      case 'calling.call.detect':
        return event.params?.detect?.params?.event;
      case 'calling.call.collect':
        return event.params?.result?.params?.digits;
      case 'calling.call.fax':
        return event.params?.fax?.params?.document;
      case 'calling.call.record':
        return event.params?.record?.url ?? event.params?.url;
      case 'calling.call.stream':
      case 'calling.call.tap':
      case 'calling.call.play':
      case 'calling.call.refer':
        return event.params?.state;
      case 'calling.conference':
      case 'calling.call.queue':
        return event.params?.status;
      case 'calling.call.pay':
        return event.params?.for;
      case 'calling.transcript.completed':
      case 'calling.transcript.failed':
        return event.params?.text;
      default:
        return unreachable(event);
    }
  }
  const checks: [Equal<CallingEventType, CallingEvent['event_type']>] = [true];
  expect(checks).toEqual([true]);
  expect(describeEvent({ event_type: 'calling.call.state', params: { call_state: 'ended' } })).toBe('ended');
  // @ts-expect-error not a documented type
  expect(() => describeEvent({ event_type: 'calling.call.hold' })).toThrow();
});

test('isWebhook narrows a payload and leaves its other fields', () => {
  expect(isWebhook(gathered, 'voice.inbound')).toBe(false);
  if (!isWebhook(gathered, 'voice.gather')) throw new Error('no gather');
  const checks: [
    Equal<(typeof gathered)['Digits'], string | undefined>,
    Equal<(typeof gathered)['Other'], unknown>,
  ] = [true, true];
  expect([...checks, readInteger(gathered.Digits), gathered['Other']]).toEqual([true, true, 1, 'field']);
});

test('isWebhook proves the fields that tell payloads apart', () => {
  const call: WebhookPayloadData = { call: { from: '+1' } };
  const event: WebhookPayloadData = { event_type: 'calling.call.play', params: { state: 'playing' } };
  expect(isWebhook(call, 'swml.call') && call.call.from).toBe('+1');
  expect(
    isWebhook(event, 'calling.event') && event.event_type === 'calling.call.play' && event.params?.state,
  ).toBe('playing');
});

test('isWebhook takes no payload whose type already says more', () => {
  const typed: InboundCall | GatherAction = { CallSid: 'call', Digits: '1' };
  // @ts-expect-error GatherAction has all the fields of InboundCall
  expect(isWebhook(typed, 'voice.inbound')).toBe(false);
});

test('isWebhook narrows to the union of several kinds', () => {
  const kind = 'voice.gather' as 'voice.gather' | 'voice.status';
  if (!isWebhook(gathered, kind)) throw new Error('no gather');
  const checks: [
    Equal<typeof gathered, WebhookPayloadData & (GatherAction | CallStatusCallback)>,
    Equal<(typeof gathered)['CallSid'], string | undefined>,
  ] = [true, true];
  expect([...checks, gathered.CallSid]).toEqual([true, true, 'call']);
});

test('isWebhook takes only a kind that has a type', () => {
  // @ts-expect-error no such kind
  expect(() => isWebhook(gathered, 'voice.inbund')).toThrow(TypeError);
  // @ts-expect-error where it is false, nothing would be left of the payload
  expect(() => isWebhook(gathered, 'unknown')).toThrow(TypeError);
});

test('the events of an AI debug webhook are typed, optional, and null where SignalWire sends it', () => {
  const debug: AiDebugCallback = {
    call_info: {},
    webhook_fail: { attempts: 3, http_code: 0, curl_code: 28 },
    gather_reject: { context: 'default', step_index: 1, reason: 'missing_answer' },
    attention_timeout: null,
  };
  // @ts-expect-error attempts is a number
  const wrong: AiDebugCallback = { call_info: {}, webhook_fail: { attempts: 'three' } };
  const checks: [
    Equal<RequiredFields<AiDebugCallback>, 'call_info'>,
    Equal<RequiredFields<NonNullable<AiDebugCallback['webhook_fail']>>, never>,
    Equal<RequiredFields<NonNullable<AiDebugCallback['conversation_add']>>, never>,
    Equal<NonNullable<AiDebugCallback['gather_start']> extends AiDebugFlowLocation ? true : false, true>,
    Equal<AiDebugFlowLocation['step_index'], number | undefined>,
    Equal<Extract<AiDebugEventName, 'webhook_fail' | 'call_info' | 'nonsense'>, 'webhook_fail'>,
  ] = [true, true, true, true, true, true];
  expect([...checks, debug.gather_reject?.reason, wrong]).not.toContain(false);
});

test('input that is collected has one type, in its envelope and without', () => {
  const payload: WebhookPayloadData = {
    control_id: 'control',
    result: { type: 'digit', params: { digits: '01' } },
  };
  const checks: [
    Equal<RequiredFields<CollectStatusCallback>, 'result'>,
    Equal<NonNullable<CallCollectEvent['params']>['result'], CollectResult | undefined>,
  ] = [true, true];
  expect([...checks, isWebhook(payload, 'calling.collect') && payload.result.params?.digits]).toEqual([
    true,
    true,
    '01',
  ]);
});

test('what SignalWire does not document is open', () => {
  const payload: WebhookPayloadData = { utterance: { content: 'Hello', speaker: 'A' } };
  if (!isWebhook(payload, 'ai.utterance')) throw new Error('no utterance');
  const checks: [
    Equal<(typeof payload.utterance)['content'], string | undefined>,
    Equal<(typeof payload.utterance)['speaker'], unknown>,
    Equal<LiveUtteranceCallback['anything'], unknown>,
    Equal<ConferenceStatusCallback['ReasonConferenceEnded'], string | undefined>,
    Equal<MessageStatusCallback['SmsMessageSid'], string | undefined>,
  ] = [true, true, true, true, true];
  expect([...checks, payload.utterance['speaker']]).not.toContain(false);
});

test('each kind has a payload', () => {
  const checks: [
    Equal<WebhookKind, keyof WebhookPayloads>,
    Equal<WebhookKind, ReturnType<typeof webhookKind>>,
    Equal<ClassifiedWebhook['kind'], WebhookKind>,
    Equal<WebhookPayloads['unknown'], unknown>,
  ] = [true, true, true, true];
  expect([...checks, webhookKind(gathered)]).toEqual([true, true, true, true, 'voice.gather']);
});
