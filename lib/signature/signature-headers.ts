import type { SignedRequest } from './signed-request.js';

export const SIGNATURE_HEADER = 'x-signalwire-signature';
export const SIGNATURE_HEADER_ALIAS = 'x-twilio-signature';
export const SHA256_SIGNATURE_HEADER = 'x-signalwire-sha256-signature';

type Headers = SignedRequest['headers'];

/** The headers that tell how a request is signed, as far as they are there. */
export interface SignatureHeaderValues {
  contentType: string | undefined;
  signature: string | undefined;
  alias: string | undefined;
  sha256: string | undefined;
}

/** Reads all of them in one pass. Names in any case are understood. */
export function readSignatureHeaders(headers: Headers): SignatureHeaderValues {
  const values: SignatureHeaderValues = {
    contentType: undefined,
    signature: undefined,
    alias: undefined,
    sha256: undefined,
  };
  for (const name in headers) {
    const field = FIELD_BY_LENGTH[name.length];
    if (field === undefined || name.toLowerCase() !== HEADER_NAMES[field]) continue;
    values[field] = join(values[field], headers[name]);
  }
  return values;
}

/** The header's value; repeated ones are joined. */
export function readHeader(headers: Headers, name: string): string | undefined {
  let value: string | undefined;
  for (const key in headers) {
    if (key.length === name.length && key.toLowerCase() === name) value = join(value, headers[key]);
  }
  return value;
}

/** Joins repeated values with a comma, as Node does, so that no single one of them can win. */
function join(earlier: string | undefined, value: Headers[string]): string | undefined {
  if (value === undefined) return earlier;
  const text = typeof value === 'string' ? value : Array.isArray(value) ? value.join(', ') : '';
  return earlier === undefined ? text : `${earlier}, ${text}`;
}

const HEADER_NAMES: Readonly<Record<keyof SignatureHeaderValues, string>> = {
  contentType: 'content-type',
  signature: SIGNATURE_HEADER,
  alias: SIGNATURE_HEADER_ALIAS,
  sha256: SHA256_SIGNATURE_HEADER,
};

/** No two of the names are of one length, so the length alone rules out nearly every other header. */
const FIELD_BY_LENGTH: (keyof SignatureHeaderValues | undefined)[] = [];
for (const field of Object.keys(HEADER_NAMES) as (keyof SignatureHeaderValues)[]) {
  FIELD_BY_LENGTH[HEADER_NAMES[field].length] = field;
}
