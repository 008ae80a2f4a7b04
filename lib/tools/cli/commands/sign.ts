import { maskCredentials } from '../../../signature/internal.js';
import type { SignedTestRequest } from '../../../testing/index.js';
import { toCurl } from '../curl-command.js';
import { type Flags, readOnlyArgument, readArguments } from '../arguments.js';
import { readOverrides } from '../fixture-kinds.js';
import {
  describePublicUrl,
  PUBLIC_URL_HELP,
  PUBLIC_URL_OPTIONS,
  publicUrlMembers,
  readWebhookPath,
  readWebhookUrl,
  type WebhookUrl,
} from '../public-url.js';
import { makeRequest, REQUEST_HELP, REQUEST_OPTIONS } from '../request-options.js';
import { KEY_HELP, KEY_OPTIONS, readSigningKey } from '../signing-key.js';
import type { Terminal } from '../terminal.js';
import { originOf, targetOf } from '../url.js';
import { type Command, SUCCESS } from './command.js';

const options = {
  ...REQUEST_OPTIONS,
  ...KEY_OPTIONS,
  ...PUBLIC_URL_OPTIONS,
  curl: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  'show-credentials': { type: 'boolean', default: false },
} as const;

export const sign: Command = {
  help: `Usage: signalwire-webhook sign <url or path> [options]

Print the headers of a webhook that is signed for a webhook URL, or for a path below the public URL.

Example:
  npx signalwire-webhook sign https://example.com/voice --as voice.inbound --curl

${REQUEST_HELP}
${PUBLIC_URL_HELP.sign}
  --curl                  print a curl command
  --json                  print method, URL, headers and body as one JSON object
  --show-credentials      print the user and the password of the URL instead of ***
${KEY_HELP}`,

  run: (args, terminal) => {
    const { values, positionals } = readArguments(args, options);
    const argument = readOnlyArgument(positionals, 'webhook URL');
    const webhook = readArgument(argument, values, terminal);
    const { publicUrl } = webhook;
    const settings = { publicUrl: originOf(webhook.url), signingKey: readSigningKey(values, terminal) };
    const signed = makeRequest(values, readOverrides(values.set), settings, targetOf(webhook.url));
    const { method, body } = signed;
    const url = webhook.origin + signed.path.slice(webhook.prefix.length);
    const shown = values['show-credentials']
      ? { url, headers: signed.headers }
      : maskedCredentials(url, signed.headers);
    const headers = Object.entries(shown.headers);
    if (values.json) {
      const request = { method, url: shown.url, ...publicUrlMembers(publicUrl), headers: shown.headers };
      terminal.print(JSON.stringify({ ...request, body: body?.toString() }));
    } else if (values.curl)
      terminal.print(toCurl({ method, url: shown.url, headers, body, encoding: 'utf8' }));
    else terminal.print(headers.map(([name, value]) => `${name}: ${value}`).join('\n'));
    if (!values.json && url !== signed.url) terminal.printError(describePublicUrl(publicUrl));
    return Promise.resolve(SUCCESS);
  },
};

/** Reads a URL, or a path below the public URL. */
function readArgument(
  argument: string | undefined,
  flags: Flags<typeof options>,
  terminal: Terminal,
): WebhookUrl {
  return argument !== undefined && /^\/(?!\/)/.test(argument)
    ? readWebhookPath(argument, flags, terminal)
    : readWebhookUrl(argument, 'The webhook URL', flags, terminal);
}

function maskedCredentials(
  url: string,
  headers: SignedTestRequest['headers'],
): Pick<SignedTestRequest, 'url' | 'headers'> {
  const masked = headers['authorization'] === undefined ? {} : { authorization: 'Basic ***' };
  return { url: maskCredentials(url), headers: { ...headers, ...masked } };
}
