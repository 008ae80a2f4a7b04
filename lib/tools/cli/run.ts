import { readFileSync } from 'node:fs';

import { type Command, FAILURE, SUCCESS, UNREACHABLE, WRONG_USE } from './commands/command.js';
import { printable } from '../../errors/printable.js';
import { paint, type Terminal } from './terminal.js';

interface Entry {
  readonly summary: string;
  /** Only the command that runs is loaded. */
  readonly load: () => Promise<Command>;
}

const COMMANDS: Readonly<Record<string, Entry>> = {
  sign: {
    summary: 'prints the headers of a signed webhook, or a ready curl command',
    load: async () => (await import('./commands/sign.js')).sign,
  },
  send: {
    summary: 'sends a signed webhook to an application, and prints the response',
    load: async () => (await import('./commands/send.js')).send,
  },
  verify: {
    summary: 'verifies a captured request',
    load: async () => (await import('./commands/verify.js')).verify,
  },
  diagnose: {
    summary: 'says why the signature of a captured request fails, and which line fixes it',
    load: async () => (await import('./commands/diagnose.js')).diagnose,
  },
  listen: {
    summary: 'stands behind a tunnel: verifies, explains, forwards and records what arrives',
    load: async () => (await import('./commands/listen.js')).listen,
  },
  replay: {
    summary: 'sends recorded webhooks again, as they were or changed and signed again',
    load: async () => (await import('./commands/replay.js')).replay,
  },
};

const HELP = `Usage: signalwire-webhook <command> [options]

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`)
  .join('\n')}

  --help    with a command: its options
  --version the version of the package

Exit codes: 0 all right, 1 rejected or failed, 2 wrong use, 3 no whole response.`;

/** Runs the program; gives the exit code. */
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
      return Object.hasOwn(COMMANDS, name)
        ? runCommand(name, COMMANDS[name] as Entry, args, terminal)
        : reject(name, terminal);
  }
}

async function runCommand(name: string, entry: Entry, args: string[], terminal: Terminal): Promise<number> {
  const command = await entry.load();
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

function reject(name: string, terminal: Terminal): number {
  terminal.printError(paint('bad', `Unknown command "${withoutKeys(name)}".`));
  terminal.printError(HELP);
  return WRONG_USE;
}

/** One line and no stack trace: what went wrong is nearly always outside this program. */
function report(error: unknown, name: string, terminal: Terminal): number {
  const { name: kind, message } = error instanceof Error ? error : new Error(String(error));
  const exitCode = exitCodeOf(error, kind);
  terminal.printError(paint('bad', withoutKeys(exitCode === FAILURE ? `Failed: ${message}` : message)));
  if (exitCode === WRONG_USE) terminal.printError(`signalwire-webhook ${name} --help lists the options.`);
  return exitCode;
}

function exitCodeOf(error: unknown, kind: string): number {
  if (kind === 'UnreachableError') return UNREACHABLE;
  const { code } = error as NodeJS.ErrnoException;
  const isParseArgs = typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS');
  return kind === 'UsageError' || isParseArgs ? WRONG_USE : FAILURE;
}

/** One line; a key may stand where another argument was meant. */
function withoutKeys(text: string): string {
  const masked = text
    .replace(/\s+/g, ' ')
    .replace(/PSK_[^\s"']+/g, 'PSK_…')
    .replace(/PT[0-9a-f]{16,}/g, 'PT…');
  return printable(masked, 1000);
}

function readVersion(): string {
  for (const path of ['../../../../package.json', '../../../package.json']) {
    const version = tryReadVersion(new URL(path, import.meta.url));
    if (version !== undefined) return version;
  }
  return 'unknown';
}

function tryReadVersion(file: URL): string | undefined {
  try {
    const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as { name: string; version: string };
    return name === 'nestjs-signalwire-webhook' ? version : undefined;
  } catch {
    return undefined;
  }
}
