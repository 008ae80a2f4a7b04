import { isObject } from '../../../errors/is-object.js';
import type { WebhookKind } from '../../../webhooks/index.js';

type Payload = Readonly<Record<string, unknown>>;

/** Who called or wrote to whom, as the payload claims. */
export interface Conversation {
  readonly type: 'call' | 'message' | 'fax';
  readonly from?: string;
  readonly to?: string;
}

const MAX_PARTY = 64;
const FROM = ['From', 'from', 'from_number', 'caller_id_num', 'caller_id_number'];
const TO = ['To', 'to', 'to_number'];
/** Paths of the objects that contain the parties: forms and message statuses, SWML, events, SWAIG. */
const PLACES = [[], ['call'], ['message'], ['params', 'device', 'params'], ['SWMLCall']];

/** Returns the parties of a payload, which can be anything. */
export function readConversation(payload: Payload, kind: WebhookKind): Conversation {
  const places = PLACES.map((path) => path.reduce<unknown>(readMember, payload)).filter(isObject);
  const from = findText(places, FROM);
  const to = findText(places, TO);
  return {
    type: typeOf(kind),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
}

function typeOf(kind: WebhookKind): Conversation['type'] {
  if (kind.startsWith('fax.')) return 'fax';
  return kind.startsWith('message.') || kind.startsWith('swml.message') ? 'message' : 'call';
}

function findText(places: readonly object[], names: readonly string[]): string | undefined {
  const values = places.flatMap((place) => names.map((name) => readMember(place, name)));
  const found = values.find((value): value is string => typeof value === 'string' && value !== '');
  return found === undefined ? undefined : copyOf(found.slice(0, MAX_PARTY));
}

function readMember(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** Copies a part of a string, because the part alone would keep the whole body in memory. */
export function copyOf(text: string): string {
  return Buffer.from(text).toString();
}
