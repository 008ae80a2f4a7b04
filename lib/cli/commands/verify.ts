import { parseArgs } from 'node:util';

import { verifySignature } from '../../signature/index.js';
import { CAPTURE_HELP, CAPTURE_OPTIONS, readCapturedRequest } from '../capture/read-captured-request.js';
import { KEY_HELP, KEY_OPTIONS, readSigningKey } from '../signing-key.js';
import { paint } from '../terminal.js';
import { type Command, FAILURE, SUCCESS } from './command.js';

const options = { ...CAPTURE_OPTIONS, ...KEY_OPTIONS, json: { type: 'boolean', default: false } } as const;

export const verify: Command = {
  summary: 'verifies a captured request',
  help: `Usage: signalwire-webhook verify <file> [options]

Exits with 0 if the signature is right, and with 1 if not.

${CAPTURE_HELP}
  --json                  prints the verdict as JSON
${KEY_HELP}`,

  run: async (args, terminal) => {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const request = await readCapturedRequest(positionals[0], values, terminal);
    const verdict = verifySignature(request, readSigningKey(values, terminal));
    if (values.json) terminal.print(JSON.stringify(verdict));
    else if (verdict.verified)
      terminal.print(paint(terminal, 'good', `verified (${verdict.scheme}, ${verdict.algorithm})`));
    else terminal.print(paint(terminal, 'bad', `refused: ${verdict.reason}`));
    return verdict.verified ? SUCCESS : FAILURE;
  },
};
