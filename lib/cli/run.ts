import type { Command } from './commands/command.js';
import { diagnose } from './commands/diagnose.js';
import { listen } from './commands/listen.js';
import { send } from './commands/send.js';
import { sign } from './commands/sign.js';
import { verify } from './commands/verify.js';
import { paint, type Terminal } from './terminal.js';

const COMMANDS: Readonly<Record<string, Command>> = { sign, send, verify, diagnose, listen };
const USAGE = 2;

const HELP = `Usage: signalwire-webhook <command> [options]

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`)
  .join('\n')}

signalwire-webhook <command> --help tells more. Exit codes: 0 all right, 1 refused or failed, 2 wrong use.`;

/** Runs the program; gives the exit code. */
export async function run([name, ...args]: string[], terminal: Terminal): Promise<number> {
  const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    terminal.print(HELP);
    return name === undefined || name === '--help' || name === 'help' ? 0 : USAGE;
  }
  if (args.includes('--help')) {
    terminal.print(command.help);
    return 0;
  }
  try {
    return await command.run(args, terminal);
  } catch (error) {
    if (!isUsageError(error)) throw error;
    terminal.print(paint(terminal, 'bad', error.message));
    terminal.print(`signalwire-webhook ${name ?? ''} --help tells more.`);
    return USAGE;
  }
}

/** Ours, those of `parseArgs`, and set-up faults such as a public URL with a query. */
function isUsageError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { code = '' } = error as NodeJS.ErrnoException;
  return (
    ['UsageError', 'SignalWireWebhookConfigurationError'].includes(error.name) ||
    code.startsWith('ERR_PARSE_ARGS')
  );
}
