import { tryOrUndefined } from './try-or-undefined.js';
import { WorkLimit, DIAGNOSIS_LIMITS, type DiagnosisLimits } from './work-limit.js';
import type { DiagnosedRequest, Diagnosis, DiagnosisHints, Finding } from './diagnosis.js';
import { configuredKeys, type KeyCandidate } from './key/key-changes.js';
import { printable, printableId, printableUrl } from './printable-text.js';
import { readRequest, type ReceivedRequest } from './received-request.js';
import { describeTried } from './report/describe-tried.js';
import {
  blankKeyFinding,
  evidentFindings,
  observeKeys,
  toFinding,
  unreadableBodyFinding,
  unreadableSignatureFinding,
} from './report/evident-findings.js';
import { toFindings } from './report/match-findings.js';
import { nextSteps } from './report/next-steps.js';
import { baseOf, changesOf } from './search/all-changes.js';
import { Search } from './search/search.js';
import { claimedProject, observe } from './sender/senders.js';
import { receivedDigests } from './signature/received-digests.js';
import { type WebhookRequest, verifySignature } from './signature-internals.js';

type Result = Omit<Diagnosis, 'reason' | 'hmacs' | 'bytesHashed' | 'bytesGenerated'>;

const NOTHING = { findings: [], observations: [], tried: [], next: [] };

/**
 * Says why a request was rejected: which known mistake, or which two or three, make its signature match, and what fixes
 * them. A match of an HMAC is a proof, so what is found is certain. Pure; it never throws on what a caller sent, and its
 * work is bounded in HMACs, in bytes and in time.
 *
 * For operators and tests. It is no verification: a rejected request stays rejected, and one that was signed for another
 * URL may also have been replayed here.
 *
 * @param request what `verifySignature` rejected
 * @param signingKeys the keys that it was rejected with
 * @param hints what may have been meant: hosts, path prefixes, other projects' keys
 *
 * @example
 * ```ts
 * logger.warn(formatDiagnosis(diagnose(request, signingKey, { hosts: ['example.com'] })));
 * ```
 *
 * @publicApi
 */
export function diagnose(
  request: WebhookRequest,
  signingKeys: string | readonly string[],
  hints: DiagnosisHints = {},
): Diagnosis {
  return diagnoseWithin(DIAGNOSIS_LIMITS, request, signingKeys, hints);
}

/** {@link diagnose} with bounds of the caller's. */
export function diagnoseWithin(
  limits: DiagnosisLimits,
  request: WebhookRequest,
  signingKeys: string | readonly string[],
  hints: DiagnosisHints = {},
): Diagnosis {
  const verdict = verifySignature(request, signingKeys);
  const workLimit = new WorkLimit(limits);
  const result: Result = verdict.verified
    ? { verdict: 'verified', ...NOTHING }
    : diagnoseRejection(
        readRequest(request, workLimit),
        configuredKeys([signingKeys].flat()),
        hints,
        workLimit,
      );
  const { hmacs, bytesHashed, bytesGenerated } = workLimit;
  return {
    ...(verdict.verified ? {} : { reason: verdict.reason }),
    ...result,
    hmacs,
    bytesHashed,
    bytesGenerated,
  };
}

function diagnoseRejection(
  request: ReceivedRequest,
  keys: readonly KeyCandidate[],
  hints: DiagnosisHints,
  workLimit: WorkLimit,
): Result {
  if (keys.length === 0) return explained([toFinding(blankKeyFinding(), hints)]);
  if (!request.hasReadableBody) return explained([toFinding(unreadableBodyFinding(), hints)]);
  const claimed = receivedDigests(request);
  if (claimed.length === 0) return withoutDigest(request, hints);
  const search = new Search(claimed, request.bodyHashes, workLimit);
  const match = search.run(baseOf(request, keys, claimed), changesOf(request, keys, hints));
  if (match) return explained(toFindings(match, request, hints));
  const findings = evidentFindings(request, keys, hints).map((fault) => toFinding(fault, hints));
  return {
    ...unexplained(request, keys, hints),
    verdict: findings.length > 0 ? 'explained' : 'unexplained',
    findings,
    tried: describeTried(search.tried),
  };
}

function explained(findings: readonly Finding[]): Result {
  return { verdict: 'explained', ...NOTHING, findings };
}

/** What the request shows of its sender says more than that there is no signature. */
function withoutDigest(request: ReceivedRequest, hints: DiagnosisHints): Result {
  const observations = observe(request);
  const senders = observations.filter(({ code }) => code.startsWith('sender-'));
  const others = observations.filter((observation) => !senders.includes(observation));
  const faults = senders.length > 0 ? senders : [unreadableSignatureFinding(request)];
  return {
    verdict: 'malformed',
    ...NOTHING,
    findings: faults.map((fault) => toFinding(fault, hints)),
    observations: others.map((observation) => toFinding(observation, hints)),
  };
}

function unexplained(request: ReceivedRequest, keys: readonly KeyCandidate[], hints: DiagnosisHints): Result {
  return {
    verdict: 'unexplained',
    ...NOTHING,
    observations: [...observeKeys(keys, hints), ...observe(request)].map((observation) =>
      toFinding(observation, hints),
    ),
    next: nextSteps(request, hints),
    request: summarise(request, keys, hints),
  };
}

function summarise(
  request: ReceivedRequest,
  keys: readonly KeyCandidate[],
  { claimedProjectId }: DiagnosisHints,
): DiagnosedRequest {
  const { url, method, headers, bytes } = request;
  const project = claimedProjectId ?? tryOrUndefined(() => claimedProject(request));
  return {
    method: printable(method, 20),
    url: printableUrl(url),
    contentType: printable(headers.get('content-type') ?? 'none', 80),
    bodyLength: bytes.length,
    ...(project === undefined ? {} : { claimedProject: printableId(project) }),
    signingKeys: keys.length,
  };
}
