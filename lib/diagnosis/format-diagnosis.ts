import type { DiagnosedRequest, Diagnosis, DiagnosisVerdict, Finding } from './diagnosis.js';

const SUMMARIES: Record<Exclude<DiagnosisVerdict, 'verified'>, string> = {
  explained: 'Cause:',
  unexplained: 'No known misconfiguration explains it. The likeliest causes:',
  malformed: 'The request has no signature to compare with:',
};

/** Observations without `verbose`, so that the text stays short. */
const MAX_OBSERVATIONS = 3;

/**
 * Options of {@link formatDiagnosis}.
 *
 * @publicApi
 */
export interface FormatOptions {
  /**
   * Lists every observation and every change that was tried, with the number of HMACs.
   *
   * @default false
   */
  readonly verbose?: boolean;
}

/**
 * Formats the diagnosis as text for a log or a terminal. Causes and fixes come first. Without a cause, the text has at most 12
 * lines, unless `verbose` is set. The text contains no key, no signature, no query value and no part of the body.
 *
 * @example
 * ```ts
 * import { diagnose, formatDiagnosis } from 'nestjs-signalwire-webhook/diagnosis';
 *
 * logger.debug(formatDiagnosis(diagnose(request, signingKey), { verbose: true }));
 * ```
 *
 * @publicApi
 */
export function formatDiagnosis(diagnosis: Diagnosis, { verbose = false }: FormatOptions = {}): string {
  const { verdict, reason, findings, hmacs } = diagnosis;
  const lines = [headline(verdict, reason), ...findings.flatMap(formatFinding)];
  if (verdict === 'unexplained') {
    lines.push(...diagnosis.next.map((step, index) => `${index + 1}. ${step}`));
    lines.push(...formatRequest(diagnosis.request));
  }
  if (verdict !== 'explained') lines.push(...formatObservations(diagnosis.observations, verbose));
  if (verdict === 'unexplained') lines.push(...formatTried(diagnosis, verbose));
  if (verbose && hmacs > 0) lines.push(`HMACs tried: ${hmacs}`);
  return lines.join('\n');
}

function headline(verdict: DiagnosisVerdict, reason: string | undefined): string {
  if (verdict === 'verified') return 'The signature is valid.';
  return `Signature rejected${reason === undefined ? '' : ` (${reason})`}. ${SUMMARIES[verdict]}`;
}

function formatFinding({ code, title, difference, fix, evidence }: Finding, index: number): string[] {
  return [
    `${index + 1}. ${title} (${code})`,
    `   ${difference}`,
    `   Fix:   ${fix}`,
    `   Proof: ${evidence}`,
  ];
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

function formatObservations(observations: readonly Finding[], verbose: boolean): string[] {
  const shown = verbose ? observations : observations.slice(0, MAX_OBSERVATIONS);
  return shown.map((observation) => `Noticed: ${formatInOneLine(observation)}`);
}

/** Formats a finding that needs no HMAC. */
export function formatInOneLine({ code, title, evidence, fix }: Finding): string {
  return `${title} (${code}): ${evidence}. Fix: ${fix}`;
}

function formatTried({ tried, triedSummary }: Diagnosis, verbose: boolean): string[] {
  if (tried.length === 0) return [];
  return verbose ? ['Tried:', ...tried.map((line) => `  - ${line}`)] : [`Tried: ${triedSummary}`];
}
