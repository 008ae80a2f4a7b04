/** Header of the signature: HMAC-SHA1 in base64 (cXML) or hexadecimal (SWML). */
export const SIGNATURE_HEADER = 'x-signalwire-signature';
/** Alias of {@link SIGNATURE_HEADER}, which is read if that header is absent. */
export const SIGNATURE_HEADER_ALIAS = 'x-twilio-signature';
/** Header of the signature by HMAC-SHA256 in hexadecimal. SignalWire also sends it with SWML requests of calls. */
export const SHA256_SIGNATURE_HEADER = 'x-signalwire-sha256-signature';

export const SIGNATURE_HEADERS: readonly string[] = [
  SIGNATURE_HEADER,
  SIGNATURE_HEADER_ALIAS,
  SHA256_SIGNATURE_HEADER,
];

/** Returns whether a header carries a signature. The name can have any case. */
export function isSignatureHeader(name: string): boolean {
  return SIGNATURE_HEADERS.includes(name.toLowerCase());
}

/** Headers by name. Node provides strings and arrays of strings; adapters and tests may provide any type. */
type Headers = Readonly<Record<string, unknown>> | undefined | null;

/** Values of the headers that determine how a request is signed; `undefined` if a header is absent. */
export interface SignatureHeaderValues {
  contentType: string | undefined;
  signature: string | undefined;
  alias: string | undefined;
  sha256: string | undefined;
}

/** Reads all signature headers in one pass. Names may be in any letter case. */
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

/** Returns the value of a header; repeated values are joined. */
export function readHeader(headers: Headers, name: string): string | undefined {
  let value: string | undefined;
  for (const key in headers) {
    if (key.length === name.length && key.toLowerCase() === name) value = join(value, headers[key]);
  }
  return value;
}

/** Joins repeated values with a comma, as Node does, so that none of them takes precedence. */
function join(earlier: string | undefined, value: unknown): string | undefined {
  const text = headerText(value);
  if (text === undefined || earlier === undefined) return text ?? earlier;
  return `${earlier}, ${text}`;
}

/**
 * Returns the value of one header as text: the joined values of an array, or the decimal digits of a number.
 *
 * @returns `undefined` if the header is absent, for which adapters set `undefined` or `null`
 */
export function headerText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) ? joinAll(value) : textOf(value);
}

/** Iterates by index, because the methods of an untrusted array may be overridden. */
function joinAll(values: readonly unknown[]): string {
  let text = '';
  for (let index = 0; index < values.length; index++) {
    text += (index === 0 ? '' : ', ') + textOf(values[index]);
  }
  return text;
}

/** Returns an empty text for a value of any other type: the header is present, but invalid. No method of the value is called. */
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

/** All names have different lengths, so the length alone excludes almost every other header. */
const FIELD_BY_LENGTH: (keyof SignatureHeaderValues | undefined)[] = [];
for (const field of Object.keys(HEADER_NAMES) as (keyof SignatureHeaderValues)[]) {
  FIELD_BY_LENGTH[HEADER_NAMES[field].length] = field;
}

export type BodyKind = 'form' | 'json' | 'other';

/** Excludes commas: a comma joins two values of a repeated header, and it is ambiguous which value applies. */
const FORM_TYPE = /^\s*application\/x-www-form-urlencoded\s*(?:;[^,]*)?$/i;
const JSON_TYPE = /^\s*application\/json\s*(;[^,]*)?$/i;
const UTF8_CHARSET = /;\s*charset\s*=\s*(?:utf-?8|"utf-?8")\s*(?=;|$)/gi;

/** Returns the kind of body that the content type announces. JSON in a charset other than UTF-8 is `other`. */
export function readBodyKind(contentType: string | undefined): BodyKind {
  if (contentType === undefined) return 'other';
  if (FORM_TYPE.test(contentType)) return 'form';
  const [isJson, parameters = ''] = JSON_TYPE.exec(contentType) ?? [];
  return isJson !== undefined && isUtf8(parameters) ? 'json' : 'other';
}

/**
 * The signature does not cover the charset. A body parser that follows a different charset passes the handler an object that
 * differs from the verified bytes.
 */
function isUtf8(parameters: string): boolean {
  return parameters === '' || !/charset/i.test(parameters.replace(UTF8_CHARSET, ''));
}
