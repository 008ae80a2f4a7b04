import type { DiagnosedRequest, Diagnosis, DiagnosisVerdict, Finding } from './diagnosis.js';

const SUMMARIES: Record<Exclude<DiagnosisVerdict, 'verified'>, string> = {
  explained: 'Cause:',
  unexplained: 'No known misconfiguration explains it.',
  malformed: 'The request has no signature to compare with:',
};

const REMAINING_CAUSES =
  'Remaining causes: the signing key of a different project, a different URL or body, or a forged request.';

/**
 * Formats the diagnosis as text of several lines, for a log or a terminal. The text contains no key, no signature, no query
 * value and no part of the body.
 *
 * @publicApi
 */
export function formatDiagnosis(diagnosis: Diagnosis): string {
  const { verdict, reason, findings, observations, request, tried, next, hmacs } = diagnosis;
  const lines = [
    headline(verdict, reason),
    ...findings.flatMap(formatProof),
    ...formatRequest(verdict === 'unexplained' ? request : undefined),
    ...(verdict !== 'explained' && observations.length > 0
      ? ['Observations:', ...observations.flatMap(formatObservation)]
      : []),
    ...(verdict === 'unexplained' && tried.length > 0
      ? ['Tried:', ...tried.map((line) => `  - ${line}`)]
      : []),
  ];
  if (verdict === 'unexplained') lines.push(REMAINING_CAUSES, 'Next:', ...next.map((line) => `  - ${line}`));
  if (hmacs > 0) lines.push(`HMACs tried: ${hmacs}`);
  return lines.join('\n');
}

function headline(verdict: DiagnosisVerdict, reason: string | undefined): string {
  if (verdict === 'verified') return 'The signature is valid.';
  return `Signature rejected${reason === undefined ? '' : ` (${reason})`}. ${SUMMARIES[verdict]}`;
}

function formatProof(finding: Finding, index: number): string[] {
  return [...formatFinding(finding, index), `   Proof: ${finding.evidence}`];
}

function formatObservation(finding: Finding, index: number): string[] {
  return [...formatFinding(finding, index), `   Seen:  ${finding.evidence}`];
}

function formatFinding({ code, title, difference, fix }: Finding, index: number): string[] {
  return [`${index + 1}. ${title} (${code})`, `   ${difference}`, `   Fix:   ${fix}`];
}

function formatRequest(request: DiagnosedRequest | undefined): string[] {
  if (!request) return [];
  const { method, url, contentType, bodyLength, claimedProject, signingKeys } = request;
  const project = claimedProject === undefined ? 'no project claimed' : `claimed project ${claimedProject}`;
  const keys = signingKeys === 1 ? '1 signing key' : `${signingKeys} signing keys`;
  return [
    `Received: ${method} ${url}`,
    `  Content-Type: ${contentType}; body: ${bodyLength} bytes; ${project}; ${keys}`,
  ];
}
