import { conclude } from '../report.js';
import { formatTable } from '../table.js';
import { POSTGRES_MISSING, TemporaryPostgres } from '../temporary-postgres.js';
import { type Report, runDemo } from './run.js';
import type { Outcome } from './scenario.js';

const HEADINGS = ['what happened', 'call', 'status', 'key, or reason in the log', 'after'];
const { DATABASE_URL } = process.env;

if (DATABASE_URL) {
  report(await runDemo(DATABASE_URL));
  console.log('The database was not stopped, since it is the one of DATABASE_URL.');
} else if (TemporaryPostgres.isInstalled()) {
  await runWithTemporaryPostgres();
} else {
  console.error(POSTGRES_MISSING);
  process.exitCode = 1;
}

async function runWithTemporaryPostgres(): Promise<void> {
  const server = await TemporaryPostgres.create();
  try {
    report(await runDemo(server.url, server));
  } finally {
    await server.remove();
  }
}

function report({ outcomes, traffic }: Report): void {
  const unexpected = outcomes.filter(({ asExpected }) => !asExpected).map(({ call }) => call);
  console.log(`\n${formatTable([HEADINGS, ...outcomes.map(formatRow)])}\n`);
  console.log(
    `Meanwhile ${traffic.sent} signed calls were sent, and ${traffic.rejected.length} were rejected.`,
  );
  const asExpected = outcomes.length - unexpected.length;
  conclude(`${asExpected} of ${outcomes.length} calls as expected.`, [
    ...unexpected,
    ...new Set(traffic.rejected),
  ]);
}

function formatRow({ event, call, response, reason, waited, asExpected }: Outcome): string[] {
  const explanation = response.status === 200 ? readKeyIndex(response.body) : reason;
  return [event, `${asExpected ? ' ' : '!'} ${call}`, String(response.status), explanation, `${waited} ms`];
}

function readKeyIndex(body: string): string {
  return /signed with (key \d+)/.exec(body)?.[1] ?? body;
}
