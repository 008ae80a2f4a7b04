import { formatTable } from '../01-quickstart/demo/table.js';
import { SUMMARY } from './demo/conversation.js';
import { runDemo } from './demo/run.js';

let sent = 0;
const wrong: string[] = [];

for (const adapterName of ['express', 'fastify']) {
  const { outcomes, summary = 'none' } = await runDemo(adapterName);
  console.log(`\nOn ${adapterName}\n\n${formatTable(outcomes)}\n\nKept summary: ${summary}`);
  sent += outcomes.length;
  for (const { webhook, asExpected } of outcomes) {
    if (!asExpected) wrong.push(`${webhook.name}, on ${adapterName}`);
  }
  if (summary !== SUMMARY) wrong.push(`the kept summary, on ${adapterName}`);
}

console.log(`\n${sent} requests, ${wrong.length === 0 ? 'all went as they must' : 'not all as they must'}.`);
for (const name of wrong) console.error(`Went wrong: ${name}`);
process.exitCode = wrong.length === 0 ? 0 : 1;
