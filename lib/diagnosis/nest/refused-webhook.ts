import type { ExecutionContext } from '@nestjs/common';

import type { IncomingWebhookRequest } from '../../request/incoming-request.js';
import type { WebhookRoute } from '../../routes/webhook-route.js';
import type { RefusalReason } from '../../signalwire-webhook.exception.js';
import type { SignedRequest } from '../../signature/index.js';

/** A refusal to explain. */
export interface RefusedWebhookReport {
  readonly reason: RefusalReason;
  readonly route: WebhookRoute;
  readonly request: IncomingWebhookRequest;
  /** `undefined` where the request was refused before it was read. */
  readonly signed: SignedRequest | undefined;
  /** The request target as it was received. */
  readonly target: string;
  readonly context: ExecutionContext;
}
