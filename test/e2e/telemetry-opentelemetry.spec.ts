import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Controller, type INestApplication, Post } from '@nestjs/common';
import { metrics, trace } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { SignalWireWebhook, SignalWireWebhookOutcomes } from 'nestjs-signalwire-webhook';
import { SignalWireWebhookOpenTelemetry } from 'nestjs-signalwire-webhook/opentelemetry';
import type { WebhookRequest } from 'nestjs-signalwire-webhook/signature';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { adapterNames, withApplication } from '../support/applications.js';
import { OTHER_KEY, signedForm, signedJson, SIGNING_KEY } from '../support/signing.js';
import { until } from '../support/until.js';

@SignalWireWebhook()
@Controller()
class HookController {
  @Post('hook')
  hook() {
    return '<Response/>';
  }

  @SignalWireWebhook({ once: true })
  @Post('once')
  once() {
    return undefined;
  }
}

const spans = new InMemorySpanExporter();
const tracerProvider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
const memory = new InMemoryMetricExporter(AggregationTemporality.DELTA);
const reader = new PeriodicExportingMetricReader({ exporter: memory, exportIntervalMillis: 3_600_000 });
const prometheus = new PrometheusExporter({ preventServerStart: true });
const meterProvider = new MeterProvider({ readers: [reader, prometheus] });
let scraped: Server;

beforeAll(async () => {
  tracerProvider.register();
  metrics.setGlobalMeterProvider(meterProvider);
  scraped = createServer((request, response) => {
    prometheus.getMetricsRequestHandler(request, response);
  });
  await new Promise<void>((resolve) => scraped.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  scraped.close();
  await meterProvider.shutdown();
  await tracerProvider.shutdown();
  trace.disable();
  metrics.disable();
});

async function scrape(): Promise<string> {
  const { port } = scraped.address() as AddressInfo;
  return (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
}

/** For `configure`: one span for each request. */
function withSpans(app: INestApplication): void {
  app.use((_request: unknown, response: ServerResponse, next: () => void) => {
    trace.getTracer('test').startActiveSpan('request', (span) => {
      response.once('close', () => {
        span.end();
      });
      next();
    });
  });
}

describe.each(adapterNames)('OpenTelemetry on %s', (adapterName) => {
  test('counts, measures and describes the span; labels are few and hold no project', async () => {
    spans.reset();
    memory.reset();
    const setup = {
      webhooks: { signingKey: { projects: { 'the-project': [OTHER_KEY, SIGNING_KEY] } } },
      controllers: [HookController],
      providers: [SignalWireWebhookOpenTelemetry],
      configure: withSpans,
    };
    await withApplication(adapterName, setup, async (application) => {
      let seen = 0;
      application.app.get(SignalWireWebhookOutcomes).subscribe(() => seen++);
      await application.send(signedForm('/hook', { AccountSid: 'the-project' }));
      await application.send(signedForm('/hook', { AccountSid: 'the-project' }));
      await application.send(
        signedJson('/hook', { project_id: 'the-project' }, { signingKey: 'PSK_unknown' }),
      );
      await until(() => seen === 3);
      await reader.forceFlush();
      const [counter, histogram] = memory
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics[0]?.metrics ?? []);
      expect(counter?.descriptor).toMatchObject({ name: 'signalwire.webhook.requests', unit: '{request}' });
      expect(counter?.dataPoints.map(({ value, attributes }) => [value, attributes])).toEqual([
        [
          2,
          {
            'signalwire.webhook.result': 'verified',
            'signalwire.webhook.mode': 'enforce',
            'signalwire.webhook.signature.format': 'cxml',
            'signalwire.webhook.key.index': '1',
            'code.function.name': 'HookController.hook',
          },
        ],
        [
          1,
          {
            'signalwire.webhook.result': 'rejected',
            'signalwire.webhook.mode': 'enforce',
            'signalwire.webhook.reason': 'signature-mismatch',
            'signalwire.webhook.signature.format': 'swml',
            'code.function.name': 'HookController.hook',
          },
        ],
      ]);
      expect(histogram?.descriptor).toMatchObject({
        name: 'signalwire.webhook.verification.duration',
        unit: 's',
      });
      expect(histogram?.dataPoints[0]?.value).toMatchObject({ count: 2, sum: expect.any(Number) });

      await until(() => spans.getFinishedSpans().length === 3);
      expect(spans.getFinishedSpans()[0]?.attributes).toMatchObject({
        'signalwire.webhook.result': 'verified',
        'signalwire.webhook.project.id': 'the-project',
      });
      expect(spans.getFinishedSpans()[2]?.attributes).toMatchObject({
        'signalwire.webhook.reason': 'signature-mismatch',
      });

      const text = await scrape();
      expect(text).toMatch(
        /signalwire_webhook_requests_total\{[^}]*signalwire_webhook_result="verified"[^}]*\} \d/,
      );
      expect(text).toMatch(/signalwire_webhook_verification_duration_bucket\{[^}]*le="0.0001"/);
      expect(text).not.toContain('the-project');
      await application.close();
      expect(application.logger.lines).toHaveLength(1);
    });
  });

  test('the span of a repeated event says so', async () => {
    spans.reset();
    const setup = {
      webhooks: {},
      controllers: [HookController],
      providers: [SignalWireWebhookOpenTelemetry],
      configure: withSpans,
    };
    await withApplication(adapterName, setup, async (application) => {
      const request = signedForm('/once', { MessageSid: 'SM1' });
      await application.send(request);
      await application.send(request);
      await until(() => spans.getFinishedSpans().length === 2);
      const results = spans
        .getFinishedSpans()
        .map(({ attributes }) => attributes['signalwire.webhook.result']);
      expect(results).toEqual(['verified', 'duplicate']);
    });
  });

  test('unknown reasons and signature formats, of which an attacker may invent any number, are one label', async () => {
    const verify = ({ headers }: WebhookRequest) =>
      Promise.resolve({ verified: false, reason: headers['x-any'], signatureFormat: headers['x-any'] });
    const setup = {
      webhooks: {},
      verifier: { verify },
      controllers: [HookController],
      providers: [SignalWireWebhookOpenTelemetry],
    };
    await withApplication(adapterName, setup, async (application) => {
      let seen = 0;
      application.app.get(SignalWireWebhookOutcomes).subscribe(() => seen++);
      for (let index = 0; index < 50; index++) {
        const { headers, ...forged } = signedForm('/hook', { a: '1' });
        await application.send({ ...forged, headers: { ...headers, 'x-any': `of-an-attacker-${index}` } });
      }
      await until(() => seen === 50);
      const text = await scrape();
      expect(text).toContain('signalwire_webhook_reason="other"');
      expect(text).not.toContain('of-an-attacker');
      await reader.forceFlush();
    });
  });
});
