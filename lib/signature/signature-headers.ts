export const SIGNATURE_HEADER = 'x-signalwire-signature';
export const SIGNATURE_HEADER_ALIAS = 'x-twilio-signature';
export const SHA256_SIGNATURE_HEADER = 'x-signalwire-sha256-signature';

/** By name. Node gives strings and arrays of them; adapters and tests give whatever they like. */
type Headers = Readonly<Record<string, unknown>> | undefined | null;

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
function join(earlier: string | undefined, value: unknown): string | undefined {
  const text = headerText(value);
  if (text === undefined || earlier === undefined) return text ?? earlier;
  return `${earlier}, ${text}`;
}

/**
 * One header's value as text: of an array its joined values, of a number its decimal digits.
 *
 * @returns `undefined` if the header is absent: adapters write `undefined` or `null` in its place
 */
export function headerText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) ? joinAll(value) : textOf(value);
}

/** By index, since an array's own methods can be anything. */
function joinAll(values: readonly unknown[]): string {
  let text = '';
  for (let index = 0; index < values.length; index++) {
    text += (index === 0 ? '' : ', ') + textOf(values[index]);
  }
  return text;
}

/** A value of any other type is there, so it decides, and is never one that a rule accepts. Nothing of it is called. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
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
