import { Readable } from 'node:stream';

import { Environment } from '../../lib/tools/cli/environment.js';
import { run } from '../../lib/tools/cli/run.js';
import { type Terminal, toLine } from '../../lib/tools/cli/terminal.js';
import type { ProgramResult } from './program.js';
import { SIGNING_KEY } from './signing.js';

/** Runs a command to its end, in this process: the start of Node costs more than most commands. */
export async function runProgram(
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = { SIGNALWIRE_SIGNING_KEY: SIGNING_KEY },
  input = '',
): Promise<ProgramResult> {
  const lines: string[] = [];
  const print: Terminal['print'] = (...parts) => {
    lines.push(`${toLine(parts, false)}\n`);
  };
  const terminal: Terminal = {
    environment: new Environment(environment, cwd),
    print,
    printError: print,
    progress: () => undefined,
    input: Readable.from([Buffer.from(input)]),
    onInterrupt: () => undefined,
  };
  const code = await inFolder(cwd, () => run([...args], terminal));
  return { code, output: lines.join('') };
}

const home = process.cwd();
const folders: string[] = [];

/** A process has one folder, so commands that run together share it. */
async function inFolder<T>(folder: string, use: () => Promise<T>): Promise<T> {
  if (folders.some((other) => other !== folder)) throw new Error('A command runs in a different folder.');
  folders.push(folder);
  process.chdir(folder);
  try {
    return await use();
  } finally {
    folders.pop();
    if (folders.length === 0) process.chdir(home);
  }
}
