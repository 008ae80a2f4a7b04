import { readArguments } from '../arguments.js';
import { describeOtherUrl, EntryReport, printSkipped } from '../capture/entry-report.js';
import {
  CAPTURE_HELP,
  CAPTURE_OPTIONS,
  readCaptures,
  type VerifiedCapture,
} from '../capture/read-captures.js';
import { printable } from '../../../errors/printable.js';
import { maskUrl, splitUrl } from '../../../signature/internal.js';
import { describePublicUrl, publicUrlMembers } from '../public-url.js';
import { KEY_HELP, RECORDED_KEY_WARNING } from '../signing-key.js';
import { paint, type Terminal } from '../terminal.js';
import { type Command, FAILURE, SUCCESS } from './command.js';

const options = {
  ...CAPTURE_OPTIONS,
  json: { type: 'boolean', default: false },
} as const;

export const verify: Command = {
  help: `Usage: signalwire-webhook verify <file> [options]

Verify the signatures of captured requests. For one request, print the key, the signature format and
the URL variant that match. For several requests, print one line each.
The exit code is 0 if each request is verified, and 1 if not.

Example:
  npx signalwire-webhook verify captured.http --public-url https://example.com

${CAPTURE_HELP}
  --json                  print one JSON object per request and line
${KEY_HELP}`,

  run: async (args, terminal) => {
    const { values, positionals } = readArguments(args, options);
    const captures = await readCaptures(positionals, values, terminal);
    const [entry] = captures.entries;
    if (!entry || captures.entries.length > 1)
      return new EntryReport(captures, terminal, values.json).run(toMembers);
    const capture = captures.verify(entry.read());
    if (values.json)
      terminal.print(
        JSON.stringify({ ...(captures.isList && { entry: entry.number }), ...toMembers(capture) }),
      );
    else print(capture, terminal);
    if (captures.isList && !values.json) terminal.print(`  entry: ${entry.number}`);
    printSkipped(captures, values.json, terminal);
    return capture.result.verified ? SUCCESS : FAILURE;
  },
};

function toMembers({
  request,
  result,
  keyName,
  isRecordedKey,
  publicUrl,
  matchingPublicUrl,
}: VerifiedCapture): object {
  const common = publicUrlMembers(publicUrl);
  if (!result.verified)
    return { ...result, ...common, ...(matchingPublicUrl !== undefined && { matchingPublicUrl }) };
  const url = maskUrl(result.url);
  const urlForm = describeUrlVariant(request.url, result.url);
  return {
    ...result,
    url,
    key: keyName,
    urlForm,
    ...common,
    ...(isRecordedKey && { provesSignalWire: false }),
  };
}

function print(capture: VerifiedCapture, terminal: Terminal): void {
  const { request, result, keyName, isRecordedKey, publicUrl, matchingPublicUrl } = capture;
  if (result.verified) {
    const headline = `verified (${result.signatureFormat}, ${result.algorithm})`;
    const urlForm = describeUrlVariant(request.url, result.url);
    terminal.print(
      isRecordedKey ? paint('warning', `${headline} with the key in the file`) : paint('good', headline),
    );
    terminal.print(`  key: ${printable(keyName)}`);
    terminal.print(`  URL: ${printable(maskUrl(result.url))} (${urlForm})`);
  } else terminal.print(paint('bad', `rejected: ${result.reason}`));
  terminal.print(`  ${describePublicUrl(publicUrl)}`);
  if (isRecordedKey) terminal.print(paint('warning', `  ${RECORDED_KEY_WARNING}`));
  if (matchingPublicUrl !== undefined)
    terminal.print(paint('warning', `  ${describeOtherUrl(matchingPublicUrl)}`));
}

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
