import { createRequire } from 'node:module';

import { type Command, FAILURE, INVALID_USAGE, SUCCESS, UNREACHABLE } from './commands/command.js';
import { printable } from '../../errors/printable.js';
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
const LOADERS: Readonly<Record<keyof typeof SUMMARIES, () => Promise<Command>>> = {
  sign: async () => (await import('./commands/sign.js')).sign,
  send: async () => (await import('./commands/send.js')).send,
  verify: async () => (await import('./commands/verify.js')).verify,
  diagnose: async () => (await import('./commands/diagnose.js')).diagnose,
  listen: async () => (await import('./commands/listen.js')).listen,
  replay: async () => (await import('./commands/replay.js')).replay,
};

const HELP = `Usage: signalwire-webhook <command> [options]

Sign, send, verify, diagnose, receive and replay SignalWire webhooks.

Example:
  npx signalwire-webhook sign https://example.com/voice --key PSK_local_test_1

Commands:
${Object.entries(SUMMARIES)
  .map(([name, summary]) => `  ${name.padEnd(10)}${summary}`)
  .join('\n')}

Options:
  --help    help, or with a command the help of the command
  --version version of the package

Exit codes: 0 success, 1 rejected or failed, 2 invalid usage, 3 no complete response.`;

const MANIFEST = createRequire(import.meta.url)('nestjs-signalwire-webhook/package.json') as {
  version: string;
};

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
      terminal.print(MANIFEST.version);
      return SUCCESS;
    default:
      return isCommand(name) ? runCommand(name, args, terminal) : reportUnknownCommand(name, terminal);
  }
}

type CommandName = keyof typeof LOADERS;

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(LOADERS, name);
}

async function runCommand(name: CommandName, args: string[], terminal: Terminal): Promise<number> {
  const command = await LOADERS[name]();
  if (args.includes('--help') || args.includes('-h')) {
    terminal.print(command.help);
    return SUCCESS;
  }
  try {
    return await command.run(args, terminal);
  } catch (error) {
    return report(error, name, terminal);
  }
}

function reportUnknownCommand(name: string, terminal: Terminal): number {
  terminal.printError(paint('bad', `Unknown command "${withoutKeys(name)}".`));
  terminal.printError(HELP);
  return INVALID_USAGE;
}

/** Prints one line without a stack trace, because the cause is nearly always outside the CLI. */
function report(error: unknown, name: string, terminal: Terminal): number {
  const { name: kind, message } = error instanceof Error ? error : new Error(String(error));
  const exitCode = exitCodeOf(error, kind);
  terminal.printError(paint('bad', withoutKeys(exitCode === FAILURE ? `Failed: ${message}` : message)));
  if (exitCode === INVALID_USAGE)
    terminal.printError(`For the options, run: signalwire-webhook ${name} --help`);
  return exitCode;
}

function exitCodeOf(error: unknown, kind: string): number {
  if (kind === 'UnreachableError') return UNREACHABLE;
  const { code } = error as NodeJS.ErrnoException;
  const isParseArgs = typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS');
  return kind === 'UsageError' || isParseArgs ? INVALID_USAGE : FAILURE;
}

/** Returns one line without keys. A user may have typed a key in place of a different argument. */
function withoutKeys(text: string): string {
  const masked = text
    .replace(/\s+/g, ' ')
    .replace(/PSK_[^\s"']+/g, 'PSK_…')
    .replace(/PT[0-9a-f]{16,}/g, 'PT…');
  return printable(masked, 1000);
}
