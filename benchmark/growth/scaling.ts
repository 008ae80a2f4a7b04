import { measure } from 'mitata';
import { SignalWireWebhookModule, SignalWireWebhookVerifier } from 'nestjs-signalwire-webhook';
import { signRequest, type WebhookRequest } from 'nestjs-signalwire-webhook/signature';
import { NestFactory } from '@nestjs/core';

import { type Aim, decimals, median, table } from '../report.js';

const ROUNDS = process.argv.includes('--quick') ? 2 : 9;
const OPTIONS = { gc: false, batch_samples: 256, min_cpu_time: 50e6 };
const KEY = 'PSK_of_a_benchmark';
const PROJECT = 'project-0';
const url = 'https://example.com/hook';

type SigningKey = Parameters<typeof SignalWireWebhookModule.forRoot>[0]['signingKey'];

/** A form of some parameters with values of the same length, so that its time grows with nothing but its bytes. */
function signedForm(parameters: number, valueLength: number): WebhookRequest {
  const names = Array.from({ length: parameters }, (_, index) => `p${index}=${'x'.repeat(valueLength)}`);
  const body = Buffer.from([`AccountSid=${PROJECT}`, ...names].join('&'));
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const request = { method: 'POST', url, headers, body };
  return { ...request, headers: { ...headers, ...signRequest(request, KEY) } };
}

const small = signedForm(10, 30);
const other = (index: number): string => `PSK_of_another_${index}`;

/** `keys` keys, of which the last one matches. */
function keys(count: number): SigningKey {
  return [...Array.from({ length: count - 1 }, (_, index) => other(index)), KEY];
}

function projects(count: number): SigningKey {
  const all = Array.from({ length: count }, (_, index): [string, string] => [
    `project-${index}`,
    other(index),
  ]);
  return { projects: { ...Object.fromEntries(all), [PROJECT]: KEY } };
}

interface Step {
  readonly name: string;
  readonly signingKey: SigningKey;
  readonly request: WebhookRequest;
}

const STEPS: readonly Step[] = [
  { name: 'form of 300 bytes', signingKey: KEY, request: small },
  { name: 'form of 3 kB', signingKey: KEY, request: signedForm(100, 30) },
  { name: 'form of 30 kB', signingKey: KEY, request: signedForm(1_000, 30) },
  ...[2, 3, 4].map((count) => ({ name: `${count} keys`, signingKey: keys(count), request: small })),
  ...[1, 1_000, 100_000].map((count) => ({
    name: `${count} projects`,
    signingKey: projects(count),
    request: small,
  })),
];

async function verifierFor(signingKey: SigningKey): Promise<SignalWireWebhookVerifier> {
  const options = { signingKey, publicUrl: 'https://example.com' };
  const module = SignalWireWebhookModule.forRoot(options);
  const app = await NestFactory.createApplicationContext(module, { logger: false });
  return app.get(SignalWireWebhookVerifier);
}

/** In µs for each step. */
async function times(): Promise<ReadonlyMap<string, number>> {
  const runs = await Promise.all(
    STEPS.map(async ({ name, signingKey, request }) => {
      const verifier = await verifierFor(signingKey);
      if (!(await verifier.verify(request)).verified) throw new Error(`${name} is not verified`);
      return { name, run: () => verifier.verify(request), medians: [] as number[] };
    }),
  );
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { run, medians } of runs) {
      const { p50 } = await measure(run, { ...OPTIONS });
      if (round > 0) medians.push(p50 / 1_000);
    }
  }
  return new Map(runs.map(({ name, medians }) => [name, median(medians)]));
}

/** How the time of a verification grows with the body, the keys and the projects. */
export async function scalingTables(): Promise<{ readonly tables: string[]; readonly aims: Aim[] }> {
  const measured = await times();
  const time = (name: string): number => measured.get(name) ?? NaN;
  const perKey = (time('4 keys') - time('form of 300 bytes')) / 3;
  return {
    tables: [
      table('Time of a verification in µs', [
        ['', 'µs'],
        ...[...measured].map(([name, each]) => [name, decimals(each)]),
      ]),
    ],
    aims: [
      {
        name: 'form of 30 kB ÷ ten forms of 3 kB',
        measured: time('form of 30 kB') / (10 * time('form of 3 kB')),
        atMost: 1.5,
      },
      {
        name: 'fourth key ÷ mean of the second to the fourth',
        measured: (time('4 keys') - time('3 keys')) / perKey,
        atMost: 1.2,
      },
      {
        name: '100,000 projects ÷ 1 project',
        measured: time('100000 projects') / time('1 projects'),
        atMost: 1.1,
      },
    ],
  };
}
