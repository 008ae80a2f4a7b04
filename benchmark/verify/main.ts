import { measure } from 'mitata';

import { type Aim, aims, decimals, median, report, table } from '../report.js';
import { floor, ours, peersOf } from './contestants.js';
import { type Message, messages, type Signing } from './messages.js';

const isQuick = process.argv.includes('--quick');
const ROUNDS = isQuick ? 2 : 9;
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
      if (run() !== (signing === 'right')) throw new Error(`${name}: wrong result on ${message.name}`);
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
  return median(runners.get(name)?.medians ?? []);
}

function microseconds(value: number): string {
  return decimals(value / 1000);
}

const PEERS = ['twilio', 'compatibility-api', 'web-api'];

function medianRow(each: Contest, signing: Signing): string[] {
  const names = ['ours', ...PEERS].map((name) => label(name, signing));
  const size = String(each.message.body.length);
  return [
    each.message.name,
    size,
    signing,
    microseconds(nanoseconds(each, 'floor')),
    ...names.map((name) => microseconds(nanoseconds(each, name))),
  ];
}

/** How much dearer a wrong signature is than a right one, in HMACs over the same bytes. */
function extraFloors(each: Contest): number {
  const time = (name: string) => nanoseconds(each, name);
  return (time('ours, wrong') - time('ours, right')) / time('floor');
}

function quotient(each: Contest, name: string, to: string): number {
  return nanoseconds(each, name) / nanoseconds(each, to);
}

function ratioRow(each: Contest): string[] {
  return [
    each.message.name,
    decimals(quotient(each, 'ours, right', 'floor')),
    decimals(extraFloors(each)),
    decimals(quotient(each, 'ours, malformed', 'ours, right')),
    ...PEERS.map((name) => decimals(quotient(each, label(name, 'right'), 'ours, right'))),
    ...PEERS.map((name) => decimals(quotient(each, label(name, 'wrong'), 'ours, wrong'))),
  ];
}

function contestOf(name: string): Contest {
  const found = contests.find(({ message }) => message.name === name);
  if (!found) throw new Error(`no message is named ${name}`);
  return found;
}

function allAims(): Aim[] {
  const [ten, thirty, json] = ['form of 10', 'form of 30', 'JSON of 100 kB'].map(contestOf) as [
    Contest,
    Contest,
    Contest,
  ];
  const overFloor = (each: Contest) => quotient(each, 'ours, right', 'floor');
  return [
    { name: 'form of 10 ÷ floor', measured: overFloor(ten), atMost: 2.2 },
    { name: 'form of 30 ÷ floor', measured: overFloor(thirty), atMost: 3.8 },
    { name: 'JSON of 100 kB ÷ floor', measured: overFloor(json), atMost: 1.05 },
    { name: 'form of 10: rejection − acceptance, in floors', measured: extraFloors(ten), atMost: 1.4 },
    { name: 'form of 30: rejection − acceptance, in floors', measured: extraFloors(thirty), atMost: 1.4 },
    {
      name: 'form of 10: malformed ÷ acceptance',
      measured: quotient(ten, 'ours, malformed', 'ours, right'),
      atMost: 0.1,
    },
    {
      name: 'form of 10: compatibility-api ÷ ours',
      measured: quotient(ten, 'compatibility-api, right', 'ours, right'),
      atLeast: 3,
    },
    {
      name: 'form of 10: twilio ÷ ours',
      measured: quotient(ten, 'twilio, right', 'ours, right'),
      atLeast: 1.5,
    },
  ];
}

const contests = messages.map(contest);
await race(contests);

const signings = ['right', 'wrong', 'malformed'] as const;
await report('verify', [
  table('Medians in µs, from the raw bytes to the result; the floor is one HMAC over the signed bytes', [
    ['', 'bytes of body', 'signature', 'floor', 'ours', ...PEERS],
    ...contests.flatMap((each) => signings.map((signing) => medianRow(each, signing))),
  ]),
  table('Ratios; a peer above 1 is slower than we are', [
    [
      '',
      'ours ÷ floor',
      '(wrong − right) ÷ floor',
      'malformed ÷ right',
      ...PEERS,
      ...PEERS.map((name) => `${name}, wrong`),
    ],
    ...contests.map(ratioRow),
  ]),
  aims('Aims', allAims()),
]);
