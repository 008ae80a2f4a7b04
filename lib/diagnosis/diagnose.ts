import { type DiagnosisResult, NOTHING, withoutDigest } from './diagnose-unsigned.js';
import { tryOrUndefined } from './try-or-undefined.js';
import { WorkLimit, DIAGNOSIS_LIMITS, type DiagnosisLimits } from './work-limit.js';
import type { DiagnosedRequest, Diagnosis, DiagnosisHints, Finding } from './diagnosis.js';
import type { KeyCandidate } from './candidate.js';
import { configuredKeys } from './key/key-changes.js';
import { quoted } from '../errors/printable.js';
import { printableText, printableUrl } from './printable-text.js';
import { readRequest, type ReceivedRequest } from './received-request.js';
import { countTried, describeTried } from './report/describe-tried.js';
import {
  BLANK_KEY,
  evidentFindings,
  observeKeys,
  toFinding,
  UNREADABLE_BODY,
} from './report/evident-findings.js';
import { toFindings } from './report/match-findings.js';
import { nextSteps } from './report/next-steps.js';
import { baseOf, changesOf } from './search/all-changes.js';
import { Search } from './search/search.js';
import { claimedProject, observe } from './sender/senders.js';
import { receivedDigests } from './signature/received-digests.js';
import { type WebhookRequest, verifySignature } from '../signature/index.js';

const MAX_ID = 40;

/**
 * Explains why a request was rejected. It finds up to three known misconfigurations that together make the signature match,
 * and the fix of each. A matching HMAC is a proof, so a finding is certain. The function is pure and never throws on untrusted
 * input. Its work is limited in HMACs, bytes and time.
 *
 * Use it for operators and tests. It does not verify: a rejected request stays rejected. A request that was signed for a
 * different URL may be a replay.
 *
 * @param request the request that `verifySignature` rejected
 * @param signingKeys the keys that `verifySignature` used
 * @param hints possible hosts, path prefixes and keys of other projects
 *
 * @example
 * ```ts
 * import { diagnose, formatDiagnosis } from 'nestjs-signalwire-webhook/diagnosis';
 *
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

/** Works as {@link diagnose}, within the given limits. */
export function diagnoseWithin(
  limits: DiagnosisLimits,
  request: WebhookRequest,
  signingKeys: string | readonly string[],
  hints: DiagnosisHints = {},
): Diagnosis {
  const verificationResult = verifySignature(request, signingKeys);
  const workLimit = new WorkLimit(limits);
  const result: DiagnosisResult = verificationResult.verified
    ? { verdict: 'verified', ...NOTHING }
    : diagnoseRejection(
        readRequest(request, workLimit),
        configuredKeys([signingKeys].flat()),
        hints,
        workLimit,
      );
  const { hmacs, bytesHashed, bytesGenerated } = workLimit;
  return {
    ...(verificationResult.verified ? {} : { reason: verificationResult.reason }),
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
): DiagnosisResult {
  if (keys.length === 0) return explained([toFinding(BLANK_KEY, hints)]);
  if (!request.hasReadableBody) return explained([toFinding(UNREADABLE_BODY, hints)]);
  const digests = receivedDigests(request);
  if (digests.length === 0) return withoutDigest(request, hints);
  const search = new Search(digests, request.bodyHashes, workLimit);
  const match = search.run(baseOf(request, keys, digests), changesOf(request, keys, hints));
  if (match) return explained(toFindings(match, request, hints));
  const findings = evidentFindings(request, keys, hints).map((observation) => toFinding(observation, hints));
  return {
    ...unexplained(request, keys, hints),
    verdict: findings.length > 0 ? 'explained' : 'unexplained',
    findings,
    tried: describeTried(search.tried),
    triedSummary: `${countTried(search.tried)}. ${LIST_TRIED[hints.context ?? 'function']}`,
  };
}

const LIST_TRIED = {
  module: 'To list them: diagnostics: { verbose: true }',
  function: 'To list them: formatDiagnosis(diagnosis, { verbose: true })',
  cli: 'To list them: npx signalwire-webhook diagnose <file> --verbose',
};

function explained(findings: readonly Finding[]): DiagnosisResult {
  return { verdict: 'explained', ...NOTHING, findings };
}

function unexplained(
  request: ReceivedRequest,
  keys: readonly KeyCandidate[],
  hints: DiagnosisHints,
): DiagnosisResult {
  const summary = summarize(request, keys, hints);
  return {
    verdict: 'unexplained',
    ...NOTHING,
    observations: [...observeKeys(keys, hints), ...observe(request)].map((observation) =>
      toFinding(observation, hints),
    ),
    next: nextSteps(request, summary.claimedProject, hints),
    request: summary,
  };
}

function summarize(
  request: ReceivedRequest,
  keys: readonly KeyCandidate[],
  { claimedProjectId }: DiagnosisHints,
): DiagnosedRequest {
  const { url, method, headers, bytes } = request;
  const project = claimedProjectId ?? tryOrUndefined(() => claimedProject(request));
  return {
    method: printableText(method, 20),
    url: printableUrl(url),
    contentType: printableText(headers.get('content-type') ?? 'none', 80),
    bodyLength: bytes.length,
    ...(project === undefined ? {} : { claimedProject: quoted(project, MAX_ID) }),
    signingKeys: keys.length,
  };
}
