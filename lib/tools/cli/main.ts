#!/usr/bin/env node
import { FAILURE } from './commands/command.js';
import { run } from './run.js';
import { processTerminal } from './terminal.js';

// If Node ends the process before the command is finished, the command has failed.
process.exitCode = FAILURE;

void run(process.argv.slice(2), processTerminal()).then((exitCode) => {
  process.exitCode = exitCode;
});
