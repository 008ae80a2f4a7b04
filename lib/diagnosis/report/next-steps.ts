import type { DiagnosisHints } from '../diagnosis.js';
import { printable, printableUrl } from '../printable-text.js';
import type { ReceivedRequest } from '../received-request.js';
import { baseUrlOf } from '../url/url-parts.js';

/** What to compare and which hints to give, with examples made from this request. */
export function nextSteps({ parts }: ReceivedRequest, hints: DiagnosisHints): string[] {
  const example = (hint: string): string =>
    hints.context === 'module' ? `diagnostics: { ${hint} }` : `diagnose(request, signingKeys, { ${hint} })`;
  const steps = [
    'compare the URL at SignalWire with the one above, byte for byte, and the Signing Key with the API page of the dashboard',
  ];
  if (parts && !hints.hosts?.length) {
    const host = printable(parts.host, 80) || 'the one above';
    steps.push(`if the host at SignalWire is not ${host}: ${example("hosts: ['hooks.example.com']")}`);
  }
  if (parts && !hints.pathPrefixes?.length) {
    const url = `${printable(baseUrlOf(parts), 120)}/stage${printableUrl(parts.path, 80)}`;
    steps.push(`if SignalWire calls ${url}: ${example("pathPrefixes: ['/stage']")}`);
  }
  if (parts?.query === '')
    steps.push('this URL has no query: if the one at SignalWire has, find out who drops it');
  if (Object.keys(hints.otherKeys ?? {}).length === 0) {
    const hint = example("otherKeys: { old: 'PSK_…' }");
    steps.push(
      `if another project, a key before its rotation, or an API token (PT…) may have signed: ${hint}`,
    );
  }
  return steps;
}
