import type { WebhookRequest } from '../signature/index.js';
import type { Diagnosis, DiagnosisHints, Finding } from './diagnosis.js';
import { readRequest, type ReceivedRequest } from './received-request.js';
import { toFinding, unreadableSignatureFinding } from './report/evident-findings.js';
import { observe } from './sender/senders.js';
import { hasSignatureHeader, receivedDigests } from './signature/received-digests.js';
import { DIAGNOSIS_LIMITS, type DiagnosisLimits, WorkLimit } from './work-limit.js';

/** A diagnosis without what is said of the search. */
export type DiagnosisResult = Omit<Diagnosis, 'reason' | 'hmacs' | 'bytesHashed' | 'bytesGenerated'>;

const WITHOUT_SEARCH: DiagnosisLimits = { ...DIAGNOSIS_LIMITS, hmacs: 0, bytesGenerated: 256 * 1024 };

export const NOTHING = { findings: [], observations: [], tried: [], triedSummary: '', next: [] };

/**
 * Explains a rejected request that has no signature to compare with; `undefined` if it has one. It computes no HMAC, needs no key, and
 * parses at most a part of the body.
 */
export function diagnoseWithoutSearch(request: WebhookRequest, hints: DiagnosisHints): Diagnosis | undefined {
  const received = readRequest(request, new WorkLimit(WITHOUT_SEARCH));
  if (!received.hasReadableBody || receivedDigests(received).length > 0) return undefined;
  const reason = hasSignatureHeader(received.headers) ? 'malformed-signature' : 'missing-signature';
  return { reason, ...withoutDigest(received, hints), hmacs: 0, bytesHashed: 0, bytesGenerated: 0 };
}

/** Explains a request without a signature. It computes no HMAC, and needs no key. */
export function diagnoseUnsigned(request: WebhookRequest, hints: DiagnosisHints): readonly Finding[] {
  const received = readRequest(request, new WorkLimit(DIAGNOSIS_LIMITS));
  const { findings, observations } = withoutDigest(received, hints);
  return [...findings, ...observations];
}

/**
 * Explains a request that has no digest. It prefers observations about the sender to the finding that there is no signature, because they
 * say more.
 */
export function withoutDigest(request: ReceivedRequest, hints: DiagnosisHints): DiagnosisResult {
  const observations = observe(request);
  const senders = observations.filter(({ code }) => code.startsWith('sender-'));
  const others = observations.filter((observation) => !senders.includes(observation));
  const shown = senders.length > 0 ? senders : [unreadableSignatureFinding(request)];
  return {
    verdict: 'malformed',
    ...NOTHING,
    findings: shown.map((observation) => toFinding(observation, hints)),
    observations: others.map((observation) => toFinding(observation, hints)),
  };
}
