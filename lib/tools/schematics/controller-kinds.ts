/** A kind of webhook. Its name is the same as in `signalwire-webhook send --as`. */
export interface WebhookKind {
  /** Type of the payload. */
  readonly payload: string;
  readonly parameter: string;
  /** Expression for the ID of the call, message or fax. */
  readonly id: string;
  /** Expression that the handler returns. Missing for a status callback. */
  readonly response?: string;
  readonly fixture: string;
  readonly encoding: 'form' | 'json';
}

const CXML = "'<Response><Say>Hello from NestJS</Say></Response>'";
const MESSAGE_CXML = "'<Response><Message>Hello from NestJS</Message></Response>'";
const FAX_CXML = "'<Response><Receive/></Response>'";
const SWML = `{
      version: '1.0.0',
      sections: { main: [{ play: { url: 'say:Hello from NestJS' } }] },
    }`;

export const WEBHOOK_KINDS: Readonly<Record<string, WebhookKind>> = {
  'voice.inbound': formKind('InboundCall', 'call', 'CallSid', 'inboundCall', CXML),
  'voice.status': formKind('CallStatusCallback', 'status', 'CallSid', 'callStatus'),
  'message.inbound': formKind('InboundMessage', 'message', 'MessageSid', 'inboundMessage', MESSAGE_CXML),
  'message.status': formKind('MessageStatusCallback', 'status', 'MessageSid', 'messageStatus'),
  'fax.inbound': formKind('InboundFax', 'fax', 'FaxSid', 'inboundFax', FAX_CXML),
  'fax.status': formKind('FaxStatusCallback', 'status', 'FaxSid', 'faxStatus'),
  'swml.call': {
    payload: 'SwmlCallRequest',
    parameter: 'request',
    id: 'request.call.call_id',
    response: SWML,
    fixture: 'swmlCall',
    encoding: 'json',
  },
};

/** @param response missing for a status callback */
function formKind(
  payload: string,
  parameter: string,
  idField: string,
  fixture: string,
  response?: string,
): WebhookKind {
  const id = `${parameter}.${idField}`;
  return { payload, parameter, id, fixture, encoding: 'form', ...(response !== undefined && { response }) };
}

const KIND_OF_NAME: Readonly<Record<string, string>> = {
  message: 'message.inbound',
  messages: 'message.inbound',
  sms: 'message.inbound',
  fax: 'fax.inbound',
  faxes: 'fax.inbound',
  swml: 'swml.call',
  status: 'voice.status',
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
  const [beginning = ''] = kind.split('.');
  const nearest = names.find((each) => each.startsWith(beginning)) ?? 'voice.inbound';
  throw new Error(
    `--type "${kind}" is not a kind of webhook. The kinds are ${names.join(', ')}. Fix: --type ${nearest}`,
  );
}
