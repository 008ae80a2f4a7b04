import { parseArgs } from 'node:util';

import {
  diagnose as diagnoseRequest,
  type DiagnosisHints,
  formatDiagnosis,
} from '../../../diagnosis/index.js';
import { readClaimedProjectId } from '../../../request/claimed-project.js';
import { CAPTURE_HELP, CAPTURE_OPTIONS, verifyCapturedRequest } from '../capture/read-captured-request.js';
import { UsageError } from '../errors.js';
import { printable } from '../../../errors/printable.js';
import { looksLikeKey } from '../../../keys/usable-keys.js';
import { describePublicUrl, publicUrlMembers } from '../public-url.js';
import { KEY_HELP, RECORDED_KEY_WARNING, readKeyKind, readOtherKeys } from '../signing-key.js';
import { paint } from '../terminal.js';
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

Find out why the signature of a captured request fails, and how to fix it. The exit code is 0 if the request is verified,
and 1 if not.

Example:
  npx signalwire-webhook diagnose captured.http --public-url https://example.com

${CAPTURE_HELP}
  --host <host>           host to try, such as the host at SignalWire (repeatable)
  --path-prefix <path>    path prefix to try, which a gateway may strip or add (repeatable)
  --other-key <name>=<file>
                          key to try, such as the key of a different project or an API token (PT…), with any name
                          (repeatable)
  --project <id>          project of the signing key, to compare with the project of the request
  --verbose               list every change that was tried, if no cause is found
  --json                  print the diagnosis as JSON
${KEY_HELP}`,

  run: async (args, terminal) => {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const hints: DiagnosisHints = {
      context: 'cli',
      hosts: values.host,
      pathPrefixes: values['path-prefix'],
      otherKeys: readOtherKeys(values['other-key']),
      signingKeyKind: readKeyKind(values),
    };
    const project = values.project === undefined ? undefined : readProject(values.project);
    const { request, result, publicUrl, keys, isRecordedKey } = await verifyCapturedRequest(
      positionals,
      values,
      terminal,
      (headers) => values.host.length > 0 || headers['x-forwarded-host'] !== undefined,
    );
    const diagnosis = diagnoseRequest(request, keys, {
      ...hints,
      ...(publicUrl.isConfigured && { publicUrl: publicUrl.url }),
    });
    const isVerified = result.verified;
    const comparison =
      project === undefined
        ? undefined
        : { expected: project, claimed: readClaimedProjectId(request) ?? null };
    if (values.json) {
      const proof = isRecordedKey ? { provesSignalWire: false } : {};
      terminal.print(
        JSON.stringify({
          ...diagnosis,
          ...(comparison && { project: comparison }),
          ...publicUrlMembers(publicUrl),
          ...proof,
        }),
      );
    } else {
      const isMalformed = !result.verified && diagnosis.verdict === 'verified';
      const [headline = '', ...rest] = isMalformed
        ? [MALFORMED]
        : formatDiagnosis(diagnosis, values).split('\n');
      terminal.print(paint(!isVerified ? 'bad' : isRecordedKey ? 'warning' : 'good', headline));
      if (rest.length > 0) terminal.print(rest.join('\n'));
      terminal.print(describePublicUrl(publicUrl));
      if (comparison) terminal.print(describeProjects(comparison.expected, comparison.claimed));
      if (isRecordedKey) terminal.print(paint('warning', RECORDED_KEY_WARNING));
    }
    return isVerified ? SUCCESS : FAILURE;
  },
};

/** The diagnosis looks at the signature only. */
const MALFORMED =
  'The signature is valid, but the body is not one JSON object, so the application rejects the request (malformed-body).';

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
