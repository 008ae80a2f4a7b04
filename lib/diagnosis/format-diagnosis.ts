import type { DiagnosedRequest, Diagnosis, DiagnosisVerdict, Finding } from './diagnosis.js';

const HEADLINES: Record<DiagnosisVerdict, string> = {
  verified: 'The signature is right.',
  explained: 'The signature was rejected, and this is why:',
  unexplained: 'The signature was rejected, and no known mistake explains it.',
  malformed: 'The request holds no signature that can be checked:',
};

const WHAT_IS_LEFT =
  "What is left: another project's Signing Key, a URL or a body that differs otherwise, or a forged request.";

/**
 * The diagnosis as text of several lines, for a log or a terminal. It holds no key, no signature, no value of a
 * query and nothing of the body.
 *
 * @publicApi
 */
export function formatDiagnosis(diagnosis: Diagnosis): string {
  const { verdict, reason, findings, observations, request, tried, next, hmacs } = diagnosis;
  const lines = [
    reason === undefined ? HEADLINES[verdict] : `${HEADLINES[verdict]} (${reason})`,
    ...findings.flatMap(formatProof),
    ...formatRequest(verdict === 'unexplained' ? request : undefined),
    ...(verdict !== 'explained' && observations.length > 0
      ? ['What stands out:', ...observations.flatMap(formatObservation)]
      : []),
    ...(verdict === 'unexplained' && tried.length > 0
      ? ['Tried:', ...tried.map((line) => `  - ${line}`)]
      : []),
  ];
  if (verdict === 'unexplained') lines.push(WHAT_IS_LEFT, 'Next:', ...next.map((line) => `  - ${line}`));
  if (hmacs > 0) lines.push(`HMACs tried: ${hmacs}`);
  return lines.join('\n');
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
    `Verified: ${method} ${url}`,
    `  Content-Type: ${contentType}; body: ${bodyLength} bytes; ${project}; ${keys}`,
  ];
}
