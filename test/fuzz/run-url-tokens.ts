import 'reflect-metadata';

import { numberOption } from '../support/fuzz/number-option.js';
import { runUrlTokens } from '../support/fuzz/url-tokens.js';

const seed = numberOption('seed', Date.now() % 2 ** 32);
const wanted = numberOption('cases', 1_000_000);

const { cases, accepted, wrong } = await runUrlTokens(seed, wanted);
for (const { request, isGenuine } of wrong) console.log(JSON.stringify({ isGenuine, request }));
console.log(`seed ${seed}: ${cases} requests, ${accepted} accepted, ${wrong.length} wrong`);
process.exitCode = wrong.length === 0 && accepted > 0 ? 0 : 1;
