import type { WebhookPayloadData } from '../signature/internal.js';
import { describeValue } from '../signature/options/describe-value.js';
import { nearestName } from '../signature/options/nearest-name.js';
import { KNOWN_KINDS, webhookKind } from './webhook-kind.js';
import type { WebhookKind, WebhookPayloads } from './webhook-payloads.js';

/**
 * Tests whether a payload is of a kind, and narrows its type to the type of that kind.
 *
 * The kind `unknown` has no type to narrow to. Compare {@link webhookKind} with it instead.
 *
 * @param payload the payload that `@WebhookPayload()` injects; no payload makes the function throw
 * @param kind any {@link WebhookKind} except `unknown`
 * @returns `true` if {@link webhookKind} returns the kind for the payload
 * @throws TypeError if the kind does not exist, for any payload
 *
 * @example
 * ```ts
 * if (isWebhook(payload, 'voice.gather')) return menu(payload.Digits);
 * ```
 *
 * @publicApi
 */
export function isWebhook<Kind extends Exclude<WebhookKind, 'unknown'>>(
  payload: WebhookPayloadData,
  kind: Kind,
): payload is WebhookPayloadData & WebhookPayloads[Kind] {
  if (!KNOWN_KINDS.has(kind)) throw new TypeError(describeUnknownKind(kind));
  return webhookKind(payload) === kind;
}

function describeUnknownKind(kind: unknown): string {
  return `The kind that isWebhook received is ${describeValue(kind)}, and no webhook has that kind. Fix: ${fixFor(kind)}`;
}

function fixFor(kind: unknown): string {
  if (kind === 'unknown') return "webhookKind(payload) === 'unknown'";
  const nearest = typeof kind === 'string' ? nearestName(kind, [...KNOWN_KINDS]) : undefined;
  return `isWebhook(payload, '${nearest ?? 'voice.inbound'}')`;
}
