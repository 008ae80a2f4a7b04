import { readArguments } from '../arguments.js';
import {
  diagnose as diagnoseRequest,
  type Diagnosis,
  type DiagnosisHints,
  formatDiagnosis,
} from '../../../diagnosis/index.js';
import { readClaimedProjectId } from '../../../request/claimed-project.js';
import type { FindsHost } from '../capture/captured-url.js';
import { EntryReport, printSkipped } from '../capture/entry-report.js';
import {
  CAPTURE_HELP,
  CAPTURE_OPTIONS,
  readCaptures,
  type VerifiedCapture,
} from '../capture/read-captures.js';
import { UsageError } from '../errors.js';
import { printable } from '../../../errors/printable.js';
import { looksLikeKey } from '../../../keys/usable-keys.js';
import { describePublicUrl, publicUrlMembers } from '../public-url.js';
import { KEY_HELP, RECORDED_KEY_WARNING, readKeyKind, readOtherKeys } from '../signing-key.js';
import { paint, type Terminal } from '../terminal.js';
import { describeMalformedBody } from '../verify-webhook.js';
import { type Command, FAILURE, SUCCESS } from './command.js';

const options = {
  ...CAPTURE_OPTIONS,
  host: { type: 'string', multiple: true, default: [] as string[] },
  'path-prefix': { type: 'string', multiple: true, default: [] as string[] },
  'other-key': { type: 'string', multiple: true, default: [] as string[] },
  project: { type: 'string' },
  verbose: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

export const diagnose: Command = {
  help: `Usage: signalwire-webhook diagnose <file> [options]

Find out why the signatures of captured requests fail, and how to fix it.
The exit code is 0 if each request is verified, and 1 if not.

Example:
  npx signalwire-webhook diagnose captured.http --public-url https://example.com

${CAPTURE_HELP}
  --host <host>           host to try, such as the host at SignalWire (repeatable)
  --path-prefix <path>    path prefix to try, which a gateway may strip or add (repeatable)
  --other-key <name>=<file>
                          key to try, such as the key of a different project or an API token
                          (PT…), with any name (repeatable)
  --project <id>          project of the signing key, to compare with the project of the request
  --verbose               list every change that was tried, if no cause is found
  --json                  print one JSON object per request and line
${KEY_HELP}`,

  run: async (args, terminal) => {
    const { values, positionals } = readArguments(args, options);
    const hints: DiagnosisHints = {
      context: 'cli',
      hosts: values.host,
      pathPrefixes: values['path-prefix'],
      otherKeys: readOtherKeys(values['other-key']),
      signingKeyKind: readKeyKind(values),
    };
    const project = values.project === undefined ? undefined : readProject(values.project);
    const findsHost: FindsHost = (headers) =>
      values.host.length > 0 || headers['x-forwarded-host'] !== undefined;
    const captures = await readCaptures(positionals, values, terminal, findsHost);
    const diagnoseCapture = (capture: VerifiedCapture) =>
      new CaptureDiagnosis(capture, hints, project, values.verbose);
    const [entry] = captures.entries;
    if (!entry || captures.entries.length > 1)
      return diagnoseEntries(new EntryReport(captures, terminal, values.json), diagnoseCapture);
    const capture = captures.verify(entry.read());
    const diagnosis = diagnoseCapture(capture);
    if (values.json)
      terminal.print(
        JSON.stringify({ ...(captures.isList && { entry: entry.number }), ...diagnosis.members() }),
      );
    else print(diagnosis, terminal);
    printSkipped(captures, values.json, terminal);
    return capture.result.verified ? SUCCESS : FAILURE;
  },
};

/** Rejected entries of a file that are diagnosed. A search takes up to a second. */
const MAX_DIAGNOSED = 100;

function diagnoseEntries(
  report: EntryReport,
  diagnoseCapture: (capture: VerifiedCapture) => CaptureDiagnosis,
): number {
  let diagnosed = 0;
  return report.run((capture, number) => {
    if (!capture.result.verified && diagnosed++ >= MAX_DIAGNOSED) {
      report.note(number, `Not diagnosed after ${MAX_DIAGNOSED} rejected entries. Fix: --only ${number}`, '');
      return { ...capture.result, isDiagnosed: false };
    }
    const diagnosis = diagnoseCapture(capture);
    if (!capture.result.verified) report.note(number, diagnosis.lines().join('\n'), diagnosis.cause);
    return diagnosis.members();
  });
}

/** The diagnosis of one captured request. */
class CaptureDiagnosis {
  private readonly diagnosis: Diagnosis;
  private readonly projects: { expected: string; claimed: string | null } | undefined;

  constructor(
    readonly capture: VerifiedCapture,
    hints: DiagnosisHints,
    project: string | undefined,
    private readonly isVerbose: boolean,
  ) {
    const { request, keys, publicUrl, matchingPublicUrl } = capture;
    const hosts = matchingPublicUrl === undefined ? [] : [new URL(matchingPublicUrl).host];
    this.diagnosis = diagnoseRequest(request, keys, {
      ...hints,
      hosts: [...(hints.hosts ?? []), ...hosts],
      ...(publicUrl.isConfigured && { publicUrl: publicUrl.url }),
    });
    this.projects =
      project === undefined
        ? undefined
        : { expected: project, claimed: readClaimedProjectId(request) ?? null };
  }

  /** Requests with equal causes need the same fix. */
  get cause(): string {
    const { verdict, findings } = this.diagnosis;
    return JSON.stringify([verdict, findings.map(({ code, fix }) => [code, fix])]);
  }

  lines(): string[] {
    const { result, request } = this.capture;
    const isMalformed = !result.verified && this.diagnosis.verdict === 'verified';
    const lines = isMalformed
      ? [describeMalformedBody(request)]
      : formatDiagnosis(this.diagnosis, { verbose: this.isVerbose }).split('\n');
    return this.projects
      ? [...lines, describeProjects(this.projects.expected, this.projects.claimed)]
      : lines;
  }

  members(): object {
    const { publicUrl, isRecordedKey } = this.capture;
    return {
      ...this.diagnosis,
      ...(this.projects && { project: this.projects }),
      ...publicUrlMembers(publicUrl),
      ...(isRecordedKey && { provesSignalWire: false }),
    };
  }
}

function print(diagnosis: CaptureDiagnosis, terminal: Terminal): void {
  const { result, isRecordedKey, publicUrl } = diagnosis.capture;
  const [headline = '', ...rest] = diagnosis.lines();
  terminal.print(paint(!result.verified ? 'bad' : isRecordedKey ? 'warning' : 'good', headline));
  if (rest.length > 0) terminal.print(rest.join('\n'));
  terminal.print(describePublicUrl(publicUrl));
  if (isRecordedKey) terminal.print(paint('warning', RECORDED_KEY_WARNING));
}

/** @param claimed claimed project of the request; `null` without one */
function describeProjects(expected: string, claimed: string | null): string {
  if (claimed === null) return 'The request names no project.';
  if (claimed === expected) return `The request names project ${printable(claimed)}, as expected.`;
  const other = printable(claimed);
  return (
    `The request names project ${other}, not ${printable(expected)}. ` +
    `Fix: --other-key ${other}=<file> with the signing key of project ${other}`
  );
}

function readProject(text: string): string {
  if (/^[\w-]{1,64}$/.test(text) && !looksLikeKey(text)) return text;
  throw new UsageError('--project must be a project ID, such as 6a1f0e52-3c7d-4b8e-9d21-5f0c7e8a4b13.');
}
