import { timingSafeEqual } from 'node:crypto';

import type { SignatureAlgorithm, SignatureFormat } from '../../signature/index.js';
import {
  decodeOrKeep,
  SHA256_SIGNATURE_HEADER,
  SIGNATURE_HEADER,
  SIGNATURE_HEADER_ALIAS,
} from '../../signature/internal.js';
import { type Difference, difference } from '../difference.js';
import type { HeaderIndex } from '../headers.js';
import { printableText } from '../printable-text.js';
import type { ReceivedRequest } from '../received-request.js';

/** The properties that determine the header that the verifier reads. */
type Signed = Pick<ReceivedRequest, 'headers' | 'kind' | 'bytes'>;

type Form = 'base64' | 'hexadecimal' | 'upper-case hexadecimal' | 'base64 in one case' | 'a different form';

interface Digest {
  readonly algorithm: SignatureAlgorithm;
  readonly form: Form;
  readonly matches: (expected: Buffer) => boolean;
}

/** A digest in any signature header of the request, in any form. */
export interface ReceivedDigest extends Digest {
  readonly header: string;
  readonly isRepeated: boolean;
}

/** Header that Twilio adds to `X-Twilio-Signature` if it signs with a SharedKey: `key=…,algorithm=HMAC_SHA256`. */
export const SHARED_KEY_HEADER = 'x-twilio-webhooks-signature-settings';

const SHARED_KEY_ALGORITHM = /(?:^|[,;\s])algorithm\s*=\s*"?(HMAC_SHA1|HMAC_SHA256)"?\s*(?:[,;]|$)/i;

const ALIAS_OF_SHA256 = 'x-twilio-sha256-signature';
const KNOWN_HEADERS = [SIGNATURE_HEADER, SIGNATURE_HEADER_ALIAS, SHA256_SIGNATURE_HEADER, ALIAS_OF_SHA256];
const MAX_OTHER_HEADERS = 4;
const MAX_VALUES = 4;
const MAX_LENGTH = 256;

/** Returns the digests of all signature headers, with the verifier's header first. */
export function receivedDigests(request: Signed): ReceivedDigest[] {
  const { headers } = request;
  const first = decidingHeader(request);
  const others = [...KNOWN_HEADERS, ...otherSignatureHeaders(headers)].filter((name) => name !== first);
  return [first, ...others].flatMap((name) => readDigests(headers, name));
}

/** Returns the header that the verifier reads. Without a body the content type is ignored. */
function decidingHeader({ headers, kind, bytes }: Signed): string {
  const isJson = kind === 'json' && bytes.length > 0;
  if (isJson && headers.has(SHA256_SIGNATURE_HEADER)) return SHA256_SIGNATURE_HEADER;
  return !headers.has(SIGNATURE_HEADER) && headers.has(SIGNATURE_HEADER_ALIAS)
    ? SIGNATURE_HEADER_ALIAS
    : SIGNATURE_HEADER;
}

function otherSignatureHeaders(headers: HeaderIndex): string[] {
  return [...headers.keys()]
    .filter(
      (name) =>
        /signature|signalwire/.test(name) && !KNOWN_HEADERS.includes(name) && name !== SHARED_KEY_HEADER,
    )
    .slice(0, MAX_OTHER_HEADERS);
}

export function hasSignatureHeader(headers: HeaderIndex): boolean {
  return KNOWN_HEADERS.some((name) => headers.has(name));
}

function readDigests(headers: HeaderIndex, header: string): ReceivedDigest[] {
  const values = headers.get(header)?.split(/, */, MAX_VALUES) ?? [];
  return values.flatMap((value) =>
    readDigest(value).map((digest) => ({ ...digest, header, isRepeated: values.length > 1 })),
  );
}

function readDigest(value: string): Digest[] {
  if (value.length > MAX_LENGTH) return [];
  const bytes = toBytes(unwrap(value));
  return bytes ? [wholeDigest(value, bytes), ...digestInOneCase(value)] : [];
}

function wholeDigest(value: string, bytes: Buffer): Digest {
  return {
    algorithm: bytes.length === 20 ? 'sha1' : 'sha256',
    form: formOfDigest(value, bytes),
    matches: (expected) => isEqual(bytes, expected),
  };
}

/** Base64 in one case is still too long to match by chance. */
function digestInOneCase(value: string): Digest[] {
  if (!/^(?:[a-z0-9+/]{27}|[A-Z0-9+/]{27})=$/.test(value)) return [];
  const received = Buffer.from(value.toLowerCase(), 'latin1');
  const matches = (expected: Buffer): boolean =>
    isEqual(received, Buffer.from(expected.toString('base64').toLowerCase(), 'latin1'));
  return [{ algorithm: 'sha1', form: 'base64 in one case', matches }];
}

/** Compares in constant time. */
function isEqual(received: Buffer, expected: Buffer): boolean {
  return received.length === expected.length && timingSafeEqual(received, expected);
}

/** Removes quotation marks, escapes and labels such as `sha1=`. */
function unwrap(value: string): string {
  const bare = value.trim().replace(/^(["'])(.*)\1$/s, '$2');
  const decoded = decodeOrKeep(bare);
  const text = decoded.replace(/^sha-?(?:1|256)\s*[=:]\s*/i, '').replace(/\s/g, '+');
  const inner = /^[A-Za-z0-9+/]{54,88}={0,2}$/.test(text)
    ? Buffer.from(text, 'base64').toString('latin1')
    : '';
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(inner) ? inner : text;
}

function toBytes(text: string): Buffer | undefined {
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(text)) return Buffer.from(text, 'hex');
  return /^(?:[\w+/-]{27}|[\w+/-]{43})=?$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}

function formOfDigest(value: string, bytes: Buffer): Form {
  const hex = bytes.toString('hex');
  if (value === bytes.toString('base64')) return 'base64';
  if (value === hex) return 'hexadecimal';
  return value.toLowerCase() === hex ? 'upper-case hexadecimal' : 'a different form';
}

export function isHexadecimalForm({ form }: ReceivedDigest): boolean {
  return form === 'hexadecimal' || form === 'upper-case hexadecimal';
}

/** Returns the reasons why the verifier rejects the matching digest in its header and form. */
export function signatureFindings(
  digest: ReceivedDigest,
  format: SignatureFormat,
  request: Signed,
): Difference[] {
  const isSha256OfForm = format === 'cxml' && digest.algorithm === 'sha256';
  return [
    ...(isSha256OfForm
      ? [sha256OfForm(digest, request.headers)]
      : headerFindings(digest, decidingHeader(request))),
    ...repetitionFindings(digest),
    ...formFindings(digest, format === 'cxml' ? 'base64' : 'hexadecimal'),
  ];
}

function sha256OfForm({ header }: ReceivedDigest, headers: HeaderIndex): Difference {
  const isSharedKey = header === SIGNATURE_HEADER_ALIAS && readSharedKeyAlgorithm(headers) === 'HMAC_SHA256';
  return isSharedKey
    ? difference('signature-shared-key', 'signed: HMAC_SHA256 with a SharedKey; wanted: HMAC_SHA1')
    : difference('signature-sha256-form', `signed: SHA-256, in ${printableText(header, 80)}; wanted: SHA-1`);
}

function headerFindings({ algorithm, header }: ReceivedDigest, deciding: string): Difference[] {
  const shown = printableText(header, 80);
  if (deciding === SHA256_SIGNATURE_HEADER && header !== deciding) {
    return [difference('signature-sha256', `${shown} matches; ${deciding} does not`)];
  }
  const isRightAlgorithm = algorithm === (header === SHA256_SIGNATURE_HEADER ? 'sha256' : 'sha1');
  if (header === deciding && isRightAlgorithm) return [];
  return [difference('signature-header', `the matching ${algorithm} signature is in ${shown}`)];
}

function repetitionFindings({ header, isRepeated }: ReceivedDigest): Difference[] {
  if (!isRepeated) return [];
  return [
    difference('signature-repeated', `signed: one value; here: several in ${printableText(header, 80)}`),
  ];
}

function formFindings({ form }: ReceivedDigest, wanted: Form): Difference[] {
  if (form === wanted) return [];
  const isCaseAlone =
    form === 'base64 in one case' || (wanted === 'hexadecimal' && form === 'upper-case hexadecimal');
  const code = isCaseAlone ? 'signature-case' : 'signature-encoding';
  return [
    difference(form === 'a different form' ? 'signature-form' : code, `wanted: ${wanted}; here: ${form}`),
  ];
}

/** Returns the algorithm in the header, for a message; `undefined` if the header is missing. */
export function readSharedKeyAlgorithm(headers: HeaderIndex): string | undefined {
  const settings = headers.get(SHARED_KEY_HEADER);
  if (settings === undefined) return undefined;
  return SHARED_KEY_ALGORITHM.exec(settings)?.[1]?.toUpperCase() ?? 'an unknown algorithm';
}
