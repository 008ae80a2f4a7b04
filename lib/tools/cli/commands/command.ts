import type { Terminal } from '../terminal.js';

/** A command of the CLI. `run` returns the exit code. */
export interface Command {
  readonly help: string;
  run(args: string[], terminal: Terminal): Promise<number>;
}

export const SUCCESS = 0;
export const FAILURE = 1;
export const INVALID_USAGE = 2;
export const UNREACHABLE = 3;
