import { toBytes } from './signature-internals.js';
import { readHeader, SIGNATURE_HEADER } from './signature-internals.js';
import type { SignedRequest } from '../signature/index.js';
import { CATALOGUE, type FindingCode } from './catalogue.js';
import { hasSignatureHeader } from './claimed-digests.js';
import type { Finding } from './diagnosis.js';
import { isApiToken, type KeyCandidate } from './key-changes.js';

/** Faults that are plain without any HMAC. */
export function blankKeyFault(): Finding {
  return evident(
    'key-blank',
    'wanted: a Signing Key; here: nothing, or white space',
    'every signing key is blank',
  );
}

/** Why there is no digest to compare with. */
export function unreadableSignatureFault(request: SignedRequest): Finding {
  return hasSignatureHeader(request)
    ? evident(
        'signature-malformed',
        'wanted: 28 characters of base64 for forms, 40 or 64 of hexadecimal for JSON; here: something else',
        'no signature header holds an SHA-1 or SHA-256 digest',
      )
    : evident(
        'signature-missing',
        `wanted: ${SIGNATURE_HEADER}; here: none`,
        'the headers hold no signature',
      );
}

/** Faults for which no signature can match, whatever else is right. */
export function evidentFaults(request: SignedRequest, keys: readonly KeyCandidate[]): Finding[] {
  return [...apiTokenFaults(keys), ...bodyLengthFaults(request)];
}

function apiTokenFaults(keys: readonly KeyCandidate[]): Finding[] {
  return keys
    .filter(isApiToken)
    .map(({ name }) =>
      evident(
        'key-api-token',
        'wanted: PSK_…; here: PT…',
        `${name} begins with PT, and API tokens never sign`,
      ),
    );
}

function bodyLengthFaults({ headers, body }: SignedRequest): Finding[] {
  const announced = readHeader(headers, 'content-length') ?? '';
  const length = toBytes(body).length;
  const isEncoded = readHeader(headers, 'content-encoding') !== undefined;
  if (!/^[0-9]{1,15}$/.test(announced) || Number(announced) === length || isEncoded) return [];
  return [
    evident(
      length === 0 ? 'body-missing' : 'body-length',
      `sent: ${Number(announced)} bytes; here: ${length}`,
      `Content-Length announces ${Number(announced)} bytes`,
    ),
  ];
}

function evident(code: FindingCode, difference: string, evidence: string): Finding {
  const { title, mend } = CATALOGUE[code];
  return { code, title, difference, mend, evidence };
}
