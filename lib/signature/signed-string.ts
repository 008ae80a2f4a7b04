import { NO_BYTES } from './bytes.js';
import { appendedContent, type CanonicalReading, canonicalReadings } from './canonical-content.js';
import { matchSignature } from './match-signature.js';
import { parseSignature } from './parse-signature.js';
import type { WebhookRequest } from './webhook-request.js';

/** What follows the URL in the string that is signed. */
export interface SignedString {
  /** The names and values of a form, in the order in which they are appended. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
  /** The body where it is appended as it is; empty where it is not. */
  readonly body: Buffer;
}

/**
 * Returns what is signed after the URL of a request: what its signature covers if that is well-formed, or else what SignalWire
 * would have signed.
 *
 * @param signingKeys tell which reading of a form with a repeated name was signed; without a match it is the likelier one
 */
export function signedString(request: WebhookRequest, signingKeys: readonly string[]): SignedString {
  const reading = signedReading(request, signingKeys);
  if (!('form' in reading)) return { parameters: [], body: reading.bytes };
  const { form, sorted } = reading;
  return { parameters: sorted.map((index) => [form.name(index), form.value(index)]), body: NO_BYTES };
}

function signedReading(request: WebhookRequest, signingKeys: readonly string[]): CanonicalReading {
  const parsed = parseSignature(request);
  if ('reason' in parsed) return canonicalReadings(appendedContent(request))[0];
  const match = matchSignature(parsed, request.url, signingKeys);
  if ('reason' in match) return canonicalReadings(parsed)[0];
  return match.parameters ?? { bytes: match.signedBytes };
}
