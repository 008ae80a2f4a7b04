import { parseArgs } from 'node:util';

import type { SignedTestRequest } from '../../testing/index.js';
import {
  makeRequest,
  originOf,
  readUrl,
  REQUEST_HELP,
  REQUEST_OPTIONS,
  targetOf,
} from '../request-options.js';
import { KEY_HELP, KEY_OPTIONS, readSigningKey } from '../signing-key.js';
import { paint, type Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';
import { type Command, FAILURE, SUCCESS } from './command.js';

const options = {
  ...REQUEST_OPTIONS,
  ...KEY_OPTIONS,
  'public-url': { type: 'string' },
  repeat: { type: 'string', default: '1' },
  forge: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

const FORGERIES: Readonly<Record<string, (request: SignedTestRequest) => SignedTestRequest>> = {
  body: (request) => request.tampered(),
  key: (request) => request.withKey('PSK_of_a_stranger'),
  unsigned: (request) => request.unsigned(),
};

interface Outcome {
  readonly status: number;
  readonly milliseconds: number;
  readonly contentType: string | null;
  readonly answer: string;
}

export const send: Command = {
  summary: 'sends a signed webhook to an application, and prints the answer',
  help: `Usage: signalwire-webhook send <url> [options]

Exits with 0 if each answer is 2xx, or with --forge if each is 401 or 403.

${REQUEST_HELP}
  --public-url <url>      the public base to sign for (default: that of <url>)
  --repeat <count>        sends it so many times
  --forge <how>           breaks it first: body, key or unsigned
  --json                  prints one JSON object a line
${KEY_HELP}`,

  run: async (args, terminal) => {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [url = ''] = positionals;
    readUrl(positionals[0], 'The URL');
    if (values['public-url'] !== undefined) readUrl(values['public-url'], '--public-url');
    const count = readCount(values.repeat);
    const publicUrl = values['public-url'] ?? originOf(url);
    const request = makeRequest(values, publicUrl, targetOf(url), readSigningKey(values, terminal));
    const sent = values.forge === undefined ? request : readForgery(values.forge)(request);
    let isAsItMustBe = true;
    for (let turn = 0; turn < count; turn++) {
      const outcome = await sendOnce(sent, originOf(url));
      const isRight = values.forge === undefined ? isAccepted(outcome) : isRefused(outcome);
      isAsItMustBe &&= isRight;
      terminal.print(values.json ? JSON.stringify(outcome) : describe(outcome, isRight, terminal));
    }
    return isAsItMustBe ? SUCCESS : FAILURE;
  },
};

async function sendOnce(request: SignedTestRequest, origin: string): Promise<Outcome> {
  const [url, init] = request.toFetch(origin);
  const startedAt = performance.now();
  try {
    const response = await fetch(url, { ...init, redirect: 'manual' });
    const answer = await response.text();
    const milliseconds = Math.round(performance.now() - startedAt);
    return {
      status: response.status,
      milliseconds,
      contentType: response.headers.get('content-type'),
      answer,
    };
  } catch (error) {
    const { cause } = error as { cause?: { code?: string } };
    throw new UsageError(`${origin} cannot be reached: ${cause?.code ?? (error as Error).message}.`);
  }
}

function describe(
  { status, milliseconds, contentType, answer }: Outcome,
  isRight: boolean,
  terminal: Terminal,
): string {
  const head = paint(terminal, isRight ? 'good' : 'bad', String(status));
  return [`${head}  ${milliseconds} ms  ${contentType ?? ''}`.trimEnd(), answer].filter(Boolean).join('\n');
}

function isAccepted({ status }: Outcome): boolean {
  return status >= 200 && status < 300;
}

function isRefused({ status }: Outcome): boolean {
  return status === 401 || status === 403;
}

function readCount(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new UsageError(`--repeat takes a whole number from 1, not "${text}".`);
}

function readForgery(how: string): (request: SignedTestRequest) => SignedTestRequest {
  const forgery = Object.hasOwn(FORGERIES, how) ? FORGERIES[how] : undefined;
  if (forgery) return forgery;
  throw new UsageError(`--forge takes ${Object.keys(FORGERIES).join(', ')}, not "${how}".`);
}
