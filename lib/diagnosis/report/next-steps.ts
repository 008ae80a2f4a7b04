import type { DiagnosisHints } from '../diagnosis.js';
import { printableText, printableUrl } from '../printable-text.js';
import type { ReceivedRequest } from '../received-request.js';
import { baseUrlOf } from '../url/url-parts.js';

/** Returns what to compare and which hints to pass, with examples for this request. */
export function nextSteps({ parts }: ReceivedRequest, hints: DiagnosisHints): string[] {
  const example = (hint: string): string =>
    hints.context === 'module' ? `diagnostics: { ${hint} }` : `diagnose(request, signingKeys, { ${hint} })`;
  const steps = [
    'compare the webhook URL at SignalWire with the URL above, byte for byte, and the Signing Key with the API page of the dashboard',
  ];
  if (parts && !hints.hosts?.length) {
    const host = printableText(parts.host, 80) || 'the host above';
    steps.push(`if the host at SignalWire is not ${host}: ${example("hosts: ['hooks.example.com']")}`);
  }
  if (parts && !hints.pathPrefixes?.length) {
    const url = `${printableText(baseUrlOf(parts), 120)}/stage${printableUrl(parts.path, 80)}`;
    steps.push(`if SignalWire calls ${url}: ${example("pathPrefixes: ['/stage']")}`);
  }
  if (parts?.query === '')
    steps.push(
      'the received URL has no query; if the webhook URL at SignalWire has one, check which proxy removes it',
    );
  if (Object.keys(hints.otherKeys ?? {}).length === 0) {
    const hint = example("otherKeys: { old: 'PSK_…' }");
    steps.push(
      `if the key of a different project, a replaced key or an API token (PT…) may have signed: ${hint}`,
    );
  }
  return steps;
}
