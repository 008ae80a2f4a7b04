import 'reflect-metadata';

import { resolve } from 'node:path';

import { runListenFuzz } from '../support/fuzz/listen.js';
import { numberOption } from '../support/fuzz/number-option.js';

const seed = numberOption('seed', Date.now() % 2 ** 32);
const wanted = numberOption('requests', 100_000);

const { findings, ...figures } = await runListenFuzz(seed, wanted, resolve('dist/esm/cli/main.js'));
for (const { failure, options, detail } of findings) console.log(`${failure}\n${options}\n${detail}\n`);
console.log(`seed ${seed}: ${findings.length} findings`);
console.log(figures);
if (findings.length > 0 || figures.withoutHeader === 0 || figures.webSockets === 0) process.exitCode = 1;
