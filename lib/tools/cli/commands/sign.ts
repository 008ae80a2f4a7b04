import { parseArgs } from 'node:util';

import { maskCredentials } from '../../../signature/internal.js';
import type { SignedTestRequest } from '../../../testing/index.js';
import { toCurl } from '../curl-command.js';
import { readOnlyArgument } from '../arguments.js';
import { makeRequest, REQUEST_HELP, REQUEST_OPTIONS } from '../request-options.js';
import { KEY_HELP, KEY_OPTIONS, readSigningKey } from '../signing-key.js';
import { originOf, readUrl, targetOf } from '../url.js';
import { type Command, SUCCESS } from './command.js';

const options = {
  ...REQUEST_OPTIONS,
  ...KEY_OPTIONS,
  curl: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  'show-credentials': { type: 'boolean', default: false },
} as const;

export const sign: Command = {
  help: `Usage: signalwire-webhook sign <url> [options]

Print the headers of a webhook that is signed for the webhook URL <url>.

Example:
  npx signalwire-webhook sign https://example.com/voice --as voice.inbound --curl

${REQUEST_HELP}
  --curl                  print a curl command
  --json                  print method, URL, headers and body as JSON
  --show-credentials      print the user and the password of the URL instead of ***
${KEY_HELP}`,

  run: (args, terminal) => {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const url = readUrl(readOnlyArgument(positionals, 'webhook URL'), 'The webhook URL');
    const signed = makeRequest(values, originOf(url), targetOf(url), readSigningKey(values, terminal));
    const request = values['show-credentials'] ? toShow(signed) : withMaskedCredentials(toShow(signed));
    if (values.json) terminal.print(JSON.stringify(request, null, 2));
    else terminal.print(values.curl ? toCurlCommand(request) : headerLines(request).join('\n'));
    return Promise.resolve(SUCCESS);
  },
};

interface ShownRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

function toShow({ method, url, headers, body }: SignedTestRequest): ShownRequest {
  return { method, url, headers, body: body?.toString() };
}

function withMaskedCredentials(request: ShownRequest): ShownRequest {
  const { url, headers } = request;
  const masked = headers['authorization'] === undefined ? {} : { authorization: 'Basic ***' };
  return { ...request, url: maskCredentials(url), headers: { ...headers, ...masked } };
}

function toCurlCommand({ method, url, headers, body }: ShownRequest): string {
  const bytes = body === undefined ? undefined : Buffer.from(body);
  return toCurl({ method, url, headers: Object.entries(headers), body: bytes, encoding: 'utf8' });
}

function headerLines({ headers }: ShownRequest): string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
}
