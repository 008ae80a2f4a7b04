import { fixFor, CATALOGUE, type FindingCode } from '../catalogue/catalogue.js';
import type { DiagnosisHints, Finding } from '../diagnosis.js';
import type { KeyCandidate } from '../key/key-changes.js';
import { type KeyKind, kindOfKey } from '../key/key-kinds.js';
import type { ReceivedRequest } from '../received-request.js';
import type { Observation } from '../sender/senders.js';
import { hasSignatureHeader } from '../signature/received-digests.js';
import { SIGNATURE_HEADER } from '../signature-internals.js';

/** Describes the misconfiguration that no key is set. It needs no HMAC. */
export function blankKeyFinding(): Observation {
  return {
    code: 'key-blank',
    difference: 'wanted: a Signing Key; here: no key, or white space',
    evidence: 'all signing keys are blank',
  };
}

/** Describes a body that is neither bytes nor a string, so that no signature can be compared. */
export function unreadableBodyFinding(): Observation {
  return {
    code: 'body-not-bytes',
    difference: 'wanted: the raw body, as bytes or a string; here: a value of another type',
    evidence: 'the body is neither bytes nor a string',
  };
}

/** Describes a missing or malformed signature. */
export function unreadableSignatureFinding({ headers }: ReceivedRequest): Observation {
  return hasSignatureHeader(headers)
    ? {
        code: 'signature-malformed',
        difference:
          'wanted: 28 characters of base64 for forms, 40 or 64 of hexadecimal for JSON; here: a different text',
        evidence: 'no signature header contains a SHA-1 or SHA-256 digest',
      }
    : {
        code: 'signature-missing',
        difference: `wanted: ${SIGNATURE_HEADER}; here: none`,
        evidence: 'the headers contain no signature',
      };
}

/** Finds misconfigurations with which no signature can match. */
export function evidentFindings(
  request: ReceivedRequest,
  keys: readonly KeyCandidate[],
  hints: DiagnosisHints,
): Observation[] {
  return [...keyFindings(keys, hints), ...bodyLengthFindings(request), ...tooManyParameters(request)];
}

const CODES: Record<KeyKind, FindingCode> = {
  'api-token': 'key-api-token',
  'project-id': 'key-project-id',
  'account-sid': 'key-project-id',
  url: 'key-url',
  file: 'key-file',
  placeholder: 'key-placeholder',
};
const LOOKS_LIKE: Record<KeyKind, string> = {
  'api-token': 'an API token (PT…)',
  'project-id': 'a project ID',
  'account-sid': 'the ID of a Twilio account (AC…)',
  url: 'a URL',
  file: 'the path of a file',
  placeholder: 'a placeholder',
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
  return [
    {
      code: CODES[kind],
      difference: `wanted: PSK_…; here: ${LOOKS_LIKE[kind]}`,
      evidence: `${name} has the form of ${LOOKS_LIKE[kind]}, ${fact}`,
    },
  ];
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
  return [
    {
      code: 'key-form',
      difference: 'wanted: PSK_…; here: a different prefix',
      evidence: `${name} does not begin with PSK_, unlike the keys of SignalWire`,
    },
  ];
}

function bodyLengthFindings({ headers, bytes }: ReceivedRequest): Observation[] {
  const announced = headers.get('content-length') ?? '';
  const isEncoded = headers.has('content-encoding');
  if (!/^[0-9]{1,15}$/.test(announced) || Number(announced) === bytes.length || isEncoded) return [];
  return [
    {
      code: bytes.length === 0 ? 'body-missing' : 'body-length',
      difference: `sent: ${Number(announced)} bytes; here: ${bytes.length}`,
      evidence: `Content-Length announces ${Number(announced)} bytes`,
    },
  ];
}

function tooManyParameters({ hasTooManyParameters }: ReceivedRequest): Observation[] {
  if (!hasTooManyParameters) return [];
  return [
    {
      code: 'body-too-many-parameters',
      difference: 'wanted: at most 10,000 parameters; here: more',
      evidence: 'the form has more than 10,000 parameters',
    },
  ];
}

export function toFinding({ code, difference, evidence }: Observation, { context }: DiagnosisHints): Finding {
  return { code, title: CATALOGUE[code].title, difference, fix: fixFor(code, context), evidence };
}
