import type { Diagnosis, DiagnosisVerdict, Finding } from './diagnosis.js';

const HEADLINES: Record<DiagnosisVerdict, string> = {
  verified: 'The signature is right.',
  explained: 'The signature was refused, and this is why:',
  unexplained: 'The signature was refused, and no known mistake explains it.',
  malformed: 'The request holds no signature that can be checked:',
};

const WHAT_IS_LEFT = [
  "What is left: another project's Signing Key, a URL or a body that differs otherwise, or a forged request.",
  'Compare the URL at SignalWire with publicUrl and the request line, and the Signing Key with its API page.',
];

/**
 * The diagnosis as text of several lines, for a log or a terminal. It holds no key, no signature and nothing of the body.
 *
 * @publicApi
 */
export function formatDiagnosis({ verdict, reason, findings, ruledOut, hmacs }: Diagnosis): string {
  const lines = [
    reason === undefined ? HEADLINES[verdict] : `${HEADLINES[verdict]} (${reason})`,
    ...findings.flatMap(formatFinding),
  ];
  if (ruledOut.length > 0) lines.push('Ruled out:', ...ruledOut.map((title) => `  - ${title}`));
  if (verdict === 'unexplained') lines.push(...WHAT_IS_LEFT);
  if (hmacs > 0) lines.push(`HMACs tried: ${hmacs}`);
  return lines.join('\n');
}

function formatFinding({ code, title, difference, mend, evidence }: Finding, index: number): string[] {
  return [
    `${index + 1}. ${title} (${code})`,
    `   ${difference}`,
    `   Mend:  ${mend}`,
    `   Proof: ${evidence}`,
  ];
}
