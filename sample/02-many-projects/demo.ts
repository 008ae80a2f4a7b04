import { type Report, runDemo } from './demo/run.js';
import { formatTable } from './demo/table.js';
import { POSTGRES_MISSING, ThrowAwayPostgres } from './demo/throw-away-postgres.js';

const { DATABASE_URL } = process.env;

if (DATABASE_URL) {
  report(await runDemo(DATABASE_URL));
  console.log('The store was not stopped, since it is the one of DATABASE_URL.');
} else if (ThrowAwayPostgres.isInstalled()) {
  await runWithThrowAwayPostgres();
} else {
  console.error(POSTGRES_MISSING);
  process.exitCode = 1;
}

async function runWithThrowAwayPostgres(): Promise<void> {
  const server = await ThrowAwayPostgres.create();
  try {
    report(await runDemo(server.url, server));
  } finally {
    await server.remove();
  }
}

function report({ outcomes, traffic }: Report): void {
  const right = outcomes.filter(({ asExpected }) => asExpected).length;
  console.log(`\n${formatTable(outcomes)}\n`);
  console.log(`${right} of ${outcomes.length} calls went as they must.`);
  console.log(`Meanwhile ${traffic.sent} signed calls flowed, and ${traffic.refused.length} were refused.`);
  for (const name of new Set(traffic.refused)) console.error(`Went wrong: ${name}`);
  process.exitCode = right === outcomes.length && traffic.refused.length === 0 ? 0 : 1;
}
