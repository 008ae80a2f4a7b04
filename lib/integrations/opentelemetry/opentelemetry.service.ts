import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { type Attributes, metrics, trace } from '@opentelemetry/api';

import type { SignatureFormat } from '../../signature/index.js';
import type { RejectionReason } from '../../signalwire-webhook.exception.js';
import { SIGNALWIRE_WEBHOOK_OUTCOMES } from '../../signalwire-webhook.tokens.js';
import type { SignalWireWebhookOutcomes } from '../../telemetry/outcomes.service.js';
import type { WebhookOutcome } from '../../telemetry/webhook-outcome.js';

const SCOPE = 'nestjs-signalwire-webhook';

/** In seconds: a static key takes tens of microseconds, a resolver as long as its database. */
const DURATION_BUCKETS = [
  0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** A verifier of the application's own may give any reason, even what a stranger sent; labels are few. */
const REASONS: Readonly<Record<RejectionReason, true>> = {
  'no-signing-key': true,
  'missing-signature': true,
  'malformed-signature': true,
  'unsupported-content-type': true,
  'malformed-body': true,
  'body-not-signed': true,
  'signature-mismatch': true,
  'missing-credentials': true,
  'wrong-credentials': true,
  'unknown-project': true,
  'ambiguous-project': true,
  'untrusted-host': true,
  'malformed-target': true,
  'unexpected-method': true,
  'unexpected-content': true,
  'expired-event': true,
};
const FORMATS: Readonly<Record<SignatureFormat, true>> = { cxml: true, swml: true };

/** A resolver may give any number of keys; labels are few. */
const MAX_KEY_INDEX = 9;

/**
 * Counts and measures what the guard decides, and adds it to the request's span, by the application's own `@opentelemetry/api`.
 * Without an SDK it does nothing. Add it to the providers of a module that sees `SignalWireWebhookModule`.
 *
 * - `signalwire.webhook.requests`: a counter.
 * - `signalwire.webhook.verification.duration`: a histogram in seconds, by result and signatureFormat.
 * - On the current span: the counter's attributes and `signalwire.webhook.project.id`.
 *
 * The attributes are `signalwire.webhook.result`, `.reason`, `.signatureFormat`, `.key.index`, `.mode`, and `code.function.name`
 * for the route. Each has few values; a project is none of them.
 *
 * @example
 * ```ts
 * @Module({
 *   imports: [SignalWireWebhookModule.forRoot({ signingKey: 'PSK_…', publicUrl: 'https://example.com' })],
 *   providers: [SignalWireWebhookOpenTelemetry],
 * })
 * export class AppModule {}
 * ```
 *
 * @publicApi
 */
@Injectable()
export class SignalWireWebhookOpenTelemetry implements OnModuleInit, OnApplicationShutdown {
  private stop: (() => void) | undefined;

  constructor(@Inject(SIGNALWIRE_WEBHOOK_OUTCOMES) private readonly outcomes: SignalWireWebhookOutcomes) {}

  onModuleInit(): void {
    const meter = metrics.getMeter(SCOPE);
    const requests = meter.createCounter('signalwire.webhook.requests', {
      unit: '{request}',
      description: 'Webhook requests by what came of their verification',
    });
    const duration = meter.createHistogram('signalwire.webhook.verification.duration', {
      unit: 's',
      description: 'How long the verification of webhook requests took',
      advice: { explicitBucketBoundaries: DURATION_BUCKETS },
    });
    const published = this.outcomes.subscribe((outcome) => {
      requests.add(1, labelsOf(outcome));
      duration.record(outcome.duration / 1_000, durationLabelsOf(outcome));
    });
    const endDecisions = this.outcomes.onDecision(describeSpan);
    this.stop = () => {
      published.unsubscribe();
      endDecisions();
    };
  }

  onApplicationShutdown(): void {
    this.stop?.();
  }
}

/** While the span is open; when the response has ended it is not. */
function describeSpan(outcome: WebhookOutcome): void {
  const span = trace.getActiveSpan();
  if (!span) return;
  span.setAttributes(labelsOf(outcome));
  if (outcome.projectId !== undefined) span.setAttribute('signalwire.webhook.project.id', outcome.projectId);
}

function labelsOf({ result, mode, reason, signatureFormat, keyIndex, route }: WebhookOutcome): Attributes {
  return {
    'signalwire.webhook.result': result,
    'signalwire.webhook.mode': mode,
    'code.function.name': route,
    ...(reason !== undefined && { 'signalwire.webhook.reason': knownOrOther(reason, REASONS) }),
    ...(signatureFormat !== undefined && {
      'signalwire.webhook.signature.format': knownOrOther(signatureFormat, FORMATS),
    }),
    ...(keyIndex !== undefined && { 'signalwire.webhook.key.index': keyIndexLabel(keyIndex) }),
  };
}

/** Fewer, since each combination makes a series of each bucket. */
function durationLabelsOf({ result, signatureFormat }: WebhookOutcome): Attributes {
  return {
    'signalwire.webhook.result': result,
    ...(signatureFormat !== undefined && {
      'signalwire.webhook.signature.format': knownOrOther(signatureFormat, FORMATS),
    }),
  };
}

function knownOrOther(label: string, known: object): string {
  return Object.hasOwn(known, label) ? label : 'other';
}

function keyIndexLabel(keyIndex: number): string {
  return keyIndex > MAX_KEY_INDEX ? 'other' : String(keyIndex);
}
