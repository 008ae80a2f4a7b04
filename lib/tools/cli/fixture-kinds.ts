import * as fixtures from '../../testing/index.js';
import { CALLING_EVENT_TYPES } from '../../webhooks/webhook-kind.js';
import { fixOf, readPair } from './arguments.js';
import { UsageError } from './errors.js';

type Overrides = Readonly<Record<string, string>>;

interface Kind {
  readonly type: 'form' | 'json';
  readonly make: (overrides: Overrides) => fixtures.FormBody | fixtures.JsonBody;
}

function form(make: (overrides: Overrides) => object): Kind {
  return { type: 'form', make };
}

function json(make: () => object): Kind {
  return { type: 'json', make: (overrides) => assignPaths(make(), overrides) };
}

/** Webhooks by the names that `--as` accepts: those of `webhookKind`, and the types of calling events. */
export const WEBHOOK_KINDS: Readonly<Record<string, Kind>> = {
  'voice.inbound': form(fixtures.inboundCall),
  'voice.outbound': form(fixtures.outboundCall),
  'voice.status': form(fixtures.callStatus),
  'voice.gather': form(fixtures.gatherAction),
  'voice.record': form(fixtures.recordAction),
  'voice.recording': form(fixtures.recordingStatus),
  'voice.transcription': form(fixtures.transcriptionStatus),
  'voice.dial': form(fixtures.dialAction),
  'voice.sip': form(fixtures.sipRequest),
  'voice.enqueue': form(fixtures.enqueueAction),
  'voice.queue-wait': form(fixtures.queueWait),
  'voice.queue': form(fixtures.queueRequest),
  'voice.refer': form(fixtures.referAction),
  'voice.conference': form(fixtures.conferenceEvent),
  'voice.stream': form(fixtures.streamEvent),
  'voice.pay': form(fixtures.payAction),
  'voice.pay-status': form(fixtures.payStatus),
  'voice.pay-connector': json(() => fixtures.payConnectorRequest()),
  'voice.virtual-agent': form(fixtures.virtualAgentAction),
  'voice.sms': form(fixtures.smsCallback),
  'message.inbound': form(fixtures.inboundMessage),
  'message.status': form(fixtures.messageStatus),
  'fax.inbound': form(fixtures.inboundFax),
  'fax.receive': form(fixtures.receiveFaxAction),
  'fax.status': form(fixtures.faxStatus),
  'swml.call': json(() => fixtures.swmlCall()),
  'swml.message': json(() => fixtures.swmlMessage()),
  'swml.message-status': json(() => fixtures.swmlMessageStatus()),
  '10dlc': json(() => fixtures.tenDlcStatus()),
  'calling.event': json(() => fixtures.callingEvent('calling.call.state')),
  ...Object.fromEntries(
    CALLING_EVENT_TYPES.map((type) => [type, json(() => fixtures.callingEvent(type))] as const),
  ),
  'calling.collect': json(() => fixtures.collectStatus()),
  'ai.swaig': json(() => fixtures.swaigFunction()),
  'ai.swaig-signature': json(() => fixtures.swaigSignatureRequest()),
  'ai.post-prompt': json(() => fixtures.postPrompt()),
  'ai.sidecar': json(() => fixtures.sidecarEvent()),
  'ai.utterance': json(() => fixtures.liveUtterance()),
  'ai.debug': json(() => fixtures.aiDebugEvent()),
};

export function readKind(name: string): Kind {
  const kind = Object.hasOwn(WEBHOOK_KINDS, name) ? WEBHOOK_KINDS[name] : undefined;
  if (kind) return kind;
  const names = Object.keys(WEBHOOK_KINDS);
  const fix = fixOf(name, names, '--as ');
  throw new UsageError(`Unknown kind "${name}".${fix === '' ? ` The kinds are ${names.join(', ')}.` : fix}`);
}

/** Reads `--set From=+15551234567`. In JSON a dot names a nested field: `--set call.from=+15551234567`. */
export function readOverrides(settings: readonly string[]): Overrides {
  const overrides = Object.create(null) as Record<string, string>;
  for (const setting of settings) {
    const pair = readPair(setting);
    if (!pair) throw new UsageError(`--set must be <name>=<value>, not "${setting}".`);
    overrides[pair[0]] = pair[1];
  }
  return overrides;
}

/** Returns a copy of a payload with the fields at these paths. */
export function assignPaths(payload: object, overrides: Overrides): object {
  const copy = structuredClone(payload) as Record<string, unknown>;
  for (const [path, value] of Object.entries(overrides)) assignPath(copy, path.split('.'), value);
  return copy;
}

function assignPath(target: Record<string, unknown>, [name = '', ...rest]: string[], value: string): void {
  if (name in Object.prototype) throw new UsageError(`--set cannot name "${name}".`);
  if (rest.length === 0) {
    target[name] = value;
    return;
  }
  const inner = target[name];
  const next = (typeof inner === 'object' && inner !== null ? inner : {}) as Record<string, unknown>;
  target[name] = next;
  assignPath(next, rest, value);
}
