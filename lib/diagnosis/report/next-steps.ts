import type { DiagnosisHints } from '../diagnosis.js';
import { printableText, printableUrl } from '../printable-text.js';
import type { ReceivedRequest } from '../received-request.js';
import { baseUrlOf } from '../url/url-parts.js';

/** The hints that can test a cause, in the reader's own tool. */
interface Tests {
  readonly otherKeys: string;
  readonly hosts: string;
  readonly pathPrefixes: string;
}

/** Returns the causes that remain if no known misconfiguration explains the request, the likeliest first, with the next step. */
export function nextSteps(
  request: ReceivedRequest,
  claimedProject: string | undefined,
  hints: DiagnosisHints,
): string[] {
  return [keyStep(claimedProject, hints), urlStep(request, hints), FORGED];
}

const FORGED =
  'The body was changed in transit, or the request is forged. A forged request must be rejected.';

function keyStep(claimedProject: string | undefined, hints: DiagnosisHints): string {
  const project = claimedProject === undefined ? 'the project' : `project ${claimedProject}`;
  const step =
    'The signing key is the key of a different project, or from before a rotation. Compare it with the Signing Key of ' +
    `${project} on the API page of the dashboard.`;
  const isGiven = Object.keys(hints.otherKeys ?? {}).length > 0;
  return isGiven ? step : `${step} To try a different key: ${testsIn(hints).otherKeys}`;
}

function urlStep({ parts }: ReceivedRequest, hints: DiagnosisHints): string {
  if (!parts) return 'The URL at SignalWire is different. Compare it with the received URL.';
  const tests = testsIn(hints);
  const url = printableText(baseUrlOf(parts), 120) + printableUrl(parts.path, 80);
  const steps = [`The webhook URL at SignalWire is not ${url}. Compare them byte for byte.`];
  if (parts.query === '') steps.push('If the URL at SignalWire has a query, a proxy removes it.');
  if (!hints.hosts?.length) steps.push(`To try a different host: ${tests.hosts}.`);
  if (!hints.pathPrefixes?.length) steps.push(`To try a path prefix: ${tests.pathPrefixes}`);
  return steps.join(' ');
}

function testsIn({ context }: DiagnosisHints): Tests {
  if (context === 'cli') return CLI_TESTS;
  const hint = (text: string): string =>
    context === 'module' ? `diagnostics: { ${text} }` : `diagnose(request, signingKeys, { ${text} })`;
  return {
    otherKeys: hint("otherKeys: { old: 'PSK_…' }"),
    hosts: hint("hosts: ['hooks.example.com']"),
    pathPrefixes: hint("pathPrefixes: ['/stage']"),
  };
}

const CLI = 'npx signalwire-webhook diagnose <file>';
const CLI_TESTS: Tests = {
  otherKeys: `${CLI} --other-key old=old.key`,
  hosts: `${CLI} --host hooks.example.com`,
  pathPrefixes: `${CLI} --path-prefix /stage`,
};
