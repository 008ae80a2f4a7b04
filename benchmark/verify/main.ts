import { measure } from 'mitata';

import { floor, ours, peersOf } from './contestants.js';
import { type Message, messages, type Signing } from './messages.js';

const ROUNDS = 9;
const OPTIONS = { gc: false, batch_samples: 256, min_cpu_time: 50e6 };

interface Runner {
  readonly run: () => unknown;
  readonly medians: number[];
}

interface Contest {
  readonly message: Message;
  readonly runners: ReadonlyMap<string, Runner>;
}

function contest(message: Message): Contest {
  const runs = new Map<string, () => unknown>([['floor', floor(message)]]);
  const contenders = new Map([['ours', ours], ...peersOf(message)]);
  for (const [name, contender] of contenders) {
    for (const signing of ['right', 'wrong', 'malformed'] as const) {
      const run = contender(message, signing);
      if (run() !== (signing === 'right')) throw new Error(`${name}: wrong verdict on ${message.name}`);
      runs.set(label(name, signing), run);
    }
  }
  return { message, runners: new Map([...runs].map(([name, run]) => [name, { run, medians: [] }])) };
}

function label(name: string, signing: Signing): string {
  return `${name}, ${signing}`;
}

/** Round by round, so that a slow spell of the machine meets all alike; the first round only warms up. */
async function race(contests: readonly Contest[]): Promise<void> {
  const runners = contests.flatMap((each) => [...each.runners.values()]);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { run, medians } of runners) {
      const { p50 } = await measure(run, { ...OPTIONS });
      if (round > 0) medians.push(p50);
    }
  }
}

function nanoseconds({ runners }: Contest, name: string): number {
  const sorted = [...(runners.get(name)?.medians ?? [])].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

function microseconds(value: number): string {
  return Number.isNaN(value) ? '' : (value / 1000).toFixed(2);
}

function ratio(value: number): string {
  return Number.isNaN(value) ? '' : value.toFixed(2);
}

function printTable(title: string, rows: readonly (readonly string[])[]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  console.log(`\n${title}`);
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths?.[column] ?? 0) : cell.padStart(widths?.[column] ?? 0),
    );
    console.log(cells.join('  '));
  }
}

const PEERS = ['twilio', 'compatibility-api', 'web-api'];

function medianRow(each: Contest, signing: Signing): string[] {
  const names = ['ours', ...PEERS].map((name) => label(name, signing));
  return [each.message.name, signing, ...names.map((name) => microseconds(nanoseconds(each, name)))];
}

function ratioRow(each: Contest): string[] {
  const time = (name: string) => nanoseconds(each, name);
  const accepted = time('ours, right');
  return [
    each.message.name,
    ratio(accepted / time('floor')),
    ratio(time('ours, wrong') / accepted),
    ratio(time('ours, malformed') / accepted),
    ...PEERS.map((name) => ratio(time(label(name, 'right')) / accepted)),
    ...PEERS.map((name) => ratio(time(label(name, 'wrong')) / time('ours, wrong'))),
  ];
}

function secondHmacRow(each: Contest): string[] {
  const accepted = nanoseconds(each, 'ours, right');
  const hmacs = each.message.isForm ? 2 : 1;
  return [each.message.name, String(hmacs), ratio(1 + ((hmacs - 1) * nanoseconds(each, 'floor')) / accepted)];
}

const contests = messages.map(contest);
await race(contests);

const signings = ['right', 'wrong', 'malformed'] as const;
printTable('Medians in µs, raw bytes in and verdict out, by signature', [
  ['', 'signature', 'ours', ...PEERS],
  ...contests.flatMap((each) => signings.map((signing) => medianRow(each, signing))),
]);
printTable('The floor in µs: one HMAC over the signed bytes', [
  ['', 'bytes of body', 'floor'],
  ...contests.map((each) => [
    each.message.name,
    String(each.message.body.length),
    microseconds(nanoseconds(each, 'floor')),
  ]),
]);
printTable('Ratios; a peer above 1 is slower than we are', [
  ['', 'ours/floor', 'wrong/right', 'malformed/right', ...PEERS, ...PEERS.map((name) => `${name} (wrong)`)],
  ...contests.map(ratioRow),
]);
printTable(
  'A wrong signature costs a form a second HMAC, with the default port; so wrong/right is at least',
  [['', 'HMACs', 'at least'], ...contests.map(secondHmacRow)],
);
