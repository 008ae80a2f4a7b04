import { parseArgs } from 'node:util';

import {
  CAPTURE_HELP,
  CAPTURE_OPTIONS,
  readCapturedRequest,
  verifyReadings,
} from '../capture/read-captured-request.js';
import { printable } from '../../../errors/printable.js';
import { maskUrl } from '../../../signature/internal.js';
import { KEY_HELP, KEY_OPTIONS, OWN_KEY_WARNING, readCaptureKeys } from '../signing-key.js';
import { paint } from '../terminal.js';
import { describeUrlForm } from '../url-variant.js';
import { type Command, FAILURE, SUCCESS } from './command.js';

const options = {
  ...CAPTURE_OPTIONS,
  ...KEY_OPTIONS,
  json: { type: 'boolean', default: false },
} as const;

export const verify: Command = {
  help: `Usage: signalwire-webhook verify <file> [options]

Exits with 0 if the signature is right, and with 1 if not. Says with which key, scheme and form of the URL it matched.

${CAPTURE_HELP}
  --json                  prints the verdict as JSON
${KEY_HELP}`,

  run: async (args, terminal) => {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const { readings, ownKey } = await readCapturedRequest(positionals, values, terminal);
    const { keys, names, ownIndex } = readCaptureKeys(ownKey, values, terminal);
    const { request, result } = verifyReadings(readings, keys);
    if (!result.verified) {
      if (values.json) terminal.print(JSON.stringify(result));
      else terminal.print(paint('bad', `rejected: ${result.reason}`));
      return FAILURE;
    }
    const isOwn = result.keyIndex === ownIndex;
    const key = names[result.keyIndex] ?? '';
    const urlForm = describeUrlForm(request.url, result.url);
    const url = maskUrl(result.url);
    if (values.json) {
      const proof = isOwn ? { provesSignalWire: false } : {};
      terminal.print(JSON.stringify({ ...result, url, key, urlForm, ...proof }));
    } else {
      const headline = `verified (${result.signatureFormat}, ${result.algorithm})`;
      terminal.print(
        isOwn ? paint('warning', `${headline} with the file's own key`) : paint('good', headline),
      );
      terminal.print(`  key: ${printable(key)}`);
      terminal.print(`  URL: ${printable(url)} (${urlForm})`);
      if (isOwn) terminal.print(paint('warning', `  ${OWN_KEY_WARNING}`));
    }
    return SUCCESS;
  },
};
