import { NO_BYTES } from './bytes.js';
import { appendedContent, type CanonicalVariant, canonicalVariants } from './canonical-content.js';
import { matchSignature } from './match-signature.js';
import { parseSignature } from './parse-signature.js';
import type { WebhookRequest } from './webhook-request.js';

/** The part of the signed string after the URL. */
export interface SignedString {
  /** The names and values of a form, in the order in which they are appended. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
  /** The body if it is appended unchanged, otherwise empty. */
  readonly body: Buffer;
}

/**
 * Returns the signed string of a request after its URL. If the signature is malformed, it returns the string that SignalWire would
 * have signed.
 *
 * @param signingKeys keys that determine the signed variant of a form with a repeated name; without a match, the likelier variant
 */
export function signedString(request: WebhookRequest, signingKeys: readonly string[]): SignedString {
  const variant = signedVariant(request, signingKeys);
  if (!('form' in variant)) return { parameters: [], body: variant.bytes };
  const { form, sorted } = variant;
  return { parameters: sorted.map((index) => [form.name(index), form.value(index)]), body: NO_BYTES };
}

function signedVariant(request: WebhookRequest, signingKeys: readonly string[]): CanonicalVariant {
  const parsed = parseSignature(request);
  if ('reason' in parsed) return canonicalVariants(appendedContent(request))[0];
  const match = matchSignature(parsed, request.url, signingKeys);
  if ('reason' in match) return canonicalVariants(parsed)[0];
  return match.parameters ?? { bytes: match.signedBytes };
}
