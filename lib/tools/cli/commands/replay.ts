import { setTimeout as sleep } from 'node:timers/promises';
import { UnreachableError, UsageError } from '../errors.js';
import { decodeHar, type HarRequest, readFileOrInput, readHar } from '../har/read-har.js';
import { exchange, findUnsendable, type OutgoingRequest, toOutgoing } from '../http/exchange.js';
import { printable } from '../../../errors/printable.js';
import { type Flags, readOnlyArgument, readArguments } from '../arguments.js';
import {
  describePublicUrl,
  findPublicUrl,
  type PublicUrl,
  PUBLIC_URL_HELP,
  PUBLIC_URL_OPTIONS,
  publicUrlMembers,
  publicUrlOfOrigin,
  toSignedUrl,
} from '../public-url.js';
import { compareResponses, type ResponseChanges } from '../replay/compare-responses.js';
import { changeRequest } from '../replay/change-request.js';
import { ONLY_HELP } from '../only.js';
import { type ChosenEntry, chooseEntries, pauseBetween } from '../replay/choose-entries.js';
import { isKeyNamed, KEY_HELP, KEY_OPTIONS, readResigningKey } from '../signing-key.js';
import { paint, type Terminal, type Tone } from '../terminal.js';
import { originOf, readOrigin } from '../url.js';
import { readOverrides } from '../fixture-kinds.js';
import { type Command, FAILURE, SUCCESS, UNREACHABLE } from './command.js';

const options = {
  ...KEY_OPTIONS,
  to: { type: 'string', default: 'http://localhost:3000' },
  only: { type: 'string' },
  kind: { type: 'string' },
  call: { type: 'string' },
  rhythm: { type: 'boolean', default: false },
  set: { type: 'string', multiple: true, default: [] as string[] },
  sign: { type: 'boolean', default: false },
  ...PUBLIC_URL_OPTIONS,
  json: { type: 'boolean', default: false },
} as const;

export const replay: Command = {
  help: `Usage: signalwire-webhook replay <file.har> [options]

Send recorded requests again, byte for byte with their old signatures, and compare the responses.
The exit code is 1 if a status differs, and 3 without a complete response. A different content type
or body is shown and does not change the exit code.

Example:
  npx signalwire-webhook replay deliveries.har --to http://localhost:3000 --kind voice.status

  --to <origin>           application that gets the recorded paths and queries
                          (default: http://localhost:3000)
${ONLY_HELP}
  --kind <kind>           kind of the webhooks, such as voice.status
  --call <id>             ID of a call, message or fax
  --rhythm                keep the recorded pauses, up to one minute each
  --set <name>=<value>    new value of a field, such as From=+15551234567, or call.from=… in JSON;
                          signs again (repeatable)
  --sign                  sign again without other changes
${PUBLIC_URL_HELP.replay}
  --json                  print one JSON object per line
${KEY_HELP}`,

  run: async (args, terminal) => {
    const { values, positionals } = readArguments(args, options);
    const to = readOrigin(values.to, '--to');
    const { entries, recordedKey } = readHar(decodeHar(await readRecording(positionals, terminal)));
    const chosen = chooseEntries(entries, values);
    const change = readChange(values, recordedKey, terminal);
    // All requests are made before the first one is sent, so that an error does not end a replay halfway.
    const outgoing = chosen.map((entry) => ({
      entry,
      request: entry.request.isCut ? undefined : makeSendable(entry, change.apply(entry.request), to),
    }));
    let exitCode = SUCCESS;
    let earlier: ChosenEntry | undefined;
    const { publicUrl } = change;
    if (!values.json && publicUrl) terminal.print(paint('quiet', describePublicUrl(publicUrl)));
    if (!values.json) terminal.print(paint('heading', row('entry', 'kind', 'recorded', 'now', 'time')));
    for (const [index, { entry, request }] of outgoing.entries()) {
      terminal.progress(`Sent ${index} of ${outgoing.length} requests`);
      if (values.rhythm) await sleep(pauseBetween(earlier, entry));
      const outcome = request ? await send(entry, request) : NOT_SENT;
      exitCode = Math.max(exitCode, exitCodeOf(entry, outcome));
      if (values.json)
        terminal.print(
          JSON.stringify({
            entry: entry.number,
            kind: entry.kind,
            recorded: entry.status,
            ...outcome,
            ...(publicUrl && publicUrlMembers(publicUrl)),
          }),
        );
      else print(entry, outcome, terminal);
      earlier = entry;
    }
    terminal.progress(undefined);
    return exitCode;
  },
};

interface Change {
  readonly apply: (request: HarRequest) => HarRequest;
  /** Public URL to sign for; `undefined` for the one of each recorded URL, or without a new signature. */
  readonly publicUrl?: PublicUrl | undefined;
}

/** Signs again if a flag changes the request or names a key. Reads the key once, because its file may be a pipe. */
function readChange(
  flags: Flags<typeof options>,
  recordedKey: string | undefined,
  terminal: Terminal,
): Change {
  const { set, sign, 'public-url': base } = flags;
  if (set.length === 0 && !sign && base === undefined && !isKeyNamed(flags))
    return { apply: (request) => request };
  const fields = readOverrides(set);
  const publicUrl = findPublicUrl(flags, terminal);
  const signingKey = readResigningKey(recordedKey, flags, terminal);
  return {
    apply: (request) =>
      changeRequest(request, { fields, publicUrl: newPublicUrlOf(request, publicUrl), signingKey }),
    publicUrl,
  };
}

/** @throws UsageError if neither a setting nor the recorded URL names the public URL */
function newPublicUrlOf({ url, target }: HarRequest, publicUrl: PublicUrl | undefined): string {
  const signedUrl = publicUrl ? toSignedUrl(publicUrl, url, target).url : url;
  if (!publicUrl) publicUrlOfOrigin(originOf(url), 'the recorded URL');
  return signedUrl.slice(0, signedUrl.length - target.length);
}

async function readRecording(positionals: readonly string[], terminal: Terminal): Promise<Buffer> {
  const file = readOnlyArgument(positionals, 'HAR file');
  if (file === undefined) throw new UsageError('Pass one HAR file, such as deliveries.har.');
  return readFileOrInput(file, terminal);
}

interface Outcome extends ResponseChanges {
  readonly status?: number;
  readonly milliseconds?: number;
  readonly failure?: string;
}

/** Outcome of a request without its whole body. The application would reject it as forged. */
const NOT_SENT: Outcome = { failure: 'Not sent, because the HAR file does not contain the whole body.' };

function exitCodeOf(entry: ChosenEntry, outcome: Outcome): number {
  if (outcome === NOT_SENT) return FAILURE;
  if (outcome.status === undefined) return UNREACHABLE;
  return outcome.status === entry.status ? SUCCESS : FAILURE;
}

/** @throws UsageError if HTTP cannot carry the request */
function makeSendable({ number }: ChosenEntry, request: HarRequest, to: string): OutgoingRequest {
  const outgoing = toOutgoing(request, to);
  const unsendable = findUnsendable(outgoing);
  if (unsendable === undefined) return outgoing;
  throw new UsageError(
    `log.entries[${number - 1}].request of the HAR file cannot be sent: ${printable(unsendable)}.`,
  );
}

async function send(entry: ChosenEntry, outgoing: OutgoingRequest): Promise<Outcome> {
  try {
    const response = await exchange(outgoing);
    const { status, milliseconds } = response;
    return { status, milliseconds, ...compareResponses(entry.response(), response) };
  } catch (error) {
    if (error instanceof UnreachableError) return { failure: error.message };
    throw error;
  }
}

function print(entry: ChosenEntry, outcome: Outcome, terminal: Terminal): void {
  const { number, kind, status: recorded } = entry;
  const { status, milliseconds, failure, contentType, body = [] } = outcome;
  const before = recorded === 0 ? '-' : String(recorded);
  const now = status === undefined ? '-' : String(status);
  const time = milliseconds === undefined ? '' : `${milliseconds} ms`;
  const hasChanged = contentType !== undefined || body.length > 0;
  const tone: Tone = status !== recorded ? 'bad' : hasChanged ? 'warning' : 'good';
  const end = hasChanged ? `${time.padEnd(9)}changed` : time;
  terminal.print(paint(tone, row(String(number), kind, before, now, end)));
  if (failure !== undefined) terminal.print(paint('bad', `       ${printable(failure)}`));
  if (contentType) terminal.print(`       Content-Type: ${arrow(contentType.recorded, contentType.now)}`);
  for (const line of body)
    terminal.print(paint(line.startsWith('+') ? 'good' : 'bad', `       ${printable(line)}`));
}

function arrow(recorded: string, now: string): string {
  return [recorded, now].map((each) => (each === '' ? 'none' : printable(each, 80))).join(' → ');
}

function row(number: string, kind: string, recorded: string, now: string, time: string): string {
  return `${number.padStart(5)}  ${kind.padEnd(22)}${recorded.padEnd(10)}${now.padEnd(6)}${time}`.trimEnd();
}
