import { encodeBasicAuthOf } from '../../../credentials/basic-auth-header.js';
import { type SignedTestRequest, WebhookTestClient } from '../../../testing/index.js';
import { UsageError } from '../errors.js';
import { exchange, type OutgoingRequest, type ReceivedResponse } from '../http/exchange.js';
import { readRawHeader } from '../listen/delivery.js';
import { fixOf, type Flags, readArguments, readCount, readOnlyArgument } from '../arguments.js';
import { BASIC_HELP, BASIC_OPTIONS, readBasicAuth } from '../basic-auth.js';
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
import { originOf, readUrl, targetOf } from '../url.js';
import { readBoundFields, readTokenSecret, TOKEN_HELP, TOKEN_OPTIONS } from '../url-token.js';
import { type Command, FAILURE, SUCCESS } from './command.js';

const options = {
  ...REQUEST_OPTIONS,
  ...KEY_OPTIONS,
  ...PUBLIC_URL_OPTIONS,
  repeat: { type: 'string', default: '1' },
  forge: { type: 'string' },
  unsigned: { type: 'boolean', default: false },
  ...BASIC_OPTIONS,
  ...TOKEN_OPTIONS,
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

Send a signed webhook to an application, and print the response. The exit code is 0 if each response
is 2xx, or with --forge if each response is 401 or 403. It is 1 for a different response, and 3
without a complete response within 30 s.

Example:
  npx signalwire-webhook send http://localhost:3000/voice --public-url https://example.com

${REQUEST_HELP}
${PUBLIC_URL_HELP.sign}
  --repeat <count>        number of times to send the request (default: 1)
  --forge <how>           body, key or unsigned: forge the request, and expect 401 or 403
  --unsigned              send no signature, and expect 2xx
${BASIC_HELP}
${TOKEN_HELP}
  --json                  print one JSON object per line
${KEY_HELP}`,

  run: async (args, terminal) => {
    const { values, positionals } = readArguments(args, options);
    const count = readCount(values.repeat, '--repeat');
    const { sent, webhook, publicUrl } = readRequest(positionals, values, terminal);
    let exitCode = SUCCESS;
    for (let sentCount = 0; sentCount < count; sentCount++) {
      if (count > 1) terminal.progress(`Sent ${sentCount} of ${count} requests`);
      const response = await exchange(toOutgoing(sent, webhook));
      const { status } = response;
      const isExpected =
        values.forge === undefined ? status >= 200 && status < 300 : status === 401 || status === 403;
      if (!isExpected) exitCode = FAILURE;
      if (values.json) terminal.print(toJson(response, publicUrl));
      else print(response, isExpected, sentCount === 0 ? publicUrl : undefined, terminal);
    }
    terminal.progress(undefined);
    return exitCode;
  },
};

interface RequestToSend {
  readonly sent: Pick<SignedTestRequest, 'method' | 'path' | 'headers' | 'body'>;
  readonly webhook: Pick<WebhookUrl, 'origin' | 'prefix'>;
  /** `undefined` for a request without a signature. */
  readonly publicUrl?: PublicUrl;
}

type SendFlags = Flags<typeof options>;

/** @throws UsageError */
function readRequest(positionals: readonly string[], values: SendFlags, terminal: Terminal): RequestToSend {
  const argument = readOnlyArgument(positionals, 'URL');
  const authorization = readBasicAuth(values);
  const unsigned = unsignedFlag(values, authorization);
  if (unsigned !== undefined && values.forge !== undefined)
    throw new UsageError(
      `${unsigned} expects a success and --forge a rejection. Fix: leave out ${unsigned} or --forge`,
    );
  const fields = readOverrides(values.set);
  if (values.token !== undefined) return withToken(argument, values.token, values, terminal);
  if (unsigned !== undefined || values.forge === 'unsigned') {
    const url = readUrl(argument, 'The URL');
    const settings = { publicUrl: originOf(url), signingKey: NO_KEY };
    const request = makeRequest(values, fields, settings, targetOf(url)).unsigned();
    return { sent: withHeader(request, authorization), webhook: { origin: originOf(url), prefix: '' } };
  }
  const webhook = readWebhookUrl(argument, 'The URL', values, terminal);
  const settings = { publicUrl: originOf(webhook.url), signingKey: readSigningKey(values, terminal) };
  const request = makeRequest(values, fields, settings, targetOf(webhook.url));
  const sent = values.forge === undefined ? request : forge(request, values.forge);
  return { sent, webhook, publicUrl: webhook.publicUrl };
}

/** Key of a request whose signature is removed. */
const NO_KEY = 'PSK_without_effect';

/** Returns the flag that sends a request without a signature; `undefined` without one. */
function unsignedFlag({ token, unsigned }: SendFlags, authorization: string | undefined): string | undefined {
  if (token !== undefined) return '--token';
  if (unsigned) return '--unsigned';
  return authorization === undefined ? undefined : '--basic';
}

function withHeader(request: SignedTestRequest, authorization: string | undefined): SignedTestRequest {
  return authorization === undefined ? request : request.withHeader('authorization', authorization);
}

/** Makes the request twice: the values of the first are bound to the token in the path of the second. */
function withToken(
  argument: string | undefined,
  names: string,
  values: SendFlags,
  terminal: Terminal,
): RequestToSend {
  const webhook = readWebhookUrl(argument, 'The URL', values, terminal);
  const urlTokenSecret = readTokenSecret(values, terminal);
  const settings = { publicUrl: originOf(webhook.url), signingKey: NO_KEY, urlTokenSecret };
  const fields = readOverrides(values.set);
  const target = targetOf(webhook.url);
  const first = makeRequest(values, fields, settings, target);
  const bind = readBoundFields(names, first);
  const path = new WebhookTestClient(settings).pathWithToken(target, { bind, method: first.method });
  const request = makeRequest(values, fields, settings, path).unsigned();
  const sent = withHeader(request, readBasicAuth(values));
  return { sent, webhook, publicUrl: webhook.publicUrl };
}

/** The credentials of `--basic` replace those of the URL. */
function toOutgoing(
  { method, path, headers, body }: RequestToSend['sent'],
  { origin: to, prefix }: RequestToSend['webhook'],
): OutgoingRequest {
  const authorization = headers['authorization'] ?? encodeBasicAuthOf(new URL(to));
  const all = authorization === undefined ? headers : { ...headers, authorization };
  const length = body ? ['content-length', String(body.length)] : [];
  const target = path.slice(prefix.length);
  return { method, to, target, headers: [...Object.entries(all).flat(), ...length], body };
}

function toJson(response: ReceivedResponse, publicUrl: PublicUrl | undefined): string {
  const { status, headers, milliseconds } = response;
  return JSON.stringify({
    status,
    milliseconds,
    contentType: readRawHeader(headers, 'content-type') ?? null,
    response: textOf(response),
    ...(publicUrl && publicUrlMembers(publicUrl)),
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
  if (!isExpected && REJECTIONS.includes(status)) terminal.print(paint('quiet', REASON));
  if (response.body.length > SHOWN_BYTES)
    terminal.print(paint('bad', 'The response is longer than the 64 kB that SignalWire accepts.'));
}

/** Statuses with which the guard rejects a request. */
const REJECTIONS = [401, 403];
const REASON =
  'If SignalWireWebhookGuard rejected the request, the log of the application contains the reason.';

function textOf({ body }: ReceivedResponse): string {
  return body.subarray(0, SHOWN_BYTES).toString();
}

function forge(request: SignedTestRequest, how: string): SignedTestRequest {
  const forgery = Object.hasOwn(FORGERIES, how) ? FORGERIES[how] : undefined;
  const names = Object.keys(FORGERIES);
  if (!forgery)
    throw new UsageError(
      `--forge must be one of ${names.join(', ')}, not "${how}".${fixOf(how, names, '--forge ')}`,
    );
  try {
    return forgery(request);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
