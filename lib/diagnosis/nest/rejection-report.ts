import type { ExecutionContext } from '@nestjs/common';

import type { IncomingWebhookRequest } from '../../request/incoming-request.js';
import type { WebhookRoute } from '../../routes/webhook-route.js';
import type { RejectionReason } from '../../signalwire-webhook.exception.js';
import type { WebhookRequest } from '../../signature/index.js';

/** A rejection to diagnose. */
export interface RejectionReport {
  /** Reason of the rejection. */
  readonly reason: RejectionReason;
  /** Route that rejected the request. */
  readonly route: WebhookRoute;
  /** The request of the framework. */
  readonly request: IncomingWebhookRequest;
  /** The request as read; `undefined` if the request was rejected before it was read. */
  readonly signed: WebhookRequest | undefined;
  /** The request target as it was received. */
  readonly target: string;
  /** Execution context of the request. */
  readonly context: ExecutionContext;
}
