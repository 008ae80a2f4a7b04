import { parseArgs } from 'node:util';

import { maskCredentials } from '../../../signature/internal.js';
import type { SignedTestRequest } from '../../../testing/index.js';
import { toCurl } from '../curl-command.js';
import { readOnlyArgument } from '../arguments.js';
import { readOverrides } from '../fixture-kinds.js';
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
    const settings = { publicUrl: originOf(url), signingKey: readSigningKey(values, terminal) };
    const signed = makeRequest(values, readOverrides(values.set), settings, targetOf(url));
    const { method, body } = signed;
    const shown = values['show-credentials'] ? signed : maskedCredentials(signed);
    const headers = Object.entries(shown.headers);
    if (values.json)
      terminal.print(
        JSON.stringify({ method, url: shown.url, headers: shown.headers, body: body?.toString() }, null, 2),
      );
    else if (values.curl) terminal.print(toCurl({ method, url: shown.url, headers, body, encoding: 'utf8' }));
    else terminal.print(headers.map(([name, value]) => `${name}: ${value}`).join('\n'));
    return Promise.resolve(SUCCESS);
  },
};

function maskedCredentials({ url, headers }: SignedTestRequest): Pick<SignedTestRequest, 'url' | 'headers'> {
  const masked = headers['authorization'] === undefined ? {} : { authorization: 'Basic ***' };
  return { url: maskCredentials(url), headers: { ...headers, ...masked } };
}
