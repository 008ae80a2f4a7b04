import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';

import { handlerName } from './errors/place-name.js';
import { setVerified } from './routes/request-state.js';
import type { WebhookRoutesService } from './routes/webhook-routes.service.js';
import { SignalWireWebhookConfigurationError } from './signalwire-webhook.configuration-error.js';
import { SIGNALWIRE_WEBHOOK_ROUTES } from './signalwire-webhook.tokens.js';
import type { VerificationResult } from './signalwire-webhook.verifier.js';

/**
 * Records that a custom guard has verified a request with `SignalWireWebhookVerifier`. After that, `@WebhookPayload()`,
 * `@VerifiedWebhook()`, `isVerifiedWebhook` and `SignalWireWebhookInterceptor` work as they do behind SignalWireWebhookGuard.
 * SignalWireWebhookGuard itself does not rely on this state.
 *
 * @example
 * ```ts
 * @Injectable()
 * export class TenantGuard implements CanActivate {
 *   constructor(
 *     private readonly verifier: SignalWireWebhookVerifier,
 *     private readonly marker: SignalWireWebhookMarker,
 *   ) {}
 *
 *   async canActivate(context: ExecutionContext) {
 *     const { method, originalUrl, headers, rawBody } = context.switchToHttp().getRequest();
 *     const url = `https://example.com${originalUrl}`;
 *     const verification = await this.verifier.verify({ method, url, headers, body: rawBody });
 *     if (!verification.verified) return false;
 *     this.marker.markVerified(context, verification);
 *     return true;
 *   }
 * }
 * ```
 *
 * @publicApi
 */
@Injectable()
export class SignalWireWebhookMarker {
  constructor(@Inject(SIGNALWIRE_WEBHOOK_ROUTES) private readonly routes: WebhookRoutesService) {}

  /**
   * Records the result of the verification of the current request.
   *
   * @param context of the guard
   * @param verification the verifier's result for this request
   * @throws SignalWireWebhookConfigurationError if the request was rejected, or is not an HTTP request
   */
  markVerified(context: ExecutionContext, verification: VerificationResult): void {
    const place = handlerName(context);
    if (context.getType() !== 'http') {
      throw new SignalWireWebhookConfigurationError(
        `markVerified() accepts HTTP requests only, but ${place} is of type "${context.getType()}". Fix: call it if context.getType() === 'http'.`,
      );
    }
    if ((verification.verified as unknown) !== true) {
      throw new SignalWireWebhookConfigurationError(
        `markVerified() was called for a rejected request to ${place}. Fix: check verification.verified first, and reject the request.`,
      );
    }
    const webhook = verification as Extract<VerificationResult, { verified: true }>;
    setVerified(context.switchToHttp().getRequest<object>(), webhook, this.routes.ofCustomGuard(context));
  }
}
