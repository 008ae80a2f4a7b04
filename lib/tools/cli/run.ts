import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Command, FAILURE, INVALID_USAGE, SUCCESS, UNREACHABLE } from './commands/command.js';
import { fixOf } from './arguments.js';
import { packageFolder } from './package-folder.js';
import { toOneLine, UnreachableError, UsageError } from './errors.js';
import { paint, type Terminal } from './terminal.js';

const SUMMARIES = {
  sign: 'Print the headers of a signed webhook, or a curl command',
  send: 'Send a signed webhook to an application, and print the response',
  verify: 'Verify the signature of a captured request',
  diagnose: 'Find out why the signature of a captured request fails, and how to fix it',
  listen: 'Receive webhooks from a tunnel: verify, diagnose, forward and record them',
  replay: 'Send recorded webhooks again, unchanged or edited and signed again',
};

/** Loads a command. Other commands are not loaded. */
const LOADERS: Readonly<Record<string, () => Promise<Command>>> = {
  sign: async () => (await import('./commands/sign.js')).sign,
  send: async () => (await import('./commands/send.js')).send,
  verify: async () => (await import('./commands/verify.js')).verify,
  diagnose: async () => (await import('./commands/diagnose.js')).diagnose,
  listen: async () => (await import('./commands/listen.js')).listen,
  replay: async () => (await import('./commands/replay.js')).replay,
} satisfies Record<keyof typeof SUMMARIES, unknown>;

const HELP = `Usage: signalwire-webhook <command> [options]

Sign, send, verify, diagnose, receive and replay SignalWire webhooks.

Example:
  npx signalwire-webhook sign https://example.com/voice --key PSK_local_test_1

Commands:
${Object.entries(SUMMARIES)
  .map(([name, summary]) => `  ${name.padEnd(10)}${summary}`)
  .join('\n')}

Options:
  --help    show this help, or the help of a command
  --version show the version of the package

Exit codes: 0 success, 1 rejected or failed, 2 invalid usage, 3 no complete response.`;

/** Runs a command, and returns the exit code. */
export async function run([name, ...args]: string[], terminal: Terminal): Promise<number> {
  switch (name) {
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      terminal.print(HELP);
      return SUCCESS;
    case 'version':
    case '--version':
    case '-v':
      terminal.print(readVersion());
      return SUCCESS;
    default:
      return runCommand(name, args, terminal);
  }
}

async function runCommand(name: string, args: string[], terminal: Terminal): Promise<number> {
  const load = Object.hasOwn(LOADERS, name) ? LOADERS[name] : undefined;
  if (!load) return reportUnknownCommand(name, terminal);
  const command = await load();
  if (args.includes('--help') || args.includes('-h')) {
    terminal.print(command.help);
    return SUCCESS;
  }
  try {
    return await command.run(args, terminal);
  } catch (error) {
    terminal.progress(undefined);
    return report(error, name, args.includes('--json'), terminal);
  }
}

function reportUnknownCommand(name: string, terminal: Terminal): number {
  const fix = fixOf(name, Object.keys(SUMMARIES), 'npx signalwire-webhook ');
  terminal.printError(paint('bad', `Unknown command "${toOneLine(name)}".${fix}`));
  if (fix === '') terminal.printError(HELP);
  return INVALID_USAGE;
}

/** Prints one line without a stack trace, because the cause is nearly always outside the CLI. A script reads only the output. */
function report(error: unknown, name: string, isJson: boolean, terminal: Terminal): number {
  const message = error instanceof Error ? error.message : String(error);
  const exitCode = exitCodeOf(error);
  if (isJson) {
    terminal.print(JSON.stringify({ error: toOneLine(message), exitCode }));
    return exitCode;
  }
  terminal.printError(paint('bad', toOneLine(exitCode === FAILURE ? `Failed: ${message}` : message)));
  if (exitCode === INVALID_USAGE)
    terminal.printError(`For the options, run: signalwire-webhook ${name} --help`);
  return exitCode;
}

function exitCodeOf(error: unknown): number {
  if (error instanceof UnreachableError) return UNREACHABLE;
  const { code } = error as NodeJS.ErrnoException;
  const isParseArgs = typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS');
  return error instanceof UsageError || isParseArgs ? INVALID_USAGE : FAILURE;
}

function readVersion(): string {
  const text = readFileSync(join(packageFolder(), 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
