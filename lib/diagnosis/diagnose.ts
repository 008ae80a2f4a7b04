import { type SignedRequest, verifySignature } from '../signature/index.js';
import { type ClaimedDigest, claimedDigests } from './claimed-digests.js';
import type { Diagnosis, DiagnosisHints, Finding } from './diagnosis.js';
import { blankKeyFault, evidentFaults, unreadableSignatureFault } from './evident-faults.js';
import { toFindings } from './findings.js';
import { configuredKeys, type KeyCandidate } from './key-changes.js';
import { Search } from './search.js';
import { stages } from './trials.js';

/**
 * Says why a request was refused: which known mistake, or which two, make its signature match, and what mends them.
 * A match of an HMAC is a proof, so what is found is certain. Pure; it never throws on what a caller sent, and its work
 * is bounded.
 *
 * For operators and tests. It is no verification: a refused request stays refused, and one that was signed for another
 * URL may also have been replayed here.
 *
 * @param request what `verifySignature` refused
 * @param signingKeys the keys that it was refused with
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
  request: SignedRequest,
  signingKeys: string | readonly string[],
  hints: DiagnosisHints = {},
): Diagnosis {
  const verdict = verifySignature(request, signingKeys);
  if (verdict.verified) return { verdict: 'verified', findings: [], ruledOut: [], hmacs: 0 };
  return { reason: verdict.reason, ...diagnoseRefusal(request, configuredKeys([signingKeys].flat()), hints) };
}

function diagnoseRefusal(
  request: SignedRequest,
  keys: readonly KeyCandidate[],
  hints: DiagnosisHints,
): Omit<Diagnosis, 'reason'> {
  if (keys.length === 0) return explain([blankKeyFault()]);
  const claimed = claimedDigests(request);
  if (claimed.length > 0) return searchFor(claimed, request, keys, hints);
  return { verdict: 'malformed', findings: [unreadableSignatureFault(request)], ruledOut: [], hmacs: 0 };
}

function searchFor(
  claimed: readonly ClaimedDigest[],
  request: SignedRequest,
  keys: readonly KeyCandidate[],
  hints: DiagnosisHints,
): Omit<Diagnosis, 'reason'> {
  const search = new Search(claimed);
  for (const stage of stages(request, keys, hints)) {
    const match = search.run(stage);
    if (match) return explain(toFindings(match, request), search.hmacs);
  }
  const findings = evidentFaults(request, keys);
  return {
    verdict: findings.length > 0 ? 'explained' : 'unexplained',
    findings,
    ruledOut: [...search.ruledOut],
    hmacs: search.hmacs,
  };
}

function explain(findings: readonly Finding[], hmacs = 0): Omit<Diagnosis, 'reason'> {
  return { verdict: 'explained', findings, ruledOut: [], hmacs };
}
