#!/usr/bin/env node
import { FAILURE } from './commands/command.js';
import { run } from './run.js';
import { processTerminal } from './terminal.js';

/** Until the command says otherwise: a process that runs out of work with the command unfinished has failed. */
process.exitCode = FAILURE;

void run(process.argv.slice(2), processTerminal()).then((exitCode) => {
  process.exitCode = exitCode;
});
