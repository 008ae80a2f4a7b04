import type { Terminal } from '../terminal.js';

/** One command of the program; `run` gives the exit code. */
export interface Command {
  readonly help: string;
  run(args: string[], terminal: Terminal): Promise<number>;
}

export const SUCCESS = 0;
export const FAILURE = 1;
export const WRONG_USE = 2;
export const UNREACHABLE = 3;
