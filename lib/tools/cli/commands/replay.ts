import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { UnreachableError, UsageError } from '../errors.js';
import { decodeHar, type HarRequest, readHar } from '../har/read-har.js';
import { exchange, findUnsendable, headersToSend, type OutgoingRequest } from '../http/exchange.js';
import { printable } from '../../../errors/printable.js';
import { readBounded, readInput } from '../read-file.js';
import { changeRequest } from '../replay/change-request.js';
import { type ChosenEntry, chooseEntries } from '../replay/choose-entries.js';
import { pauseBetween } from '../replay/pause-between.js';
import { isKeyNamed, KEY_HELP, KEY_OPTIONS, readResigningKey } from '../signing-key.js';
import { paint, type Terminal } from '../terminal.js';
import { readPublicUrl, readUrl } from '../url.js';
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
  'public-url': { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

const MAX_BYTES = 256 * 1024 * 1024;

export const replay: Command = {
  help: `Usage: signalwire-webhook replay <file.har> [options]

Sends recorded requests again, byte for byte with their old signatures, and compares the statuses. Exits with 1 if one
differs, and with 3 if the application cannot be reached.

  --to <origin>           the application (default: http://localhost:3000); the recorded path and query are kept
  --only <numbers>        such as 3,7-9
  --kind <kind>           such as voice.status
  --call <id>             the deliveries of one call, message or fax
  --rhythm                with the recorded pauses, of at most a minute; by default at once, one after another
  --set <name>=<value>    changes a field, and signs again; call.from=… changes a nested one of JSON
  --public-url <url>      signs again, for this public base
  --sign                  signs again as it is, with the key below
  --json                  prints one JSON object a line
${KEY_HELP}`,

  run: async (args, terminal) => {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const to = readUrl(values.to, '--to');
    const change = readChange(values, terminal);
    const { entries, ownKey } = readHar(decodeHar(await readRecording(positionals, terminal)));
    const chosen = chooseEntries(entries, values);
    const outgoing = chosen.map((entry) => {
      const request = change(entry.request, ownKey);
      return { entry, request: toOutgoing({ ...entry, request }, to) };
    });
    let exitCode = SUCCESS;
    let earlier: ChosenEntry | undefined;
    if (!values.json) terminal.print(paint('heading', row('entry', 'kind', 'recorded', 'now', 'time')));
    for (const { entry, request } of outgoing) {
      if (values.rhythm) await sleep(pauseBetween(earlier, entry));
      const outcome = await send(request);
      if (outcome.status === undefined) exitCode = UNREACHABLE;
      else if (outcome.status !== entry.status && exitCode === SUCCESS) exitCode = FAILURE;
      if (values.json)
        terminal.print(
          JSON.stringify({ entry: entry.number, kind: entry.kind, recorded: entry.status, ...outcome }),
        );
      else print(entry, outcome, terminal);
      earlier = entry;
    }
    return exitCode;
  },
};

interface ChangeFlags {
  readonly set: readonly string[];
  readonly sign: boolean;
  readonly 'public-url'?: string | undefined;
  readonly key?: string | undefined;
  readonly 'key-file'?: string | undefined;
  readonly 'key-kind'?: string | undefined;
}

type Change = (request: HarRequest, ownKey: string | undefined) => HarRequest;

/** A key that is named on the command line is meant to be used. */
function readChange(flags: ChangeFlags, terminal: Terminal): Change {
  const { set, sign, 'public-url': base } = flags;
  if (set.length === 0 && !sign && base === undefined && !isKeyNamed(flags)) return (request) => request;
  const fields = readOverrides(set);
  const publicUrl = base === undefined ? undefined : readPublicUrl(base);
  return (request, ownKey) => {
    const signingKey = readResigningKey(ownKey, flags, terminal);
    return changeRequest(request, { fields, publicUrl, signingKey });
  };
}

async function readRecording([file, ...others]: readonly string[], { input }: Terminal): Promise<Buffer> {
  if (file === undefined || others.length > 0) throw new UsageError('Pass one HAR file.');
  return file === '-' ? readInput(input, MAX_BYTES) : readBounded(file, MAX_BYTES);
}

interface Outcome {
  readonly status?: number;
  readonly milliseconds?: number;
  readonly failure?: string;
}

/** @throws UsageError if HTTP cannot carry the request */
function toOutgoing({ number, request }: ChosenEntry, to: string): OutgoingRequest {
  const { method, target, headers, body } = request;
  const bytes = body === undefined ? undefined : Buffer.from(body);
  const outgoing = {
    method,
    to,
    target,
    headers: headersToSend({ method, headers, body: bytes }).flat(),
    body: bytes,
  };
  const fault = findUnsendable(outgoing);
  if (fault === undefined) return outgoing;
  throw new UsageError(
    `log.entries[${number - 1}].request of the HAR file cannot be sent: ${printable(fault)}.`,
  );
}

async function send(outgoing: OutgoingRequest): Promise<Outcome> {
  try {
    const { status, milliseconds } = await exchange(outgoing);
    return { status, milliseconds };
  } catch (error) {
    if (error instanceof UnreachableError) return { failure: error.message };
    throw error;
  }
}

function print(entry: ChosenEntry, { status, milliseconds, failure }: Outcome, terminal: Terminal): void {
  const { number, kind, status: recorded } = entry;
  const before = recorded === 0 ? '-' : String(recorded);
  const now = status === undefined ? '-' : String(status);
  const time = milliseconds === undefined ? '' : `${milliseconds} ms`;
  const isSame = status === recorded;
  terminal.print(paint(isSame ? 'good' : 'bad', row(String(number), kind, before, now, time)));
  if (failure !== undefined) terminal.print(paint('bad', `       ${printable(failure)}`));
}

function row(number: string, kind: string, recorded: string, now: string, time: string): string {
  return `${number.padStart(5)}  ${kind.padEnd(22)}${recorded.padEnd(10)}${now.padEnd(6)}${time}`.trimEnd();
}
