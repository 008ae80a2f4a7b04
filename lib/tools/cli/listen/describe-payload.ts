import { isObject } from '../../../errors/is-object.js';
import { type WebhookKind, webhookKind } from '../../../webhooks/index.js';
import {
  decodeForm,
  decodeParameters,
  parseJsonObject,
  readBodyKind,
  readHeader,
  readQuery,
  removeUrlToken,
  toBytes,
} from '../../../signature/internal.js';
import type { WebhookRequest } from '../../../signature/index.js';
import { copyOf } from './conversation.js';

type Payload = Readonly<Record<string, unknown>>;

const GROUP_FIELDS = ['CallSid', 'MessageSid', 'FaxSid', 'ConferenceSid', 'call_id', 'id'];
const INNER_GROUP_FIELDS = ['call_id', 'message_id', 'id'];

/** Decodes the payload of a request for display. The request can be unverified, so its payload can be anything. */
export function readPayload({ url, headers, body }: WebhookRequest): Payload {
  const bytes = toBytes(body);
  const text = bytes?.toString('utf8') ?? '';
  if (text === '') return removeUrlToken('GET', fromForm(readQuery(url)));
  return readBodyKind(readHeader(headers, 'content-type')) === 'json'
    ? (parseJsonObject(bytes) ?? {})
    : fromForm(text);
}

export function readKindAndGroup(payload: Payload): { kind: WebhookKind; group: string | undefined } {
  return { kind: webhookKind(payload), group: readGroup(payload) };
}

function readGroup(payload: Payload): string | undefined {
  const inner = ['call', 'message', 'params'].flatMap((name) => {
    const value = payload[name];
    return isObject(value) ? INNER_GROUP_FIELDS.map((field) => value[field]) : [];
  });
  const candidates = [...GROUP_FIELDS.map((field) => payload[field]), ...inner];
  const group = candidates.find((value): value is string => typeof value === 'string' && value !== '');
  return group === undefined ? undefined : copyOf(group.slice(0, 128));
}

function fromForm(text: string): Payload {
  const form = decodeForm(Buffer.from(text));
  return form ? decodeParameters({ form }) : {};
}
