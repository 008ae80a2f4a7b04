/** A kind of webhook. Its name is the one of `webhookKind` and of `signalwire-webhook send --as`. */
export interface WebhookKind {
  /** Type of the payload. */
  readonly payload: string;
  readonly parameter: string;
  /** Expression for the ID of the call, message or fax. */
  readonly id: string;
  /** Expression that the handler returns. Missing for a status callback. */
  readonly response?: string;
  readonly fixture: string;
  /** Argument of the fixture, such as the type of a calling event. */
  readonly fixtureArgument?: string;
  readonly encoding: 'form' | 'json';
  /** Fields that a URL token is bound to. Missing for a webhook that SignalWire signs. */
  readonly bind?: readonly string[];
}

const CXML = "'<Response><Say>Hello from NestJS</Say></Response>'";
const MESSAGE_CXML = "'<Response><Message>Hello from NestJS</Message></Response>'";
const FAX_CXML = "'<Response><Receive/></Response>'";
const EMPTY_CXML = "'<Response/>'";
const SWAIG = "{ response: 'Hello from NestJS' }";
const REPLY_SWML = `{
      version: '1.0.0',
      sections: { main: [{ reply: { body: 'Hello from NestJS' } }] },
    }`;
const SWML = `{
      version: '1.0.0',
      sections: { main: [{ play: { url: 'say:Hello from NestJS' } }] },
    }`;

export const WEBHOOK_KINDS: Readonly<Record<string, WebhookKind>> = {
  'voice.inbound': formKind('InboundCall', 'call', 'CallSid', 'inboundCall', CXML),
  'voice.outbound': formKind('OutboundCall', 'call', 'CallSid', 'outboundCall', CXML),
  'voice.status': formKind('CallStatusCallback', 'status', 'CallSid', 'callStatus'),
  'voice.gather': formKind('GatherAction', 'gather', 'CallSid', 'gatherAction', CXML),
  'voice.record': formKind('RecordAction', 'record', 'CallSid', 'recordAction', CXML),
  'voice.recording': formKind('RecordingStatusCallback', 'status', 'RecordingSid', 'recordingStatus'),
  'voice.transcription': formKind(
    'TranscriptionCallback',
    'status',
    'TranscriptionSid',
    'transcriptionStatus',
  ),
  'voice.dial': formKind('DialAction', 'dial', 'CallSid', 'dialAction', CXML),
  'voice.sip': formKind('SipRequest', 'call', 'CallSid', 'sipRequest', CXML),
  'voice.enqueue': formKind('EnqueueAction', 'queue', 'CallSid', 'enqueueAction', CXML),
  'voice.queue-wait': formKind('QueueWaitRequest', 'queue', 'CallSid', 'queueWait', CXML),
  'voice.queue': formKind('QueueRequest', 'queue', 'CallSid', 'queueRequest', CXML),
  'voice.refer': formKind('ReferAction', 'refer', 'CallSid', 'referAction', CXML),
  'voice.conference': formKind('ConferenceStatusCallback', 'status', 'ConferenceSid', 'conferenceEvent'),
  'voice.stream': formKind('StreamStatusCallback', 'status', 'StreamSid', 'streamEvent'),
  'voice.pay': formKind('PayAction', 'pay', 'CallSid', 'payAction', CXML),
  'voice.pay-status': formKind('PayStatusCallback', 'status', 'CallSid', 'payStatus'),
  'voice.pay-connector': jsonKind(
    'PayConnectorRequest',
    'charge',
    'transaction_id',
    'payConnectorRequest',
    '{}',
  ),
  'voice.virtual-agent': formKind('VirtualAgentAction', 'agent', 'CallSid', 'virtualAgentAction', CXML),
  'voice.sms': formKind('SmsCallback', 'sms', 'SmsSid', 'smsCallback', EMPTY_CXML),
  'message.inbound': formKind('InboundMessage', 'message', 'MessageSid', 'inboundMessage', MESSAGE_CXML),
  'message.status': formKind('MessageStatusCallback', 'status', 'MessageSid', 'messageStatus'),
  'fax.inbound': formKind('InboundFax', 'fax', 'FaxSid', 'inboundFax', FAX_CXML),
  'fax.receive': formKind('ReceiveFaxAction', 'fax', 'FaxSid', 'receiveFaxAction', EMPTY_CXML),
  'fax.status': formKind('FaxStatusCallback', 'status', 'FaxSid', 'faxStatus'),
  'swml.call': jsonKind('SwmlCallRequest', 'request', 'call.call_id', 'swmlCall', SWML),
  'swml.message': jsonKind('SwmlMessageRequest', 'request', 'message.message_id', 'swmlMessage', REPLY_SWML),
  'swml.message-status': jsonKind('SwmlMessageStatusCallback', 'status', 'id', 'swmlMessageStatus'),
  '10dlc': jsonKind('TenDlcStatusCallback', 'status', 'event_type', 'tenDlcStatus'),
  'calling.event': {
    ...jsonKind('CallingEvent', 'event', 'event_type', 'callingEvent'),
    fixtureArgument: "'calling.call.state'",
  },
  'calling.collect': jsonKind('CollectStatusCallback', 'status', 'control_id', 'collectStatus'),
  'ai.swaig': {
    ...jsonKind('SwaigFunctionRequest', 'request', 'function', 'swaigFunction', SWAIG),
    bind: ['call_id', 'function'],
  },
  'ai.swaig-signature': jsonKind('SwaigSignatureRequest', 'request', 'action', 'swaigSignatureRequest', '{}'),
  'ai.post-prompt': {
    ...jsonKind('PostPromptCallback', 'summary', 'call_id', 'postPrompt'),
    bind: ['call_id'],
  },
  'ai.sidecar': jsonKind('AiSidecarCallback', 'event', 'sidecar_event.type', 'sidecarEvent'),
  'ai.utterance': jsonKind('LiveUtteranceCallback', 'event', 'utterance.role', 'liveUtterance'),
  'ai.debug': jsonKind('AiDebugCallback', 'event', 'call_info.call_id', 'aiDebugEvent'),
};

/** Names of the payload, its parameter, the field of the ID and the fixture. The response is missing for a status callback. */
type KindParts = [payload: string, parameter: string, idField: string, fixture: string, response?: string];

function formKind(...parts: KindParts): WebhookKind {
  return toKind('form', parts);
}

function jsonKind(...parts: KindParts): WebhookKind {
  return toKind('json', parts);
}

function toKind(
  encoding: WebhookKind['encoding'],
  [payload, parameter, idField, fixture, response]: KindParts,
): WebhookKind {
  const id = `${parameter}.${idField}`;
  return { payload, parameter, id, fixture, encoding, ...(response !== undefined && { response }) };
}

const KIND_OF_NAME: Readonly<Record<string, string>> = {
  message: 'message.inbound',
  messages: 'message.inbound',
  sms: 'message.inbound',
  fax: 'fax.inbound',
  faxes: 'fax.inbound',
  swml: 'swml.call',
  status: 'voice.status',
  call: 'voice.inbound',
  calls: 'voice.inbound',
  swaig: 'ai.swaig',
};

/**
 * Returns the kind of webhook for `--type`, otherwise for the name of the controller (default: `voice.inbound`).
 *
 * @throws Error if `--type` is not the name of a kind
 */
export function webhookKindOf(name: string, type: string | undefined): WebhookKind {
  const kind =
    type ?? (Object.hasOwn(KIND_OF_NAME, name) ? KIND_OF_NAME[name] : undefined) ?? 'voice.inbound';
  const found = Object.hasOwn(WEBHOOK_KINDS, kind) ? WEBHOOK_KINDS[kind] : undefined;
  if (found) return found;
  const names = Object.keys(WEBHOOK_KINDS);
  throw new Error(
    `--type "${kind}" is not a kind of webhook. The kinds are ${names.join(', ')}. Fix: --type ${nearestKind(kind, names)}`,
  );
}

/** Returns the kind that a name stands for, otherwise the first kind with the longest common beginning. */
function nearestKind(given: string, names: readonly string[]): string {
  const meant = Object.hasOwn(KIND_OF_NAME, given) ? KIND_OF_NAME[given] : undefined;
  if (meant !== undefined) return meant;
  const lengths = names.map((name) => [name, commonLength(given, name)] as const);
  const [nearest] = lengths.sort(([, a], [, b]) => b - a);
  return nearest?.[0] ?? 'voice.inbound';
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
