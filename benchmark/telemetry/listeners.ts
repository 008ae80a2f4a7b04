import type { INestApplication, Provider } from '@nestjs/common';
import { metrics, trace } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { SIGNALWIRE_WEBHOOK_OUTCOME_CHANNEL, SignalWireWebhookOutcomes } from 'nestjs-signalwire-webhook';
import { SignalWireWebhookOpenTelemetry } from 'nestjs-signalwire-webhook/opentelemetry';
import { subscribe } from 'node:diagnostics_channel';

interface Listening {
  readonly providers?: Provider[];
  /** Before the application is made. */
  readonly prepare?: () => void;
  readonly listen?: (app: INestApplication) => void;
}

const hear = (): void => undefined;

function prepareOpenTelemetry(): void {
  new NodeTracerProvider().register();
  metrics.setGlobalMeterProvider(
    new MeterProvider({ readers: [new PrometheusExporter({ preventServerStart: true })] }),
  );
}

/** The request's span, as an instrumentation of HTTP makes it. */
function withSpans(app: INestApplication): void {
  const tracer = trace.getTracer('benchmark');
  app.use((_request: unknown, response: NodeJS.EventEmitter, next: () => void) => {
    tracer.startActiveSpan('request', (span) => {
      response.once('close', () => {
        span.end();
      });
      next();
    });
  });
}

/** Who listens. `spans, nobody` is what the spans themselves cost. */
export const listeners = {
  nobody: {},
  'a second time nobody': {},
  'a subscriber': { listen: (app) => app.get(SignalWireWebhookOutcomes).subscribe(hear) },
  'a subscriber of the stream': {
    listen: (app) => app.get(SignalWireWebhookOutcomes).outcomes$.subscribe(hear),
  },
  'a subscriber of the channel': {
    listen: () => {
      subscribe(SIGNALWIRE_WEBHOOK_OUTCOME_CHANNEL, hear);
    },
  },
  'spans, nobody': { prepare: prepareOpenTelemetry, listen: withSpans },
  'spans, OpenTelemetry': {
    prepare: prepareOpenTelemetry,
    listen: withSpans,
    providers: [SignalWireWebhookOpenTelemetry],
  },
} satisfies Record<string, Listening>;

export type Listener = keyof typeof listeners;

export function listeningOf(name: Listener): Listening {
  return listeners[name];
}
