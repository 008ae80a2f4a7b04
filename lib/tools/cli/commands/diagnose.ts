import { parseArgs } from 'node:util';

import { diagnose as diagnoseRequest, formatDiagnosis } from '../../../diagnosis/index.js';
import { readClaimedProjectId } from '../../../request/claimed-project.js';
import type { WebhookRequest } from '../../../signature/index.js';
import {
  CAPTURE_HELP,
  CAPTURE_OPTIONS,
  readCapturedRequest,
  verifyReadings,
} from '../capture/read-captured-request.js';
import { UsageError } from '../errors.js';
import { printable } from '../../../errors/printable.js';
import { looksLikeKey } from '../../../keys/usable-keys.js';
import {
  KEY_HELP,
  KEY_OPTIONS,
  OWN_KEY_WARNING,
  readCaptureKeys,
  readKeyKind,
  readOtherKeys,
} from '../signing-key.js';
import { paint } from '../terminal.js';
import { type Command, FAILURE, SUCCESS } from './command.js';

const options = {
  ...CAPTURE_OPTIONS,
  ...KEY_OPTIONS,
  host: { type: 'string', multiple: true, default: [] as string[] },
  'path-prefix': { type: 'string', multiple: true, default: [] as string[] },
  'other-key': { type: 'string', multiple: true, default: [] as string[] },
  project: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export const diagnose: Command = {
  help: `Usage: signalwire-webhook diagnose <file> [options]

Exits with 0 if the signature is right, and with 1 if not.

${CAPTURE_HELP}
  --host <host>           a host that SignalWire may call; repeat it for more
  --path-prefix <path>    a prefix that a gateway may strip or add; repeat it for more
  --other-key <name>=<file>
                          another key that may have signed: a different project's, or an API token (PT…); by a name
                          of yours (repeatable)
  --project <id>          the project that the signing key belongs to: says whether the request names another
  --json                  prints the diagnosis as JSON
${KEY_HELP}`,

  run: async (args, terminal) => {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const hints = {
      hosts: values.host,
      pathPrefixes: values['path-prefix'],
      otherKeys: readOtherKeys(values['other-key']),
      signingKeyKind: readKeyKind(values),
    };
    const project = values.project === undefined ? undefined : readProject(values.project);
    const { readings, ownKey } = await readCapturedRequest(positionals, values, terminal);
    const { keys, ownIndex } = readCaptureKeys(ownKey, values, terminal);
    const { request, result } = verifyReadings(readings, keys);
    const diagnosis = diagnoseRequest(request, keys, hints);
    const isVerified = diagnosis.verdict === 'verified';
    const isOwn = result.verified && result.keyIndex === ownIndex;
    const claim = project === undefined ? undefined : compareProjects(request, project);
    if (values.json) {
      const proof = isOwn ? { provesSignalWire: false } : {};
      terminal.print(JSON.stringify({ ...diagnosis, ...(claim && { project: claim }), ...proof }, null, 2));
    } else {
      const [headline = '', ...rest] = formatDiagnosis(diagnosis).split('\n');
      terminal.print(paint(!isVerified ? 'bad' : isOwn ? 'warning' : 'good', headline));
      if (rest.length > 0) terminal.print(rest.join('\n'));
      if (claim) terminal.print(describeProjects(claim));
      if (isOwn) terminal.print(paint('warning', OWN_KEY_WARNING));
    }
    return isVerified ? SUCCESS : FAILURE;
  },
};

interface ProjectComparison {
  readonly expected: string;
  /** `null` where the request names none. */
  readonly claimed: string | null;
}

function compareProjects(request: WebhookRequest, expected: string): ProjectComparison {
  return { expected, claimed: readClaimedProjectId(request) ?? null };
}

function describeProjects({ expected, claimed }: ProjectComparison): string {
  if (claimed === null) return 'The request names no project.';
  if (claimed === expected) return `The request names project ${printable(claimed)}, as expected.`;
  const other = printable(claimed);
  return (
    `The request names project ${other}, not ${printable(expected)}: ` +
    `verify it with that project's Signing Key, --other-key ${other}=<file>.`
  );
}

function readProject(text: string): string {
  if (/^[\w-]{1,64}$/.test(text) && !looksLikeKey(text)) return text;
  throw new UsageError('--project takes the id of a project, such as 6a1f0e52-3c7d-4b8e-9d21-5f0c7e8a4b13.');
}
