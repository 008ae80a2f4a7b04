import { Inject, Injectable } from '@nestjs/common';

import { decodePayload } from './payload/decode-payload.js';
import { readProjectId } from './payload/project-id.js';
import type { VerifiedWebhookData } from './request/verified-webhook.js';
import type { RefusalReason } from './signalwire-webhook.exception.js';
import type {
  SignalWireWebhookModuleOptions,
  SignalWireWebhookRouteOptions,
} from './signalwire-webhook.options.js';
import { SIGNALWIRE_WEBHOOK_OPTIONS } from './signalwire-webhook.tokens.js';
import { type SignedRequest, verifySignature } from './signature/index.js';

/** @publicApi */
export type Verification = (VerifiedWebhookData & { readonly verified: true }) | RefusedWebhook;

/** @publicApi */
export interface RefusedWebhook {
  readonly verified: false;
  readonly reason: RefusalReason;
}

/**
 * Decides about a request: finds the signing keys, verifies the signature, decodes the payload.
 * Replace it through DI, or inject it to verify requests that come another way than by a controller.
 *
 * @publicApi
 */
@Injectable()
export class SignalWireWebhookVerifier {
  constructor(@Inject(SIGNALWIRE_WEBHOOK_OPTIONS) private readonly options: SignalWireWebhookModuleOptions) {}

  /**
   * @param request what was received, with its public URL and raw body
   * @param route options that override the module's
   */
  // eslint-disable-next-line @typescript-eslint/require-await
  async verify(request: SignedRequest, route: SignalWireWebhookRouteOptions = {}): Promise<Verification> {
    const verdict = verifySignature(request, route.signingKey ?? this.options.signingKey);
    if (!verdict.verified) return verdict;
    const payload = decodePayload(request);
    if (payload === undefined) return { verified: false, reason: 'malformed-body' };
    return { ...verdict, projectId: readProjectId(payload), payload };
  }
}
