import { parseArgs } from 'node:util';

import { encodeBasicAuthOf } from '../../../credentials/basic-auth-header.js';
import type { SignedTestRequest } from '../../../testing/index.js';
import { UsageError } from '../errors.js';
import { exchange, type OutgoingRequest, type ReceivedResponse } from '../http/exchange.js';
import { readRawHeader } from '../listen/delivery.js';
import { readCount, readOnlyArgument } from '../arguments.js';
import { readOverrides } from '../fixture-kinds.js';
import { printable } from '../../../errors/printable.js';
import {
  describePublicUrl,
  type PublicUrl,
  PUBLIC_URL_HELP,
  PUBLIC_URL_OPTIONS,
  publicUrlMembers,
  readWebhookUrl,
  type WebhookUrl,
} from '../public-url.js';
import { makeRequest, REQUEST_HELP, REQUEST_OPTIONS } from '../request-options.js';
import { KEY_HELP, KEY_OPTIONS, readSigningKey } from '../signing-key.js';
import { paint, type Terminal } from '../terminal.js';
import { originOf, targetOf } from '../url.js';
import { type Command, FAILURE, SUCCESS } from './command.js';

const options = {
  ...REQUEST_OPTIONS,
  ...KEY_OPTIONS,
  ...PUBLIC_URL_OPTIONS,
  repeat: { type: 'string', default: '1' },
  forge: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

const FORGERIES: Readonly<Record<string, (request: SignedTestRequest) => SignedTestRequest>> = {
  body: (request) => request.tampered(),
  key: (request) => request.withKey('PSK_of_an_attacker'),
  unsigned: (request) => request.unsigned(),
};

const SHOWN_BYTES = 64 * 1024;

export const send: Command = {
  help: `Usage: signalwire-webhook send <url> [options]

Send a signed webhook to an application, and print the response. The exit code is 0 if each response is 2xx, or with --forge
if each response is 401 or 403. It is 1 for a different response, and 3 without a complete response within 30 s.

Example:
  npx signalwire-webhook send http://localhost:3000/voice --public-url https://example.com --as voice.inbound

${REQUEST_HELP}
${PUBLIC_URL_HELP.sign}
  --repeat <count>        number of times to send the request (default: 1)
  --forge <how>           body, key or unsigned: forge the request, which the application must reject
  --json                  print one JSON object per line
${KEY_HELP}`,

  run: async (args, terminal) => {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const count = readCount(values.repeat, '--repeat');
    const webhook = readWebhookUrl(readOnlyArgument(positionals, 'URL'), 'The URL', values, terminal);
    const { publicUrl } = webhook;
    const settings = { publicUrl: originOf(webhook.url), signingKey: readSigningKey(values, terminal) };
    const request = makeRequest(values, readOverrides(values.set), settings, targetOf(webhook.url));
    const sent = values.forge === undefined ? request : forge(request, values.forge);
    let exitCode = SUCCESS;
    for (let sentCount = 0; sentCount < count; sentCount++) {
      const response = await exchange(toOutgoing(sent, webhook));
      const { status } = response;
      const isExpected =
        values.forge === undefined ? status >= 200 && status < 300 : status === 401 || status === 403;
      if (!isExpected) exitCode = FAILURE;
      if (values.json) terminal.print(toJson(response, publicUrl));
      else print(response, isExpected, sentCount === 0 ? publicUrl : undefined, terminal);
    }
    return exitCode;
  },
};

function toOutgoing(
  { method, path, headers, body }: SignedTestRequest,
  { origin: to, prefix }: WebhookUrl,
): OutgoingRequest {
  const authorization = encodeBasicAuthOf(new URL(to));
  const all = authorization === undefined ? headers : { ...headers, authorization };
  const length = body ? ['content-length', String(body.length)] : [];
  const target = path.slice(prefix.length);
  return { method, to, target, headers: [...Object.entries(all).flat(), ...length], body };
}

function toJson(response: ReceivedResponse, publicUrl: PublicUrl): string {
  const { status, headers, milliseconds } = response;
  return JSON.stringify({
    status,
    milliseconds,
    contentType: readRawHeader(headers, 'content-type') ?? null,
    response: textOf(response),
    ...publicUrlMembers(publicUrl),
  });
}

function print(
  response: ReceivedResponse,
  isExpected: boolean,
  publicUrl: PublicUrl | undefined,
  terminal: Terminal,
): void {
  const { status, headers, milliseconds } = response;
  const contentType = printable(readRawHeader(headers, 'content-type') ?? '');
  terminal.print(
    paint(isExpected ? 'good' : 'bad', String(status)),
    `  ${milliseconds} ms  ${contentType}`.trimEnd(),
  );
  if (publicUrl) terminal.print(paint('quiet', `  ${describePublicUrl(publicUrl)}`));
  const text = textOf(response);
  if (text !== '') terminal.print(text);
  if (response.body.length > SHOWN_BYTES)
    terminal.print(paint('bad', 'The response is longer than the 64 kB that SignalWire accepts.'));
}

function textOf({ body }: ReceivedResponse): string {
  return body.subarray(0, SHOWN_BYTES).toString();
}

function forge(request: SignedTestRequest, how: string): SignedTestRequest {
  const forgery = Object.hasOwn(FORGERIES, how) ? FORGERIES[how] : undefined;
  if (!forgery)
    throw new UsageError(`--forge must be one of ${Object.keys(FORGERIES).join(', ')}, not "${how}".`);
  try {
    return forgery(request);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
