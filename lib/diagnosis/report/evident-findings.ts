import { fixFor, CATALOGUE, type FindingCode } from '../catalogue/catalogue.js';
import type { DiagnosisHints, Finding } from '../diagnosis.js';
import type { KeyCandidate } from '../candidate.js';
import { type KeyKind, kindOfKey } from '../key/key-kinds.js';
import type { ReceivedRequest } from '../received-request.js';
import { type Observation, observation } from '../difference.js';
import { hasSignatureHeader } from '../signature/received-digests.js';
import { SIGNATURE_HEADER } from '../../signature/internal.js';

/** The misconfiguration that no key is set. It needs no HMAC. */
export const BLANK_KEY = observation(
  'key-blank',
  'wanted: a Signing Key; here: no key, or white space',
  'all signing keys are blank',
);

/** A body that is neither bytes nor a string, so that no signature can be compared. */
export const UNREADABLE_BODY = observation(
  'body-not-bytes',
  'wanted: the raw body, as bytes or a string; here: a value of a different type',
  'the body is neither bytes nor a string',
);

/** Describes a missing or malformed signature. */
export function unreadableSignatureFinding({ headers }: ReceivedRequest): Observation {
  return hasSignatureHeader(headers)
    ? observation(
        'signature-malformed',
        'wanted: 28 characters of base64 for forms, 40 or 64 of hexadecimal for JSON; here: a different text',
        'no signature header contains a SHA-1 or SHA-256 digest',
      )
    : observation(
        'signature-missing',
        `wanted: ${SIGNATURE_HEADER}; here: none`,
        'the X-SignalWire-Signature header is missing',
      );
}

/** Finds misconfigurations with which no signature can match. */
export function evidentFindings(
  request: ReceivedRequest,
  keys: readonly KeyCandidate[],
  hints: DiagnosisHints,
): Observation[] {
  return [...keyFindings(keys, hints), ...bodyLengthFindings(request), ...tooManyParameters(request)];
}

const KINDS: Record<KeyKind, readonly [code: FindingCode, looksLike: string]> = {
  'api-token': ['key-api-token', 'an API token (PT…)'],
  'project-id': ['key-project-id', 'a project ID'],
  'account-sid': ['key-project-id', 'the ID of a Twilio account (AC…)'],
  url: ['key-url', 'a URL'],
  file: ['key-file', 'the path of a file'],
  placeholder: ['key-placeholder', 'a placeholder'],
};

const MAX_OBSERVED = 5;

/** Returns findings only if no configured key can be a signing key. */
function keyFindings(keys: readonly KeyCandidate[], { signingKeyKind }: DiagnosisHints): Observation[] {
  const kinds = keys.map(({ value }) => kindOfKey(value));
  if (kinds.includes(undefined)) return [];
  if (signingKeyKind === 'api-token' && kinds.includes('api-token')) return [];
  return keys.flatMap(observeKind);
}

function observeKind({ name, value }: KeyCandidate): Observation[] {
  const kind = kindOfKey(value);
  if (kind === undefined) return [];
  const fact =
    kind === 'api-token' ? 'and SignalWire documents the Signing Key' : 'and SignalWire never signs with it';
  const [code, looksLike] = KINDS[kind];
  const evidence = `${name} has the form of ${looksLike}, ${fact}`;
  return [observation(code, `wanted: PSK_…; here: ${looksLike}`, evidence)];
}

/** Returns observations, not findings: a project may sign with its API token, and a signing key may not begin with `PSK_`. */
export function observeKeys(
  keys: readonly KeyCandidate[],
  { signingKeyKind }: DiagnosisHints,
): Observation[] {
  return keys.flatMap((key) => observeKey(key, signingKeyKind)).slice(0, MAX_OBSERVED);
}

function observeKey(key: KeyCandidate, signingKeyKind: DiagnosisHints['signingKeyKind']): Observation[] {
  const { name, value } = key;
  const kind = kindOfKey(value);
  if (kind !== undefined) return kind === signingKeyKind ? observeKind(key) : [];
  if (value.trim().startsWith('PSK_')) return [];
  const evidence = `${name} does not begin with PSK_, unlike the keys of SignalWire`;
  return [observation('key-form', 'wanted: PSK_…; here: a different prefix', evidence)];
}

function bodyLengthFindings({ headers, bytes }: ReceivedRequest): Observation[] {
  const announced = headers.get('content-length') ?? '';
  const isEncoded = headers.has('content-encoding');
  if (!/^[0-9]{1,15}$/.test(announced) || Number(announced) === bytes.length || isEncoded) return [];
  const sent = `${Number(announced)} bytes`;
  const code = bytes.length === 0 ? 'body-missing' : 'body-length';
  return [observation(code, `sent: ${sent}; here: ${bytes.length}`, `Content-Length announces ${sent}`)];
}

function tooManyParameters({ hasTooManyParameters }: ReceivedRequest): Observation[] {
  if (!hasTooManyParameters) return [];
  return [
    observation(
      'body-too-many-parameters',
      'wanted: at most 10,000 parameters; here: more',
      'the form has more than 10,000 parameters',
    ),
  ];
}

export function toFinding(observed: Observation, { context }: DiagnosisHints): Finding {
  const { code } = observed;
  return { ...observed, title: CATALOGUE[code].title, fix: fixFor(code, context) };
}
