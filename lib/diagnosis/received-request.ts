import { createHash } from 'node:crypto';

import type { WorkLimit } from './work-limit.js';
import {
  costOfForm,
  formOf,
  type FormPair,
  hasTooManyParameters,
  parseForm,
  type SignedBody,
  URL_ALONE,
} from './body/signed-body.js';
import { type HeaderIndex, indexHeaders } from './headers.js';
import type { WebhookRequest } from '../signature/index.js';
import { type BodyKind, NO_BYTES, readBodyKind, readBodySha256, toBytes } from '../signature/internal.js';
import { splitUrl, type UrlParts } from './url/url-parts.js';

/** The received request, parsed once. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  /** `undefined` if the URL is invalid or too long to search. */
  readonly parts: UrlParts | undefined;
  readonly headers: HeaderIndex;
  readonly kind: BodyKind;
  readonly bytes: Buffer;
  /** Whether the body is bytes, a string or missing. */
  readonly hasReadableBody: boolean;
  /** The body that is signed after the URL according to the content type. */
  readonly body: SignedBody;
  readonly query: readonly FormPair[];
  /** The values of `bodySHA256` in the query. */
  readonly bodyHashes: readonly string[];
  readonly hasTooManyParameters: boolean;
}

const MAX_QUERY = 16_384;

export function readRequest(request: WebhookRequest, workLimit: WorkLimit): ReceivedRequest {
  const headers = indexHeaders(request.headers);
  const kind = readBodyKind(headers.get('content-type'));
  const readable = toBytes(request.body);
  const bytes = readable ?? NO_BYTES;
  const parts = splitUrl(request.url);
  const query = parts?.query.slice(1) ?? '';
  const isSearched = query.length <= MAX_QUERY && workLimit.mayGenerate(2 * query.length);
  return {
    method: request.method,
    url: request.url,
    parts,
    headers,
    kind,
    bytes,
    hasReadableBody: readable !== undefined,
    body: readBody(kind, bytes, workLimit),
    query: isSearched ? parseForm(query) : [],
    bodyHashes: isSearched ? readBodySha256(request.url) : [],
    hasTooManyParameters: kind === 'form' && hasTooManyParameters(bytes),
  };
}

function readBody(kind: BodyKind, bytes: Buffer, workLimit: WorkLimit): SignedBody {
  if (bytes.length === 0) return URL_ALONE;
  if (kind === 'json') return { kind, bytes };
  const cost = kind === 'form' ? costOfForm(bytes) : undefined;
  return cost !== undefined && workLimit.mayGenerate(cost) ? formOf(bytes) : { kind: 'other', bytes };
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
