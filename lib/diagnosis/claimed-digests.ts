import {
  readBodyKind,
  readHeader,
  SHA256_SIGNATURE_HEADER,
  SIGNATURE_HEADER,
  SIGNATURE_HEADER_ALIAS,
} from './signature-internals.js';
import type { SignatureAlgorithm, SignatureScheme, SignedRequest } from '../signature/index.js';
import { attempt } from './attempt.js';
import type { FindingCode } from './catalogue.js';
import { printable } from './url-parts.js';

type Spelling = 'base64' | 'hexadecimal' | 'upper-case hexadecimal' | 'another';

/** A digest that the request claims, however it is spelt and wherever it stands. */
export interface ClaimedDigest {
  readonly algorithm: SignatureAlgorithm;
  /** In lower-case hexadecimal, as Latin-1. */
  readonly hex: Buffer;
  readonly header: string;
  readonly spelling: Spelling;
  readonly isRepeated: boolean;
}

export interface SignatureFault {
  readonly code: FindingCode;
  readonly difference: string;
}

const KNOWN_HEADERS = [SIGNATURE_HEADER, SIGNATURE_HEADER_ALIAS, SHA256_SIGNATURE_HEADER];
const MAX_OTHER_HEADERS = 4;
const MAX_VALUES = 4;
const MAX_LENGTH = 256;

/** All digests that the headers hold, the one that the verifier reads first. */
export function claimedDigests(request: SignedRequest): ClaimedDigest[] {
  const first = decidingHeader(request);
  const others = [...KNOWN_HEADERS, ...otherSignatureHeaders(request)].filter((name) => name !== first);
  return [first, ...others].flatMap((name) => readDigests(request, name));
}

/** The header that the verifier reads. */
function decidingHeader({ headers }: SignedRequest): string {
  const isPresent = (name: string): boolean => readHeader(headers, name) !== undefined;
  if (readBodyKind(headers) === 'json' && isPresent(SHA256_SIGNATURE_HEADER)) return SHA256_SIGNATURE_HEADER;
  return !isPresent(SIGNATURE_HEADER) && isPresent(SIGNATURE_HEADER_ALIAS)
    ? SIGNATURE_HEADER_ALIAS
    : SIGNATURE_HEADER;
}

function otherSignatureHeaders({ headers }: SignedRequest): string[] {
  return Object.keys(headers)
    .map((name) => name.toLowerCase())
    .filter((name) => name.includes('signature') && !KNOWN_HEADERS.includes(name))
    .slice(0, MAX_OTHER_HEADERS);
}

export function hasSignatureHeader({ headers }: SignedRequest): boolean {
  return KNOWN_HEADERS.some((name) => readHeader(headers, name) !== undefined);
}

function readDigests({ headers }: SignedRequest, header: string): ClaimedDigest[] {
  const values = readHeader(headers, header)?.split(/, */, MAX_VALUES) ?? [];
  return values.flatMap((value) => {
    const digest = decode(value);
    return digest ? [{ ...digest, header, isRepeated: values.length > 1 }] : [];
  });
}

function decode(value: string): Pick<ClaimedDigest, 'algorithm' | 'hex' | 'spelling'> | undefined {
  const bytes = value.length > MAX_LENGTH ? undefined : toBytes(unwrap(value));
  if (!bytes) return undefined;
  const algorithm = bytes.length === 20 ? 'sha1' : 'sha256';
  return { algorithm, hex: Buffer.from(bytes.toString('hex'), 'latin1'), spelling: spellingOf(value, bytes) };
}

/** Without what quotes, escapes or labels it. */
function unwrap(value: string): string {
  const bare = value.trim().replace(/^(["'])(.*)\1$/s, '$2');
  return (attempt(() => decodeURIComponent(bare)) ?? bare).replace(/^sha(?:1|256)=/i, '');
}

function toBytes(text: string): Buffer | undefined {
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(text)) return Buffer.from(text, 'hex');
  return /^(?:[\w+/-]{27}|[\w+/-]{43})=?$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}

function spellingOf(value: string, bytes: Buffer): Spelling {
  const hex = bytes.toString('hex');
  if (value === bytes.toString('base64')) return 'base64';
  if (value === hex) return 'hexadecimal';
  return value.toLowerCase() === hex ? 'upper-case hexadecimal' : 'another';
}

/** Why the verifier does not accept the matching digest as it stands. */
export function signatureFaults(
  digest: ClaimedDigest,
  scheme: SignatureScheme,
  request: SignedRequest,
): SignatureFault[] {
  const wanted = scheme === 'cxml' ? 'base64' : 'hexadecimal';
  return [
    ...headerFaults(digest, scheme, request),
    ...repetitionFaults(digest),
    ...spellingFaults(digest, wanted),
  ];
}

function headerFaults(
  { algorithm, header }: ClaimedDigest,
  scheme: SignatureScheme,
  request: SignedRequest,
): SignatureFault[] {
  const deciding = decidingHeader(request);
  if (deciding === SHA256_SIGNATURE_HEADER && header !== deciding) {
    return [{ code: 'signature-sha256', difference: `${printable(header)} matches; ${deciding} does not` }];
  }
  if (scheme === 'swml' && header === SIGNATURE_HEADER_ALIAS) {
    return [{ code: 'signature-alias', difference: `signed: ${SIGNATURE_HEADER}; here: ${header}` }];
  }
  const isRightPlace =
    header === deciding && algorithm === (header === SHA256_SIGNATURE_HEADER ? 'sha256' : 'sha1');
  return isRightPlace
    ? []
    : [{ code: 'signature-header', difference: `a ${algorithm} signature stands in ${printable(header)}` }];
}

function repetitionFaults({ header, isRepeated }: ClaimedDigest): SignatureFault[] {
  if (!isRepeated) return [];
  return [
    { code: 'signature-repeated', difference: `signed: one value; here: several in ${printable(header)}` },
  ];
}

function spellingFaults({ spelling }: ClaimedDigest, wanted: Spelling): SignatureFault[] {
  if (spelling === wanted) return [];
  const difference = `wanted: ${wanted}; here: ${spelling}`;
  if (spelling === 'another') return [{ code: 'signature-spelling', difference }];
  const isCaseAlone = wanted === 'hexadecimal' && spelling === 'upper-case hexadecimal';
  return [{ code: isCaseAlone ? 'signature-case' : 'signature-encoding', difference }];
}
