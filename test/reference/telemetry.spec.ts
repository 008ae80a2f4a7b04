import { describe, expect, test } from '@jest/globals';
import { Controller, type LoggerService, Post } from '@nestjs/common';
import { metrics, trace } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import {
  type OnceStore,
  SIGNALWIRE_WEBHOOK_OUTCOME_CHANNEL,
  SignalWireWebhook,
  SignalWireWebhookHealth,
  SignalWireWebhookOutcomes,
  type WebhookOutcome,
} from 'nestjs-signalwire-webhook';
import { SignalWireWebhookOpenTelemetry } from 'nestjs-signalwire-webhook/opentelemetry';
import type { ServerResponse } from 'node:http';

import { withApplication } from '../support/applications.js';
import { OTHER_KEY, signedForm } from '../support/signing.js';
import { readReferencePage, rowsOf, sectionOf, textsOfTheLibrary } from '../support/reference-page.js';
import { until } from '../support/until.js';

const page = readReferencePage('telemetry.md');
const rows = (heading: string) => rowsOf(page, heading);

const FAILING_STORE: OnceStore = {
  acquire: () => Promise.reject(new Error('down')),
  complete: () => Promise.resolve(true),
  release: () => Promise.resolve(),
};

@SignalWireWebhook()
@Controller()
class HookController {
  @Post('hook')
  hook() {
    return '<Response/>';
  }

  @SignalWireWebhook({ mode: 'report' })
  @Post('reported')
  reported() {
    return '<Response/>';
  }

  @SignalWireWebhook({ once: true })
  @Post('once')
  once() {
    return undefined;
  }

  @SignalWireWebhook({
    publicUrl: () => {
      throw new TypeError('of the application');
    },
  })
  @Post('broken')
  broken() {
    return '<Response/>';
  }
}

/** Keeps the objects that JSON loggers write. */
class ObjectLogger implements LoggerService {
  readonly lines: object[] = [];

  log(): void {}
  warn(line: unknown): void {
    if (typeof line === 'object' && line !== null) this.lines.push(line);
  }
  error(line: unknown): void {
    this.warn(line);
  }
}

const HOOK = signedForm('/hook', { AccountSid: 'the-project' });
const FORGED = signedForm('/hook', { From: '+15551234567' }, { signingKey: OTHER_KEY });
const setup = { webhooks: { onceStore: FAILING_STORE }, controllers: [HookController] };

describe('docs/reference/telemetry.md', () => {
  test('quotes what the log says', () => {
    const parts = rows('## Log lines').flatMap((line) => line.split(/ ?… ?/));
    expect(parts.length).toBeGreaterThan(11);
    const texts = textsOfTheLibrary();
    expect(parts.filter((part) => !texts.includes(part))).toEqual([]);
  });

  test('has the fields of log lines', async () => {
    const logger = new ObjectLogger();
    await withApplication('fastify', { ...setup, options: { logger } }, async (application) => {
      application.app.get(SignalWireWebhookOutcomes).subscribe(() => {
        throw new Error('of a listener');
      });
      await application.send({ ...FORGED, target: '/reported' });
      await application.send(signedForm('/once', { CallSid: 'call' }));
      await application.send(signedForm('/broken', {}));
      await application.send(signedForm('/hok', {}));
      for (let sent = 0; sent < 12; sent++) await application.send(FORGED);
      await application.app.get(SignalWireWebhookHealth).check();
      await application.close();
    });
    const names = new Set(['msg', ...logger.lines.flatMap((line) => Object.keys(line))]);
    expect([...names].sort()).toEqual(rows('## Fields of log lines').sort());
  });

  test('has the fields and the results of outcomes, and the channel', async () => {
    const outcomes: WebhookOutcome[] = [];
    await withApplication('express', setup, async (application) => {
      application.app.get(SignalWireWebhookOutcomes).subscribe((outcome) => outcomes.push(outcome));
      await application.send(HOOK);
      await until(() => outcomes.length === 1);
    });
    expect(rows('## Outcomes').sort()).toEqual(Object.keys(outcomes[0] ?? {}).sort());
    const source = textsOfTheLibrary();
    const [, union = ''] = /type WebhookResult =([^;]*);/.exec(source) ?? [];
    expect(rows('### Results')).toEqual([...union.matchAll(/'([\w-]+)'/g)].map(([, result]) => result));
    expect(page).toContain(`\`${SIGNALWIRE_WEBHOOK_OUTCOME_CHANNEL}\``);
  });

  test('has the metrics and the attributes', async () => {
    const spans = new InMemorySpanExporter();
    const tracerProvider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
    const memory = new InMemoryMetricExporter(AggregationTemporality.DELTA);
    const reader = new PeriodicExportingMetricReader({ exporter: memory, exportIntervalMillis: 3_600_000 });
    const meterProvider = new MeterProvider({ readers: [reader] });
    tracerProvider.register();
    metrics.setGlobalMeterProvider(meterProvider);
    const observed = {
      ...setup,
      webhooks: { signingKey: { projects: { 'the-project': 'PSK_4NfT7wq0ZsLr2Xb9VdKe' } } },
      providers: [SignalWireWebhookOpenTelemetry],
      configure: withSpans,
    };
    try {
      await withApplication('express', observed, async (application) => {
        await application.send(signedForm('/hook', { AccountSid: 'the-project' }, KEY));
        await application.send(FORGED);
        await until(() => spans.getFinishedSpans().length === 2);
        await reader.forceFlush();
      });
      const instruments = memory
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics: each }) => each));
      for (const { descriptor, dataPoints } of instruments) {
        expect(attributesOf(descriptor.name)).toEqual(keysOf(dataPoints.map(({ attributes }) => attributes)));
        expect(instrumentOf(descriptor.name)).toContain(`, unit \`${descriptor.unit}\``);
      }
      expect(instruments.map(({ descriptor }) => descriptor.name)).toEqual(
        [...page.matchAll(/^### `([\w.]+)`$/gm)].map(([, name]) => name),
      );
      expect(rows('## Attributes').sort()).toEqual(
        keysOf(spans.getFinishedSpans().map(({ attributes }) => attributes)),
      );
    } finally {
      await meterProvider.shutdown();
      await tracerProvider.shutdown();
      trace.disable();
      metrics.disable();
    }
  });
});

const KEY = { signingKey: 'PSK_4NfT7wq0ZsLr2Xb9VdKe' };

function keysOf(objects: readonly object[]): string[] {
  return [...new Set(objects.flatMap((each) => Object.keys(each)))].sort();
}

const instrumentOf = (name: string) => sectionOf(page, `### \`${name}\``);

/** The attributes that the page lists for an instrument. */
function attributesOf(instrument: string): string[] {
  const [, list = ''] = /^- Attributes: ([^]*?)\n\n/m.exec(instrumentOf(instrument)) ?? [];
  return [...list.matchAll(/`([\w.]+)`/g)].map(([, name = '']) => name).sort();
}

/** For `configure`: one span for each request. */
function withSpans(app: { use(handler: unknown): unknown }): void {
  app.use((_request: unknown, response: ServerResponse, next: () => void) => {
    trace.getTracer('test').startActiveSpan('request', (span) => {
      response.once('close', () => {
        span.end();
      });
      next();
    });
  });
}
