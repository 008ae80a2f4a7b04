import { diagnose, formatDiagnosis } from '../../../diagnosis/index.js';
import type { Diagnosis } from '../../../diagnosis/index.js';
import { diagnoseWithoutSearch } from '../../../diagnosis/diagnose-unsigned.js';
import { type SigningKeyKind, verifySignature, type WebhookRequest } from '../../../signature/index.js';
import { describeMalformedBody } from '../verify-webhook.js';
import type { DeliveryDiagnosis, DeliveryResult } from './delivery.js';
import { DiagnosisRateLimiter } from './diagnosis-rate-limiter.js';

/** Larger bodies are diagnosed on request only. */
const MAX_DIAGNOSED_BYTES = 128 * 1024;
const TOO_LONG = 'Not verified: the body is longer than 2 MB.';

export interface ExplainerOptions {
  readonly signingKeys: readonly string[];
  readonly signingKeyKind: SigningKeyKind;
  readonly publicUrl: string | undefined;
}

export interface Explanation {
  readonly diagnosis?: DeliveryDiagnosis;
  /** Why there is no diagnosis. */
  readonly notDiagnosed?: string;
}

/** Explains rejections. Limits the searches, because anyone can send requests that need one. */
export class RejectionExplainer {
  private readonly rateLimiter = new DiagnosisRateLimiter();

  constructor(private readonly options: ExplainerOptions) {}

  explain(request: WebhookRequest, result: DeliveryResult): Explanation {
    if (result.verified) return {};
    const known = this.explainWithoutSearch(request, result.reason);
    if (known) return { diagnosis: known };
    if ((request.body?.length ?? 0) > MAX_DIAGNOSED_BYTES)
      return { notDiagnosed: 'Not diagnosed: the body is longer than 128 kB.' };
    const diagnosis = this.rateLimiter.run(() => this.search(request));
    return diagnosis ? { diagnosis } : { notDiagnosed: 'Not diagnosed: too many rejected requests at once.' };
  }

  /** Diagnoses a rejected request regardless of the limits. Call it only for the user of the CLI. */
  explainNow(request: WebhookRequest, result: DeliveryResult): Explanation {
    if (result.verified) return {};
    return { diagnosis: this.explainWithoutSearch(request, result.reason) ?? this.search(request) };
  }

  private explainWithoutSearch(request: WebhookRequest, reason: string): DeliveryDiagnosis | undefined {
    if (reason === 'body-too-long') return { text: TOO_LONG, findings: [] };
    // A body can also be malformed before its signature is compared. Then a search says what is certain.
    if (reason === 'malformed-body' && verifySignature(request, this.options.signingKeys).verified)
      return { text: describeMalformedBody(request), findings: [] };
    const diagnosis = diagnoseWithoutSearch(request, {
      context: 'cli',
      publicUrl: this.options.publicUrl ?? '',
    });
    return diagnosis && toDeliveryDiagnosis(diagnosis);
  }

  private search(request: WebhookRequest): DeliveryDiagnosis {
    const { signingKeys, signingKeyKind, publicUrl = '' } = this.options;
    return toDeliveryDiagnosis(diagnose(request, signingKeys, { context: 'cli', signingKeyKind, publicUrl }));
  }
}

function toDeliveryDiagnosis(diagnosis: Diagnosis): DeliveryDiagnosis {
  return { text: formatDiagnosis(diagnosis), findings: diagnosis.findings };
}
