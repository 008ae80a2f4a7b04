import { parseArgs } from 'node:util';

import { CAPTURE_HELP, CAPTURE_OPTIONS, verifyCapturedRequest } from '../capture/read-captured-request.js';
import { printable } from '../../../errors/printable.js';
import { maskUrl, splitUrl } from '../../../signature/internal.js';
import { describePublicUrl, publicUrlMembers } from '../public-url.js';
import { KEY_HELP, RECORDED_KEY_WARNING } from '../signing-key.js';
import { paint } from '../terminal.js';
import { type Command, FAILURE, SUCCESS } from './command.js';

const options = {
  ...CAPTURE_OPTIONS,
  json: { type: 'boolean', default: false },
} as const;

export const verify: Command = {
  help: `Usage: signalwire-webhook verify <file> [options]

Verify the signature of a captured request, and print the key, the signature format and the URL variant that match. The exit
code is 0 if the request is verified, and 1 if not.

Example:
  npx signalwire-webhook verify captured.http --public-url https://example.com

${CAPTURE_HELP}
  --json                  print the result as JSON
${KEY_HELP}`,

  run: async (args, terminal) => {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const capture = await verifyCapturedRequest(positionals, values, terminal);
    const { request, result, keyName: key, isRecordedKey, publicUrl } = capture;
    if (!result.verified) {
      if (values.json) terminal.print(JSON.stringify({ ...result, ...publicUrlMembers(publicUrl) }));
      else {
        terminal.print(paint('bad', `rejected: ${result.reason}`));
        terminal.print(`  ${describePublicUrl(publicUrl)}`);
      }
      return FAILURE;
    }
    const urlForm = describeUrlVariant(request.url, result.url);
    const url = maskUrl(result.url);
    if (values.json) {
      const proof = isRecordedKey ? { provesSignalWire: false } : {};
      terminal.print(
        JSON.stringify({ ...result, url, key, urlForm, ...publicUrlMembers(publicUrl), ...proof }),
      );
    } else {
      const headline = `verified (${result.signatureFormat}, ${result.algorithm})`;
      terminal.print(
        isRecordedKey ? paint('warning', `${headline} with the key in the file`) : paint('good', headline),
      );
      terminal.print(`  key: ${printable(key)}`);
      terminal.print(`  URL: ${printable(url)} (${urlForm})`);
      terminal.print(`  ${describePublicUrl(publicUrl)}`);
      if (isRecordedKey) terminal.print(paint('warning', `  ${RECORDED_KEY_WARNING}`));
    }
    return SUCCESS;
  },
};

/** Describes how the signed URL differs from the given one. */
export function describeUrlVariant(given: string, signed: string): string {
  if (given === signed) return 'unchanged';
  const { credentials, port = '' } = splitUrl(given) ?? {};
  const { credentials: signedCredentials, port: signedPort = '' } = splitUrl(signed) ?? {};
  const differences: string[] = [];
  if (credentials !== signedCredentials) differences.push('without its credentials');
  if (port !== signedPort)
    differences.push(
      signedPort === '' ? `without the default port ${port}` : `with the default port ${signedPort}`,
    );
  return differences.join(', ');
}
