import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Controller, Post } from '@nestjs/common';
import { metrics } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { SignalWireWebhook } from 'nestjs-signalwire-webhook';
import { SignalWireWebhookOpenTelemetry } from 'nestjs-signalwire-webhook/opentelemetry';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { type RunningApplication, startApplication } from '../support/applications.js';
import { describeWithPrometheus, promtool, TemporaryPrometheus } from '../support/prometheus.js';
import { OTHER_KEY, signedForm, SIGNING_KEY } from '../support/signing.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

const root = join(import.meta.dirname, '../..');
const RULES = join(root, 'docs/observability/alerts.yml');
const rules = readFileSync(RULES, 'utf8');

interface Dashboard {
  readonly templating: { readonly list: readonly { readonly name: string }[] };
  readonly panels: readonly {
    readonly title: string;
    readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
  }[];
}

const dashboard = JSON.parse(
  readFileSync(join(root, 'docs/observability/dashboard.json'), 'utf8'),
) as Dashboard;
const page = readFileSync(join(root, 'docs/how-to/observability.md'), 'utf8');
const queries = dashboard.panels.flatMap(({ title, targets }) =>
  targets.map(({ expr, legendFormat }) => ({ title, expr, legendFormat })),
);

/** As Grafana fills its variables in. */
function filled(expression: string): string {
  return expression
    .replaceAll('$__rate_interval', '10s')
    .replaceAll('$__range', '1m')
    .replaceAll('$job', '.*');
}

@SignalWireWebhook()
@Controller()
class HookController {
  @Post('hook')
  hook() {
    return '<Response/>';
  }

  @SignalWireWebhook({ once: true })
  @Post('status')
  status() {}

  @SignalWireWebhook({ signingKey: () => Promise.reject(new Error('down')) })
  @Post('down')
  down() {}

  @SignalWireWebhook({ publicUrl: () => 'nonsense' })
  @Post('broken')
  broken() {}
}

const exporter = new PrometheusExporter({ preventServerStart: true });
const meterProvider = new MeterProvider({ readers: [exporter] });
let scraped: Server;
let application: RunningApplication;

async function traffic(): Promise<void> {
  for (const signingKey of [SIGNING_KEY, OTHER_KEY, 'PSK_ofNobodyAtAllHere'])
    await application.send(signedForm('/hook', { a: '1' }, { signingKey }));
  for (const target of ['/status', '/down', '/broken'])
    await application.send(signedForm(target, { a: '1' }));
  await application.send({ target: '/hook' });
}

beforeAll(async () => {
  metrics.setGlobalMeterProvider(meterProvider);
  scraped = createServer((request, response) => {
    exporter.getMetricsRequestHandler(request, response);
  });
  await new Promise<void>((resolve) => scraped.listen(0, '127.0.0.1', resolve));
  application = await startApplication('fastify', {
    webhooks: { signingKey: [SIGNING_KEY, OTHER_KEY] },
    controllers: [HookController],
    providers: [SignalWireWebhookOpenTelemetry],
  });
  await traffic();
  await traffic();
});

afterAll(async () => {
  await application.close();
  scraped.closeAllConnections();
  scraped.close();
  await meterProvider.shutdown();
  metrics.disable();
});

function scrapedPort(): number {
  return (scraped.address() as AddressInfo).port;
}

describe('the dashboard, the rules and the page', () => {
  let metricNames: Set<string>;
  let labelValues: Set<string>;
  let labelNames: Set<string>;

  beforeAll(async () => {
    let text = '';
    await until(async () => {
      text = await (await fetch(`http://127.0.0.1:${scrapedPort()}/metrics`)).text();
      return ['duplicate', 'keys-unavailable', 'configuration-error'].every((each) => text.includes(each));
    });
    metricNames = new Set([...text.matchAll(/^(\w+)\{/gm)].map(([, name = '']) => name));
    const labels = [...text.matchAll(/(\w+)="([^"]*)"/g)];
    // Prometheus adds the job.
    labelNames = new Set(['job', ...labels.map(([, name = '']) => name)]);
    labelValues = new Set(labels.map(([, , value = '']) => value));
  });

  const texts = [rules, page, ...queries.flatMap(({ expr, legendFormat }) => [expr, legendFormat])];
  const named = new Set(
    texts.flatMap((text) => text.match(/\b(?:signalwire_webhook_\w+|code_function_name)\b/g) ?? []),
  );

  test('name metrics and labels that a real scrape has', () => {
    // In the page's remark about the Collector.
    const ofCollector = 'signalwire_webhook_verification_duration_seconds';
    const unknown = [...named].filter(
      (name) => !metricNames.has(name) && !labelNames.has(name) && !name.startsWith(ofCollector),
    );
    expect(named.size).toBeGreaterThan(6);
    expect(unknown).toEqual([]);
  });

  test('select by results that a real scrape has', () => {
    const selected = texts.flatMap((text) => [
      ...text.matchAll(/signalwire_webhook_result=~?\\?"([^"\\]+)\\?"/g),
    ]);
    const results = new Set(selected.flatMap(([, values = '']) => values.split('|')));
    expect(results.size).toBeGreaterThan(4);
    expect([...results].filter((result) => !labelValues.has(result))).toEqual([]);
  });

  test('every label of a legend is one that the query keeps', () => {
    for (const { expr, legendFormat } of queries) {
      const wanted = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
      const kept = /by \(([^)]*)\)/.exec(expr)?.[1]?.split(', ') ?? [];
      expect(kept).toEqual(expect.arrayContaining(wanted));
    }
  });
});

describeWithPrometheus('a real Prometheus', () => {
  let prometheus: TemporaryPrometheus;

  beforeAll(async () => {
    prometheus = await TemporaryPrometheus.start(scrapedPort(), RULES);
    const requests = 'sum(increase(signalwire_webhook_requests_total[1m]))';
    await until(async () => {
      await traffic();
      const [series] = await prometheus.query(requests);
      return Number(series?.value[1] ?? 0) > 50;
    });
  });

  afterAll(async () => {
    await prometheus.stop();
  });

  test.each(queries)('the panel $title: $expr gives figures', async ({ expr, legendFormat }) => {
    const series = await prometheus.query(filled(expr));
    expect(series.length).toBeGreaterThan(0);
    expect(series.every(({ value }) => Number.isFinite(Number(value[1])))).toBe(true);
    const labels = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
    for (const label of labels) expect(series.some(({ metric }) => label in metric)).toBe(true);
  });

  test('evaluates each rule', async () => {
    const names = [...rules.matchAll(/alert: (\w+)/g)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(5);
    let loaded = await prometheus.rules();
    await until(async () => {
      loaded = await prometheus.rules();
      return loaded.every(({ health }) => health !== 'unknown');
    });
    expect(loaded.map(({ name, health }) => [name, health])).toEqual(names.map((name) => [name, 'ok']));
  });

  test('promtool: the rules are well formed, each fires when it should and is silent when it should', () => {
    expect(promtool('check', 'rules', RULES)).toContain('SUCCESS');
    expect(promtool('test', 'rules', join(import.meta.dirname, 'alerts.test.yml'))).toContain('SUCCESS');
    const tested = readFileSync(join(import.meta.dirname, 'alerts.test.yml'), 'utf8');
    for (const [, name = ''] of rules.matchAll(/alert: (\w+)/g)) expect(tested).toContain(name);
  });
});
