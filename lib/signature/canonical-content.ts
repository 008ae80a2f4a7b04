import { matchesBodySha256 } from './body-sha256.js';
import { NO_BYTES, toBytes } from './bytes.js';
import { type CanonicalParameters, canonicalParameters } from './canonical-parameters.js';
import { readBodyKind } from './content-type.js';
import { decodeForm, type DecodedForm } from './decode-form.js';
import { readHeader } from './signature-headers.js';
import type { WebhookRequest } from './webhook-request.js';

/** The content that is signed after the URL: the parameters of a form, the bytes of a JSON body, or no bytes. */
export interface AppendedContent {
  readonly form: DecodedForm | undefined;
  readonly signedBody: Buffer;
}

/** One canonicalization variant of the content that is signed after the URL. */
export type CanonicalVariant = Pick<CanonicalParameters, 'bytes'> | CanonicalParameters;

/** Returns the canonicalization variants, the likelier one first. A form with a repeated name has two. */
export function canonicalVariants({
  form,
  signedBody,
}: AppendedContent): readonly [CanonicalVariant, ...CanonicalVariant[]] {
  return form === undefined ? [{ bytes: signedBody }] : canonicalParameters(form);
}

/**
 * Returns the content that SignalWire would have signed after the URL of an unsigned request: the parameters of a form, a JSON
 * body whose hash is not in the URL, or no content.
 */
export function appendedContent(request: WebhookRequest): AppendedContent {
  const body = toBytes(request.body) ?? NO_BYTES;
  if (body.length === 0) return { form: undefined, signedBody: NO_BYTES };
  if (readBodyKind(readHeader(request.headers, 'content-type')) === 'form')
    return { form: decodeForm(body), signedBody: body };
  return { form: undefined, signedBody: matchesBodySha256(request.url, body) ? NO_BYTES : body };
}

/** Returns the canonical bytes that SignalWire would have signed after the URL of an unsigned request. */
export function canonicalContent(request: WebhookRequest): Uint8Array {
  return canonicalVariants(appendedContent(request))[0].bytes;
}
