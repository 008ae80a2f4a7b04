import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { All, Controller, type INestApplication, type LoggerService } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { FastifyInstance } from 'fastify';
import {
  type RejectionReason,
  SIGNALWIRE_WEBHOOK_OUTCOME_CHANNEL,
  SignalWireWebhook,
  type WebhookOutcome,
} from 'nestjs-signalwire-webhook';
import { SignalWireWebhookOpenTelemetry } from 'nestjs-signalwire-webhook/opentelemetry';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { inspect } from 'node:util';

import {
  type AdapterName,
  adapterNames,
  type ApplicationSetup,
  type RequestToSend,
  type RunningApplication,
  type WebhookOptions,
  withApplication,
} from '../support/applications.js';
import { FORM, JSON_TYPE, OTHER_KEY, PUBLIC_URL, signed, SIGNING_KEY } from '../support/signing.js';
import { until } from '../support/until.js';

/** Values of the query, and credentials, that stand nowhere else. */
const SECRET = /hunter2|s3cret|pa55word/i;
const QUERY = '?token=hunter2&note=a%20s3cret&pa55word';
const OLD = 'Tue, 01 Jan 2019 00:00:00 +0000';
const BASIC = { username: 'voice', password: 'the-password' };

@SignalWireWebhook()
@Controller()
class HookController {
  @All('hook') hook() {
    return 'handled';
  }
  @SignalWireWebhook({ once: { maxAge: 60_000 }, content: ['form', 'json', 'query'] })
  @All('once')
  once() {
    return 'handled';
  }
  @SignalWireWebhook({ methods: ['PUT'] }) @All('put') put() {
    return 'handled';
  }
  @SignalWireWebhook({ content: ['bodySHA256'] }) @All('hash') hash() {
    return 'handled';
  }
  @SignalWireWebhook({ accept: 'basic-auth', basicAuth: BASIC }) @All('basic') basic() {
    return 'handled';
  }
}

/** Everything that reaches a logger, as a text logger and as a JSON logger print it. */
class WholeLogger implements LoggerService {
  text = '';
  private take = (...parts: unknown[]): void => {
    this.text += `${parts.map((part) => `${inspect(part)} ${JSON.stringify(part)} ${String(part)}`).join(' ')}\n`;
  };
  readonly log = this.take;
  readonly warn = this.take;
  readonly error = this.take;
  readonly fatal = this.take;
  readonly debug = this.take;
  readonly verbose = this.take;

  get diagnoses(): number {
    return this.text.split('\n').filter((line) => line.includes('Diagnosis')).length;
  }
}

const spans = new InMemorySpanExporter();
const tracerProvider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });

beforeAll(() => {
  tracerProvider.register();
});

afterAll(async () => {
  await tracerProvider.shutdown();
  trace.disable();
});

function configure(app: INestApplication, adapterName: AdapterName): void {
  app.use((_request: unknown, response: NodeJS.EventEmitter, next: () => void) => {
    trace.getTracer('test').startActiveSpan('request', (span) => {
      response.once('close', () => {
        span.end();
      });
      next();
    });
  });
  if (adapterName === 'fastify') {
    const fastify = app.getHttpAdapter().getInstance() as FastifyInstance;
    fastify.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) => {
      done(null, body);
    });
  }
}

interface Running {
  readonly application: RunningApplication;
  readonly logger: WholeLogger;
  readonly outcomes: WebhookOutcome[];
}

async function using(
  adapterName: AdapterName,
  options: WebhookOptions,
  use: (running: Running) => Promise<void>,
): Promise<void> {
  const logger = new WholeLogger();
  const outcomes: WebhookOutcome[] = [];
  const listener = (outcome: unknown) => outcomes.push(outcome as WebhookOutcome);
  spans.reset();
  subscribe(SIGNALWIRE_WEBHOOK_OUTCOME_CHANNEL, listener);
  const setup: ApplicationSetup = {
    webhooks: {
      signingKey: { projects: { p1: SIGNING_KEY, p2: OTHER_KEY } },
      diagnostics: { interval: 0 },
      ...options,
    },
    controllers: [HookController],
    providers: [SignalWireWebhookOpenTelemetry],
    options: { logger },
    configure: (app) => {
      configure(app, adapterName);
    },
  };
  try {
    await withApplication(adapterName, setup, (application) => use({ application, logger, outcomes }));
  } finally {
    unsubscribe(SIGNALWIRE_WEBHOOK_OUTCOME_CHANNEL, listener);
  }
}

type Kind = 'POST' | 'GET' | 'JSON';

/** A webhook of a kind on a path, with secrets in its query. */
function webhook(
  kind: Kind,
  path: string,
  fields: Record<string, string> = { AccountSid: 'p1' },
): RequestToSend {
  const parameters = new URLSearchParams(fields).toString();
  if (kind === 'GET') return { method: 'GET', target: `${path}${QUERY}&${parameters}` };
  const { AccountSid: project_id, Timestamp: timestamp } = fields;
  return kind === 'JSON'
    ? { target: path + QUERY, headers: JSON_TYPE, body: JSON.stringify({ project_id, timestamp }) }
    : { target: path + QUERY, headers: FORM, body: parameters };
}

function withHeaders(request: RequestToSend, headers: RequestToSend['headers']): RequestToSend {
  return { ...request, headers: { ...request.headers, ...headers } };
}

function repeatedProject(kind: Kind): RequestToSend {
  const request = webhook(kind, '/hook');
  if (kind === 'GET') return { ...request, target: `${request.target}&AccountSid=p2` };
  return {
    ...request,
    body: kind === 'JSON' ? '{"project_id":"p1","call":{"project_id":"p2"}}' : 'AccountSid=p1&AccountSid=p2',
  };
}

/** The requests that are rejected, by the reason. */
function rejections(kind: Kind): [RejectionReason, RequestToSend][] {
  const hook = webhook(kind, '/hook');
  const absolute = { ...hook, target: `http://user:hunter2@example.com${hook.target}` };
  const authorization = `Basic ${Buffer.from('voice:hunter2').toString('base64')}`;
  const all: [RejectionReason, RequestToSend][] = [
    ['missing-signature', hook],
    ['malformed-signature', withHeaders(hook, { 'x-signalwire-signature': 'none' })],
    ['signature-mismatch', signed(hook, { publicUrl: PUBLIC_URL.replace('https', 'http') })],
    ['signature-mismatch', signed(hook, { signingKey: 'PSK_of_somebody_else' })],
    ['missing-credentials', webhook(kind, '/basic')],
    ['wrong-credentials', withHeaders(webhook(kind, '/basic'), { authorization })],
    ['unknown-project', signed(webhook(kind, '/hook', { AccountSid: 'p9' }))],
    ['ambiguous-project', signed(repeatedProject(kind))],
    ['untrusted-host', withHeaders(signed(hook), { host: 'elsewhere.example' })],
    ['malformed-target', absolute],
    ['unexpected-method', signed(webhook(kind, '/put'))],
    ['unexpected-content', signed(webhook(kind, '/hash'))],
    ['expired-event', signed(webhook(kind, '/once', { AccountSid: 'p1', Timestamp: OLD }))],
  ];
  if (kind === 'GET') return all;
  all.push(['unsupported-content-type', withHeaders(signed(hook), { 'content-type': 'text/plain' })]);
  if (kind === 'POST') return all;
  const urlAlone = signed({ method: 'GET', target: hook.target }).headers ?? {};
  const list = { ...hook, body: '[1]' };
  return [
    ...all,
    ['body-not-signed', withHeaders(list, urlAlone)],
    ['malformed-body', withHeaders(list, { 'x-signalwire-signature': 'a'.repeat(40) })],
  ];
}

describe.each(adapterNames)('secrets in the query of a rejected request on %s', (adapterName) => {
  const everyReason = new Set(
    (['POST', 'GET', 'JSON'] as const).flatMap((kind) => rejections(kind).map(([reason]) => reason)),
  );

  test('every reason of the module is among them', () => {
    expect(everyReason.size).toBe(15);
  });

  describe.each(['enforce', 'report'] as const)('mode: %s', (mode) => {
    test.each(['POST', 'GET', 'JSON'] as const)(
      '%s: none in the log, a span, an outcome or a diagnosis',
      async (kind) => {
        const allowedHosts = ['example.com'];
        await using(adapterName, { mode, allowedHosts }, async ({ application, logger, outcomes }) => {
          for (const [reason, request] of rejections(kind)) {
            const before = { outcomes: outcomes.length, diagnoses: logger.diagnoses };
            const { status } = await application.send(
              withHeaders(request, { host: 'example.com', ...request.headers }),
            );
            expect([reason, status]).toEqual([
              reason,
              mode === 'report' ? 200 : reason.endsWith('-credentials') ? 401 : 403,
            ]);
            await until(() => outcomes.length > before.outcomes && logger.diagnoses > before.diagnoses);
            expect(outcomes.at(-1)?.reason).toBe(reason);
          }
          expect(logger.text + JSON.stringify(outcomes)).not.toMatch(SECRET);
          const attributes = spans
            .getFinishedSpans()
            .map((span) => [span.name, span.attributes, span.events, span.links]);
          expect(JSON.stringify(attributes)).toContain('signalwire.webhook.reason');
          expect(JSON.stringify(attributes)).not.toMatch(SECRET);
        });
      },
    );
  });

  test('none where the request does not reach the guard', async () => {
    await using(adapterName, {}, async ({ application, logger }) => {
      for (const target of [
        `/elsewhere${QUERY}`,
        `http://user:hunter2@example.com/elsewhere${QUERY}`,
        '/elsewhere%3Ftoken=hunter2',
      ]) {
        const before = logger.diagnoses;
        expect(await application.statusOf(signed({ target, headers: FORM, body: 'a=1' }))).toBe(404);
        await until(() => logger.diagnoses > before);
      }
      expect(logger.text).not.toMatch(SECRET);
    });
  });

  test('none where the application makes the public URL of the whole request', async () => {
    const publicUrl = (request: object) =>
      `https://user:hunter2@example.com${String((request as { originalUrl?: unknown }).originalUrl)}`;
    await using(adapterName, { publicUrl }, async ({ application, logger }) => {
      expect(await application.statusOf(signed(webhook('POST', '/hook')))).toBe(500);
      expect(logger.text).toContain('token=…');
      expect(logger.text).not.toMatch(SECRET);
    });
  });
});
