import type {
  CallingEvent,
  CallingEventType,
  WebhookKind,
  WebhookPayloads,
} from '../../lib/webhooks/index.js';

type Samples = { readonly [Kind in Exclude<WebhookKind, 'unknown'>]: readonly WebhookPayloads[Kind][] };

type EventOf<Type, Event = CallingEvent> = Event extends { event_type: infer Types; params?: unknown }
  ? Type extends Types
    ? Event
    : never
  : never;

const PROJECT = 'b3877c40-da60-4998-90ad-b792e98472af';
const CALL = 'b3877c40-da60-4998-90ad-b792e98472ca';
const RECORDING_URL = `https://example.signalwire.com/api/laml/2010-04-01/Accounts/${PROJECT}/Recordings/1`;

const voice = {
  AccountSid: PROJECT,
  ApiVersion: '2010-04-01',
  CallSid: CALL,
  CallStatus: 'in-progress',
  Direction: 'inbound',
  From: '+15551234567',
  To: '+15559876543',
};
const message = {
  AccountSid: PROJECT,
  MessageSid: 'b3877c40-da60-4998-90ad-b792e98472aa',
  From: '+15551234567',
  To: '+15559876543',
  Body: 'Hello',
};
const fax = {
  AccountSid: PROJECT,
  ApiVersion: 'v1',
  FaxSid: 'b3877c40-da60-4998-90ad-b792e98472fa',
  From: '+15551234567',
  To: '+15559876543',
};
const envelope = {
  event_channel: 'swml:451ed9ff-e568-4222-8af9-4f9ab7428d09',
  timestamp: 1777565701.5623918,
  project_id: '4d0d6f16-5881-4fcc-92a4-02c51a91954d',
  space_id: '451ed9ff-e568-4222-8af9-4f9ab7428d09',
};
const eventCall = { call_id: CALL, node_id: `${PROJECT}@us-west`, control_id: 'control' };
const agent = {
  project_id: PROJECT,
  call_id: CALL,
  app_name: 'ai',
  ai_session_id: 'a0d4e6e5-5d07-413d-9668-55542992eec0',
  conversation_type: 'voice',
};

const callingEvents: { readonly [Type in CallingEventType]: EventOf<Type>['params'] } = {
  'calling.call.state': { ...eventCall, call_state: 'ended', end_reason: 'hangup', end_time: 1777565701562 },
  'calling.call.connect': { ...eventCall, connect_state: 'connected', peer: { call_id: CALL } },
  'calling.call.stream': { ...eventCall, state: 'streaming', url: 'wss://example.com/stream' },
  'calling.call.detect': { ...eventCall, detect: { type: 'machine', params: { event: 'HUMAN' } } },
  'calling.conference': { ...eventCall, status: 'conference-end', reason_ended: 'last-participant-left' },
  'calling.call.record': { ...eventCall, state: 'finished', record: { url: RECORDING_URL, duration: 12.5 } },
  'calling.call.play': { ...eventCall, state: 'finished' },
  'calling.call.collect': {
    ...eventCall,
    result: { type: 'digit', params: { digits: '0123' } },
    final: true,
  },
  'calling.call.tap': { ...eventCall, state: 'tapping', device: { type: 'rtp', params: { port: 4000 } } },
  'calling.call.refer': { ...eventCall, sip_refer_to: 'sip:user@example.com', state: 'completed' },
  'calling.call.fax': {
    ...eventCall,
    fax: { type: 'finished', params: { direction: 'receive', pages: 3, success: true, format: 'pdf' } },
  },
  'calling.call.queue': { ...eventCall, status: 'enqueue', name: 'support', position: 1, size: 2 },
  'calling.call.pay': { ...eventCall, for: 'payment-completed', payment_card_number: '************1111' },
  'calling.transcript.completed': { ...eventCall, id: PROJECT, text: 'Hello' },
  'calling.transcript.failed': { ...eventCall, id: PROJECT },
};

/** Payloads of each kind as SignalWire documents or sends them. */
export const samples: Samples = {
  'voice.inbound': [
    { ...voice, CallStatus: 'ringing' },
    { ...voice, To: 'sip:user@example.com', SipUser: 'user' },
    { CallSid: CALL },
  ],
  'voice.outbound': [
    { ...voice, Direction: 'outbound-api' },
    { ...voice, Direction: 'outbound-dial', ParentCallSid: CALL },
  ],
  'voice.status': [
    {
      ...voice,
      CallStatus: 'busy',
      CallbackSource: 'call-progress-events',
      Direction: 'outbound-api',
      HangupBy: 'sip:+17063958228@sip.example.com',
      HangupDirection: 'outbound',
      SipResultCode: '486',
      Timestamp: 'Thu, 09 Nov 2023 17:05:04 +0000',
    },
    { ...voice, CallStatus: 'ringing', CallbackSource: 'call-progress-events', SequenceNumber: '1' },
    { ...voice, CallbackSource: 'call-progress-events', RecordingUrl: RECORDING_URL, CallDuration: '94' },
    { ...voice, CallStatus: 'completed', CallDuration: '142', AudioInMos: '4.5' },
  ],
  'voice.recording': [
    {
      AccountSid: PROJECT,
      CallSid: CALL,
      RecordingSid: 'b3877c40-da60-4998-90ad-b792e98472ea',
      RecordingUrl: RECORDING_URL,
      RecordingStatus: 'completed',
      RecordingDuration: '94',
      RecordingChannels: '1',
      RecordingSource: 'RecordVerb',
    },
  ],
  'voice.transcription': [
    {
      TranscriptionSid: PROJECT,
      TranscriptionText: 'Hello',
      TranscriptionStatus: 'completed',
      RecordingUrl: RECORDING_URL,
    },
  ],
  'voice.gather': [
    { ...voice, Digits: '0123' },
    { ...voice, Digits: '' },
    { ...voice, SpeechResult: 'sales', Confidence: '0.92' },
    { ...voice, CallStatus: 'completed', Digits: '1' },
  ],
  'voice.record': [
    { ...voice, RecordingUrl: RECORDING_URL, RecordingDuration: '7', Digits: '#' },
    { ...voice, CallStatus: 'completed', RecordingUrl: RECORDING_URL, Digits: 'hangup' },
  ],
  'voice.dial': [
    { ...voice, DialCallSid: CALL, DialCallStatus: 'completed', DialCallDuration: '30' },
    { ...voice, CallStatus: 'completed', DialCallStatus: 'no-answer', RecordingUrl: RECORDING_URL },
    { ...voice, DialCallStatus: 'answered', DialSipResponseCode: '200', 'DialSipHeader_X-Name': 'value' },
    { ...voice, DialCallSID: CALL, DialCallStatus: 'completed', DialSipHangupDirection: 'inbound' },
  ],
  'voice.sip': [{ ...voice, Direction: 'outbound-dial', SipCallId: 'sip-call', 'SipHeader_X-Name': 'value' }],
  'voice.enqueue': [{ ...voice, QueueResult: 'bridged', QueueSid: 'queue', QueueTime: '12' }],
  'voice.queue-wait': [{ ...voice, QueuePosition: '1', QueueTime: '3', CurrentQueueSize: '2' }],
  'voice.queue': [{ ...voice, DequeingCallSid: CALL, QueueSid: 'queue', QueueTime: '12' }],
  'voice.refer': [{ ...voice, ReferCallStatus: 'in-progress', ReferSipResponseCode: '202' }],
  'voice.conference': [
    {
      AccountSid: PROJECT,
      CallSid: CALL,
      ConferenceSid: 'conference',
      FriendlyName: 'Support',
      Muted: 'false',
      StatusCallbackEvent: 'participant-join',
      Timestamp: 'Thu, 04 Apr 2024 18:32:15 +0000',
    },
    {
      AccountSid: PROJECT,
      ConferenceSid: 'conference',
      StatusCallbackEvent: 'conference-end',
      ReasonConferenceEnded: 'last-participant-left',
      CallSidEndingConference: CALL,
    },
  ],
  'voice.stream': [
    {
      AccountSid: PROJECT,
      CallSid: CALL,
      StreamSid: 'stream',
      StreamEvent: 'stream-started',
      StreamTrack: 'both_tracks',
      Timestamp: '2024-04-04T18:32:15Z',
      'Unique-ID': CALL,
    },
  ],
  'voice.pay': [{ ...voice, Result: 'success', PaymentMethod: 'credit-card', PaymentToken: 'token' }],
  'voice.pay-status': [{ ...voice, For: 'expiration-date', Attempt: '2', ErrorType: 'invalid-date' }],
  'voice.pay-connector': [{ transaction_id: 'transaction', method: 'credit-card', token_type: 'one-time' }],
  'voice.virtual-agent': [{ ...voice, VirtualAgentStatus: 'transfer', VirtualAgentProvider: 'provider' }],
  'voice.sms': [{ ...voice, SmsSid: 'sms', SmsStatus: 'sent' }],
  'message.inbound': [
    { ...message, NumMedia: '0' },
    {
      ...message,
      SmsSid: 'sms',
      NumMedia: '1',
      MediaUrl0: 'https://files.example.com/1.jpg',
      MediaContentType0: 'image/jpeg',
    },
  ],
  'message.status': [
    { ...message, MessageStatus: 'delivered', NumMedia: '0', NumSegments: '1' },
    { ...message, MessageStatus: 'failed', ErrorCode: '30003' },
    { ...message, SmsSid: message.MessageSid, SmsMessageSid: message.MessageSid, MessageStatus: 'read' },
  ],
  'fax.inbound': [fax],
  'fax.receive': [
    {
      ...fax,
      FaxStatus: 'received',
      RemoteStationId: '+15551234567',
      NumPages: '2',
      MediaUrl: 'https://files.example.com/1.pdf',
      Timestamp: '2022-01-13T21:54:46Z',
    },
  ],
  'fax.status': [
    { ...fax, FaxStatus: 'delivered', NumPages: '2', OriginalMediaUrl: 'https://example.com/fax.pdf' },
    { ...fax, FaxStatus: 'failed', ErrorMessage: 'No answer' },
  ],
  'swml.call': [
    {
      call: {
        call_id: 'b5d63b2e-f75b-4dc8-b6d4-269b635f96c0',
        node_id: 'fa3570ae-f8bd-42c2-83f4-9950d906c91b@us-west',
        segment_id: 'b5d63b2e-f75b-4dc8-b6d4-269b635f96c0',
        call_state: 'created',
        direction: 'inbound',
        type: 'phone',
        from: '+12135877632',
        to: '+12089806814',
        from_number: '+12135877632',
        to_number: '+12089806814',
        project_id: '4b7ae78a-d02e-4889-a63b-08b156d5916e',
        space_id: '62615f44-2a34-4235-b38b-76b5a1de6ef8',
      },
      vars: {},
    },
    {
      call: { type: 'sip', headers: [{ name: 'X-Name', value: 'value' }], sip_data: { sip_to_user: 'user' } },
      params: { department: 'sales' },
    },
  ],
  'swml.message': [
    {
      message: {
        message_id: PROJECT,
        type: 'mms',
        body: null,
        media: [{ url: 'https://example.com/1.jpg', content_type: 'image/jpeg', size: 48213 }],
        segments: 1,
        timestamp: '2024-01-15T10:30:00Z',
      },
      params: {},
    },
  ],
  'swml.message-status': [
    {
      id: PROJECT,
      project_id: PROJECT,
      status: 'delivered',
      number_of_segments: 1,
      timestamp: '2026-03-17T22:26:57Z',
      error_code: null,
      custom_variables: { case_number: '54321' },
    },
  ],
  '10dlc': [{ event_category: 'campaign', event_type: 'campaign_activated', state: 'active' }],
  'calling.event': Object.entries(callingEvents).map(
    ([event_type, params]) => ({ ...envelope, event_type, params }) as CallingEvent,
  ),
  'calling.unknown': [{ ...envelope, event_type: 'calling.call.hold', params: { state: 'held' } }],
  'calling.collect': [
    {
      control_id: 'control',
      call_id: CALL,
      node_id: PROJECT,
      result: { type: 'digit', params: { digits: '01' } },
    },
    { control_id: 'control', result: { type: 'no_input' } },
  ],
  'ai.swaig': [
    {
      ...agent,
      function: 'get_weather',
      argument: { parsed: [{ city: 'Sydney' }], raw: '{"city":"Sydney"}' },
      meta_data_token: 'token',
    },
    { ...agent, app_name: 'bedrock', action: 'fetch_conversation', function: 'get_weather', argument: {} },
    { ...agent, function: 'startup_hook' },
    { function: 'lookup_competitor', argument: {}, channel_data: { destination_number: '+15555550199' } },
  ],
  'ai.swaig-signature': [{ action: 'get_signature', functions: ['get_weather'], version: '2.0' }],
  'ai.post-prompt': [
    { ...agent, action: 'post_conversation', call_start_date: 1694541295773508, total_minutes: 3 },
    { ...agent, action: 'fetch_conversation', conversation_id: 'support-thread-4821' },
    { ...agent, conversation_type: 'chat', action: 'post_conversation' },
  ],
  'ai.sidecar': [
    {
      call_info: { call_id: CALL, content_disposition: 'post_data' },
      sidecar_event: { type: 'insight', ts: 1745870400123456, tick_id: 7 },
    },
  ],
  'ai.utterance': [
    {
      utterance: {
        role: 'remote-caller',
        content: 'Hello',
        timestamp: 1745870400123456,
        lang: 'en',
        tokens: 1,
      },
      confidence: 0.9,
      call_info: { call_id: CALL },
      channel_data: { SWMLVars: { userVariables: {} } },
    },
    { utterance: {}, call_info: { call_id: CALL } },
  ],
  'ai.debug': [
    { call_info: { call_id: CALL }, session_start: {} },
    {
      call_info: { call_id: CALL },
      gather_answer: { context: 'default', step: 'address', step_index: 2, key: 'street', attempt: 0 },
      conversation_add: { role: 'tool', content: '{}', tool_call_id: 'call-1' },
      webhook_fail: {
        error: 'webhook error',
        attempts: 3,
        protocol_error: true,
        curl_code: 28,
        http_code: 0,
      },
      output: null,
    },
  ],
};
