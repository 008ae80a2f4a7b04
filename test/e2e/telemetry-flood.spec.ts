import { describe, expect, jest, test } from '@jest/globals';
import { All, Controller, type LoggerService, Post } from '@nestjs/common';
import {
  SIGNALWIRE_WEBHOOK_VERIFIER,
  SignalWireWebhook,
  SignalWireWebhookGuard,
  type VerificationResult,
  WebhookPayload,
} from 'nestjs-signalwire-webhook';
import type { WebhookRequest } from 'nestjs-signalwire-webhook/signature';
import { randomUUID } from 'node:crypto';

import {
  type AdapterName,
  adapterNames,
  type ApplicationSetup,
  type RequestToSend,
  type WebhookOptions,
  withApplication,
} from '../support/applications.js';
import { flood, type FloodResult } from '../support/flood.js';
import { FORM, JSON_TYPE, OTHER_KEY, signedForm, signedJson, SIGNING_KEY } from '../support/signing.js';

/** `FLOOD_REQUESTS=100000` for the long form, `npm run test:flood`. */
const REJECTED = Number(process.env.FLOOD_REQUESTS ?? 600);
/** Of each kind of error. */
const FAILED = REJECTED / 10;

/** In an interval of a minute: of rejections and of errors a hundred lines each, and one that sums up. */
const LINES_PER_INTERVAL = 101;
const LONGEST_LINE = 4_096;

jest.setTimeout(30_000 + REJECTED * 20);

@SignalWireWebhook({ methods: ['POST', 'PUT'] })
@Controller()
class HookController {
  @All('hook/:part')
  hook() {
    return '<Response/>';
  }

  @SignalWireWebhook({ allowedHosts: ['example.com'] })
  @Post('hosted/:part')
  hosted() {
    return '<Response/>';
  }

  @Post('long')
  long() {
    return `<Response><Say>${'x'.repeat(70_000)}</Say></Response>`;
  }
}

@Controller()
class OpenController {
  @Post('open/:part')
  open(@WebhookPayload() payload: object) {
    return payload;
  }
}

interface Line {
  readonly text: string;
  readonly suppressed: number;
  readonly kinds: readonly unknown[];
}

class CountingLogger implements LoggerService {
  readonly lines: Line[] = [];

  log(): void {}

  warn(line: Partial<Line> | string, ...rest: unknown[]): void {
    const { suppressed = 0, kinds = [] } = typeof line === 'string' ? {} : line;
    this.lines.push({ text: [line, ...rest].map(String).join(' '), suppressed, kinds });
  }

  error(line: Partial<Line> | string, ...rest: unknown[]): void {
    this.warn(line, ...rest);
  }
}

interface Flooded extends FloodResult {
  readonly lines: readonly Line[];
  /** How many requests the log tells of, one by one and summed up. */
  readonly told: number;
  readonly text: string;
}

const KEYS = { projects: { 'a-project': SIGNING_KEY } };

async function floodApplication(
  adapterName: AdapterName,
  amount: number,
  make: (index: number) => RequestToSend,
  change: WebhookOptions = {},
  setup: ApplicationSetup = {},
): Promise<Flooded> {
  const logger = new CountingLogger();
  const flooded: ApplicationSetup = {
    webhooks: { signingKey: KEYS, ...change },
    controllers: [HookController, OpenController],
    ...setup,
    options: { logger, ...setup.options },
  };
  const result = await withApplication(adapterName, flooded, ({ port }) => {
    logger.lines.length = 0;
    return flood(port, amount, make);
  });
  const { lines } = logger;
  const requests = lines.filter(({ text }) => !/Diagnosis|more diagnoses|rawBody is not set/.test(text));
  const summedUp = requests.reduce((sum, { suppressed }) => sum + suppressed, 0);
  const told = requests.filter(({ suppressed }) => suppressed === 0).length + summedUp;
  const text = lines.map((line) => line.text).join('\n');
  if (process.env.FLOOD_REQUESTS !== undefined) {
    const { seconds, statuses } = result;
    const written = `${lines.length} lines, ${text.length} characters`;
    console.log(`${adapterName}: ${JSON.stringify(statuses)} in ${seconds} s: ${written}`);
  }
  return { ...result, lines, told, text };
}

function expectBounded({ lines, seconds }: Flooded): void {
  const intervals = Math.ceil(seconds / 60) + 1;
  expect(lines.length).toBeLessThanOrEqual(LINES_PER_INTERVAL * intervals);
  expect(Math.max(...lines.map(({ text }) => text.length))).toBeLessThan(LONGEST_LINE);
  expect(Math.max(...lines.map(({ kinds }) => kinds.length))).toBeLessThanOrEqual(20);
}

/** Ever new paths, queries, projects, hosts and request ids. */
function forgedRequest(index: number): RequestToSend {
  const target = `/hook/${index}?token=query-${index}`;
  const project = { AccountSid: randomUUID(), From: `+1555${index}` };
  const headers = { 'x-request-id': `id-${index}` };
  const signature = { 'x-signalwire-signature': `forged-${index}` };
  const forged: RequestToSend[] = [
    { target, headers: { ...FORM, ...headers }, body: `From=${index}` },
    { target, headers: { ...FORM, ...headers, ...signature }, body: `From=${index}` },
    { target, headers: { 'content-type': `text/x-${index}`, ...headers, ...signature }, body: 'text' },
    { method: 'DELETE', target, headers },
    signedForm(target, project, { signingKey: OTHER_KEY }),
    signedForm(target, { ...project, AccountSid: 'a-project' }, { signingKey: OTHER_KEY }),
    signedJson(target, { project_id: randomUUID() }, { signingKey: OTHER_KEY }),
    {
      target,
      headers: { ...JSON_TYPE, ...headers, 'x-signalwire-signature': 'f'.repeat(40) },
      body: '{"a":',
    },
    { target: `/hosted/${index}`, headers: { ...FORM, host: `host-${index}.example` }, body: 'a=b' },
  ];
  return forged[index % forged.length] as RequestToSend;
}

const signedLong = signedForm('/long', { AccountSid: 'a-project' });

/** A custom verifier whose reasons contain untrusted text. */
const verifier = {
  verify: ({ url }: WebhookRequest): Promise<VerificationResult> =>
    Promise.resolve({ verified: false, reason: new URL(url).pathname as never }),
};

describe.each(adapterNames)('a flood on %s', (adapterName) => {
  test('of rejected requests, each another one: a bounded number of lines tells of them all', async () => {
    const flooded = await floodApplication(adapterName, REJECTED, forgedRequest);
    expect(Object.keys(flooded.statuses).sort()).toEqual(
      adapterName === 'fastify' ? ['400', '403', '415'] : ['400', '403'],
    );
    expect(flooded.told).toBe(flooded.statuses['403']);
    expect(flooded.statuses['403']).toBeGreaterThan(REJECTED / 2);
    expectBounded(flooded);
    expect(flooded.text).not.toMatch(/query-|forged-|\+1555|PSK_(?!…)/);
  });

  test.each<[string, string, (index: number) => RequestToSend, WebhookOptions, object]>([
    [
      'while keys are unavailable',
      '503',
      (index) => signedForm(`/hook/${index}`, { AccountSid: randomUUID() }, { signingKey: OTHER_KEY }),
      { signingKey: () => Promise.reject(new Error('down')), signingKeyCache: { knownProjects: [] } },
      {},
    ],
    [
      'while publicUrl gives ever other nonsense',
      '500',
      (index) => signedForm(`/hook/${index}`, {}),
      { publicUrl: ({ headers }) => `nonsense of ${String(headers['x-signalwire-signature'])}` },
      {},
    ],
    [
      'where the raw body is lost',
      '500',
      (index) => signedForm(`/hook/${index}`, { AccountSid: randomUUID() }),
      {},
      { options: { rawBody: false } },
    ],
    ['of replays to a handler that returns too much', '500', () => signedLong, {}, {}],
    [
      'while exceptionFactory throws',
      '403',
      (index) => signedForm(`/hook/${index}`, {}, { signingKey: OTHER_KEY }),
      {
        exceptionFactory: ({ path }) => {
          throw new Error(path);
        },
      },
      {},
    ],
  ])('%s: %s, and a bounded number of lines', async (_name, status, make, options, setup) => {
    const flooded = await floodApplication(adapterName, FAILED, make, options, setup);
    expect(flooded.statuses).toEqual({ [status]: FAILED });
    expect(flooded.told % FAILED).toBe(0);
    expect(flooded.told).toBeGreaterThan(0);
    expectBounded(flooded);
  });

  test('of reasons with untrusted text from a custom verifier', async () => {
    const flooded = await floodApplication(
      adapterName,
      REJECTED,
      (index) => signedForm(`/hook/${index}`, {}),
      { diagnostics: true },
      {
        providers: [SignalWireWebhookGuard, { provide: SIGNALWIRE_WEBHOOK_VERIFIER, useValue: verifier }],
      },
    );
    expect(flooded.statuses).toEqual({ 403: REJECTED });
    const intervals = Math.ceil(flooded.seconds / 60) + 1;
    const diagnoses = flooded.lines.filter(({ text }) => text.startsWith('Diagnosis')).length;
    expect(diagnoses).toBeLessThanOrEqual(1_000 * intervals);
    expect(flooded.lines.length - diagnoses).toBeLessThanOrEqual(LINES_PER_INTERVAL * intervals);
  });
});

test('of requests to a handler with @WebhookPayload() that nothing protects: ten lines of the process in a minute', async () => {
  let lines = 0;
  let seconds = 0;
  for (const adapterName of adapterNames) {
    const flooded = await floodApplication(adapterName, FAILED, (index) => ({
      target: `/open/${index}`,
      headers: FORM,
      body: `a=${index}`,
    }));
    expect(flooded.statuses).toEqual({ 500: FAILED });
    lines += flooded.lines.length;
    seconds += flooded.seconds;
  }
  expect(lines).toBeGreaterThan(0);
  expect(lines).toBeLessThanOrEqual(11 * (Math.ceil(seconds / 60) + 1));
});
