import type { Outcome } from './send.js';
import { type AdapterName, adapterNames } from './start-application.js';
import { formatOutcomes } from './table.js';

export interface AdapterReport {
  readonly outcomes: readonly Outcome[];
  /** Other failures of the demo. */
  readonly failures?: readonly string[];
}

/** Runs the demo on both adapters, prints what became of each request, and sets the exit code. */
export async function runOnBothAdapters(
  run: (adapterName: AdapterName) => Promise<AdapterReport>,
): Promise<void> {
  let sent = 0;
  const wrong: string[] = [];
  for (const adapterName of adapterNames) {
    const { outcomes, failures = [] } = await run(adapterName);
    console.log(`\nOn ${adapterName}\n\n${formatOutcomes(outcomes)}`);
    sent += outcomes.length;
    const unexpected = outcomes.filter(({ asExpected }) => !asExpected).map(({ webhook }) => webhook.name);
    wrong.push(...[...unexpected, ...failures].map((name) => `${name}, on ${adapterName}`));
  }
  conclude(`${sent} requests sent, ${wrong.length === 0 ? 'all' : 'not all'} as expected.`, wrong);
}

export function conclude(summary: string, wrong: readonly string[]): void {
  console.log(`\n${summary}`);
  for (const name of wrong) console.error(`Went wrong: ${name}`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}
