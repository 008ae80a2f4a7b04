import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { type Attributes, metrics, trace } from '@opentelemetry/api';

import type { SignatureFormat } from '../../signature/index.js';
import type { RejectionReason } from '../../signalwire-webhook.exception.js';
import { SIGNALWIRE_WEBHOOK_OUTCOMES } from '../../signalwire-webhook.tokens.js';
import type { SignalWireWebhookOutcomes } from '../../telemetry/outcomes.service.js';
import type { WebhookOutcome } from '../../telemetry/webhook-outcome.js';

const SCOPE = 'nestjs-signalwire-webhook';

/** In seconds. A static key takes tens of microseconds, and a resolver takes as long as its database. */
const DURATION_BUCKETS = [
  0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** The allowed labels. A custom verifier may return any reason, even text from an unverified request. */
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
  'missing-token': true,
  'malformed-token': true,
  'expired-token': true,
  'token-mismatch': true,
  'unknown-project': true,
  'ambiguous-project': true,
  'untrusted-host': true,
  'malformed-target': true,
  'unexpected-method': true,
  'unexpected-content': true,
  'expired-event': true,
};
const FORMATS: Readonly<Record<SignatureFormat, true>> = { cxml: true, swml: true };

/** Limits the labels, because a resolver may return any number of keys. */
const MAX_KEY_INDEX = 9;

/**
 * Counts and measures the results of the guard, and adds them to the span of the request, with the `@opentelemetry/api` of the
 * application. Without an SDK it has no effect. Add it to the providers of a module that sees `SignalWireWebhookModule`.
 *
 * - `signalwire.webhook.requests`: a counter.
 * - `signalwire.webhook.verification.duration`: a histogram in seconds, by result and signature format.
 * - On the current span: the counter's attributes and `signalwire.webhook.project.id`.
 *
 * The attributes are `signalwire.webhook.result`, `.reason`, `.signature.format`, `.key.index`, `.mode`, and `code.function.name`
 * for the route. Each has few values. The project is only on the span.
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

  /** Creates the instruments and subscribes to the results of the guard. */
  onModuleInit(): void {
    const meter = metrics.getMeter(SCOPE);
    const requests = meter.createCounter('signalwire.webhook.requests', {
      unit: '{request}',
      description: 'Webhook requests by the result of their verification',
    });
    const duration = meter.createHistogram('signalwire.webhook.verification.duration', {
      unit: 's',
      description: 'Duration of the verification of webhook requests',
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

  /** Ends the subscription. */
  onApplicationShutdown(): void {
    this.stop?.();
  }
}

/** Adds the outcome to the span while it is open. The span ends with the response. */
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

/** Returns fewer labels than the counter has, because each combination creates a series for each bucket. */
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
