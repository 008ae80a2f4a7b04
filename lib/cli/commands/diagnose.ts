import { parseArgs } from 'node:util';

import { diagnose as diagnoseRequest, formatDiagnosis } from '../../diagnosis/index.js';
import { CAPTURE_HELP, CAPTURE_OPTIONS, readCapturedRequest } from '../capture/read-captured-request.js';
import { KEY_HELP, KEY_OPTIONS, readSigningKey } from '../signing-key.js';
import { type Command, FAILURE, SUCCESS } from './command.js';

const options = {
  ...CAPTURE_OPTIONS,
  ...KEY_OPTIONS,
  host: { type: 'string', multiple: true, default: [] as string[] },
  'path-prefix': { type: 'string', multiple: true, default: [] as string[] },
  json: { type: 'boolean', default: false },
} as const;

export const diagnose: Command = {
  summary: 'says why the signature of a captured request fails, and what mends it',
  help: `Usage: signalwire-webhook diagnose <file> [options]

Exits with 0 if the signature is right, and with 1 if not.

${CAPTURE_HELP}
  --host <host>           a host that SignalWire may call; repeat it for more
  --path-prefix <path>    a prefix that a gateway may strip or add; repeat it for more
  --json                  prints the diagnosis as JSON
${KEY_HELP}`,

  run: async (args, terminal) => {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const request = await readCapturedRequest(positionals[0], values, terminal);
    const hints = { hosts: values.host, pathPrefixes: values['path-prefix'] };
    const diagnosis = diagnoseRequest(request, readSigningKey(values, terminal), hints);
    terminal.print(values.json ? JSON.stringify(diagnosis, null, 2) : formatDiagnosis(diagnosis));
    return diagnosis.verdict === 'verified' ? SUCCESS : FAILURE;
  },
};
