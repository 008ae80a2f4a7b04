import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';

import { SIGNING_KEY } from './signing.js';
import { until } from './until.js';

export const PROGRAM = join(import.meta.dirname, '../../dist/esm/cli/main.js');

export interface ProgramResult {
  readonly code: number | null;
  readonly output: string;
}

export interface RunningProgram {
  readonly port: number;
  readonly processId: number | undefined;
  output(): string;
  stop(): Promise<void>;
}

const running = new Set<ChildProcessWithoutNullStreams>();

export function spawnProgram(
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = { SIGNALWIRE_SIGNING_KEY: SIGNING_KEY },
  program = PROGRAM,
): ChildProcessWithoutNullStreams {
  const env = { PATH: process.env['PATH'], ...environment };
  const child = spawn(process.execPath, [program, ...args], { cwd, env });
  running.add(child.once('exit', () => running.delete(child)));
  return child;
}

/** Runs a command to its end, in a process of its own. */
export function runProcess(
  args: readonly string[],
  cwd: string,
  environment?: Readonly<Record<string, string>>,
  input = '',
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const child = spawnProgram(args, cwd, environment);
    let output = '';
    const collect = (chunk: Buffer) => (output += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('close', (code) => {
      resolve({ code, output });
    });
    child.stdin.on('error', () => undefined).end(input);
  });
}

/** Starts `listen`, and waits until it does. */
export async function startListen(
  args: readonly string[],
  cwd: string,
  program = PROGRAM,
): Promise<RunningProgram> {
  const child = spawnProgram(['listen', '--port', '0', ...args], cwd, undefined, program);
  let output = '';
  let hasEnded = false;
  const collect = (chunk: Buffer) => (output += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const exited = new Promise<void>((resolve) =>
    child.once('close', () => {
      hasEnded = true;
      resolve();
    }),
  );
  await until(() => /(?:Listening on http.*:|"port":)\d+/.test(output) || hasEnded);
  if (child.exitCode !== null) throw new Error(output);
  return {
    processId: child.pid,
    port: Number(/(?:Listening on http.*:|"port":)(\d+)/.exec(output)?.[1]),
    output: () => output,
    stop: async () => {
      child.kill('SIGINT');
      await exited;
    },
  };
}

export function stopPrograms(): void {
  for (const child of running) child.kill('SIGKILL');
}
