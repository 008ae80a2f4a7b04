import {
  type CanActivate,
  type ExecutionContext,
  HttpException,
  HttpStatus,
  Inject,
  Injectable,
  InternalServerErrorException,
  Optional,
  ServiceUnavailableException,
} from '@nestjs/common';
import { HttpAdapterHost, ModulesContainer } from '@nestjs/core';

import type { DiagnosticsService } from './diagnosis/nest/diagnostics.service.js';
import { callApplication, withoutSource } from './errors/application-failure.js';
import { isInstance } from './errors/is-error.js';
import { isUnavailable } from './errors/signing-keys-unavailable.error.js';
import { describeValue } from './signature/options/describe-value.js';
import { toRejectionException } from './response/rejection-exception.js';
import type { IncomingWebhookRequest } from './request/incoming-request.js';
import { readWebhookRequest } from './request/read-webhook-request.js';
import { readPath } from './request/request-target.js';
import { hasPassed, setReached, setUnverified, setVerified } from './routes/request-state.js';
import type { VerifiedWebhookData } from './verified/verified-webhook.js';
import { missingModule } from './startup/missing-module.js';
import { usedOutsideHttp } from './routes/used-outside-http.js';
import { GUARD_BRAND } from './routes/route-metadata.js';
import type { WebhookRoute } from './routes/webhook-route.js';
import type { WebhookRoutesService } from './routes/webhook-routes.service.js';
import { SignalWireWebhookConfigurationError } from './signalwire-webhook.configuration-error.js';
import type {
  Rejection,
  RejectionReason,
  SignalWireWebhookRejection,
} from './signalwire-webhook.exception.js';
import {
  SIGNALWIRE_WEBHOOK_DIAGNOSTICS,
  SIGNALWIRE_WEBHOOK_ROUTES,
  SIGNALWIRE_WEBHOOK_TELEMETRY,
  SIGNALWIRE_WEBHOOK_VERIFIER,
} from './signalwire-webhook.tokens.js';
import { SignalWireWebhookVerifier, type VerificationResult } from './signalwire-webhook.verifier.js';
import type { WebhookRequest } from './signature/index.js';
import type { TelemetryService } from './telemetry/telemetry.service.js';

const SERVER_ERROR: number = HttpStatus.INTERNAL_SERVER_ERROR;

/** A request to a protected route, with its target as received. */
interface Visit {
  readonly request: IncomingWebhookRequest;
  readonly target: string;
  readonly route: WebhookRoute;
  readonly context: ExecutionContext;
}

/** The result of the verification. Code of the application may reject a request with an `HttpException` instead of a reason. */
type Decision =
  | { readonly webhook: VerifiedWebhookData }
  | { readonly rejection: Rejection; readonly received?: WebhookRequest }
  | { readonly exception: HttpException }
  | { readonly error: unknown };

/**
 * Allows only requests that `accept` verifies (by default with the signature), except in `mode: 'report'`. {@link SignalWireWebhook}
 * applies the guard. With `@UseGuards` or as `APP_GUARD`, it verifies with the module's options.
 *
 * @throws SignalWireWebhookException for a rejected request, or the exception that `exceptionFactory` returns
 * @throws SignalWireWebhookConfigurationError outside HTTP
 *
 * @example
 * ```ts
 * @Module({ providers: [{ provide: APP_GUARD, useClass: SignalWireWebhookGuard }] })
 * export class AppModule {}
 * ```
 *
 * @publicApi
 */
@Injectable()
export class SignalWireWebhookGuard implements CanActivate {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    @Optional() @Inject(SIGNALWIRE_WEBHOOK_ROUTES) private readonly routes: WebhookRoutesService,
    @Optional() @Inject(SIGNALWIRE_WEBHOOK_VERIFIER) private readonly verifier: SignalWireWebhookVerifier,
    @Optional() @Inject(SIGNALWIRE_WEBHOOK_DIAGNOSTICS) private readonly diagnostics: DiagnosticsService,
    @Optional() @Inject(SIGNALWIRE_WEBHOOK_TELEMETRY) private readonly telemetry: TelemetryService,
    @Optional() modules?: ModulesContainer,
  ) {
    if ((routes as unknown) === undefined) throw missingModule(modules);
  }

  /** Returns `true` at once for an unprotected route, and for a request that was verified or allowed for the route before. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (context.getType() !== 'http') return this.handleOutsideHttp(context);
    const request = context.switchToHttp().getRequest<IncomingWebhookRequest>();
    setReached(request);
    const route = this.findRoute(context);
    if (route === undefined || hasPassed(request, route)) return true;
    return this.protect({ request, target: this.targetOf(request), route, context });
  }

  private async protect(visit: Visit): Promise<true> {
    this.telemetry.begin(visit.request);
    return this.act(await this.decide(visit), visit);
  }

  /** Returns the decision, does not change the request, and never throws. */
  private async decide({ request, target, route }: Visit): Promise<Decision> {
    try {
      if (route.error) throw route.error;
      const received = await readWebhookRequest(request, target, route.publicBase);
      if ('reason' in received) return { rejection: received };
      const result = await this.verify(received, route);
      return (result.verified as unknown) === true
        ? { webhook: result as VerifiedWebhookData }
        : { rejection: result as Rejection, received };
    } catch (error) {
      const thrown = withoutSource(error);
      const isRejection = isInstance(thrown, HttpException) && thrown.getStatus() < SERVER_ERROR;
      return isRejection ? { exception: thrown } : { error };
    }
  }

  private verify(
    received: WebhookRequest,
    { options }: WebhookRoute,
  ): VerificationResult | Promise<VerificationResult> {
    const { verifier } = this;
    if (verifier.verify === SignalWireWebhookVerifier.prototype.verify)
      return verifier.decide(received, options);
    const given = callApplication('replaced SignalWireWebhookVerifier', () =>
      verifier.verify(received, options),
    );
    return Promise.resolve(given).then(checkVerification);
  }

  /** Sets the state of a verified request. Reports any other request, and rejects it unless `mode: 'report'` allows it. */
  private act(decision: Decision, visit: Visit): true {
    const { request, route, context } = visit;
    const { mode } = route.options;
    if ('webhook' in decision) {
      setVerified(request, decision.webhook, route);
      this.telemetry.verified(decision.webhook, mode, context);
      return true;
    }
    this.report(decision, visit);
    if (mode === 'report') return this.allow(visit);
    throw this.toException(decision, visit);
  }

  private report(decision: Exclude<Decision, { webhook: unknown }>, visit: Visit): void {
    const { request, target, route, context } = visit;
    const { mode } = route.options;
    if ('error' in decision) {
      this.telemetry.failed(decision.error, mode, context);
      return;
    }
    const path = readPath(target);
    if ('exception' in decision) {
      this.telemetry.rejected({ reason: undefined }, path, mode, context);
      return;
    }
    const { rejection, received: signed } = decision;
    const { reason } = rejection;
    this.telemetry.rejected(rejection, path, mode, context, () => this.diagnostics.hint({ reason, route }));
    this.diagnostics.report({ reason, route, request, signed, target, context });
  }

  private toException(decision: Exclude<Decision, { webhook: unknown }>, visit: Visit): HttpException {
    if ('rejection' in decision) return this.reject(decision.rejection.reason, visit);
    return 'exception' in decision ? decision.exception : toServerError(decision.error);
  }

  /** Returns the exception for a rejected request. Only `exceptionFactory` receives the reason. */
  private reject(reason: RejectionReason, { request, target, route, context }: Visit): HttpException {
    const rejection: SignalWireWebhookRejection = { reason, method: request.method, path: readPath(target) };
    const { accept, exceptionFactory } = route.options;
    const isChallenge = accept === 'basic-auth' && isCredentialsReason(reason);
    if (isChallenge) this.requestCredentials(context);
    const logError = (text: string) => {
      this.telemetry.error(text, 'exceptionFactory', context);
    };
    return toRejectionException(rejection, context, { isChallenge, exceptionFactory, logError });
  }

  private allow({ request, target, route, context }: Visit): true {
    const logError = (text: string) => {
      this.telemetry.error(text, 'unverified-payload', context);
    };
    setUnverified({ request, target, route, logError });
    return true;
  }

  private handleOutsideHttp(context: ExecutionContext): true {
    const route = this.findRoute(context);
    if (route === undefined) return true;
    const error = usedOutsideHttp(route, context);
    if (route.options.mode !== 'report') throw error;
    this.telemetry.error(error.message, 'outside-http', context, 'report');
    return true;
  }

  private findRoute(context: ExecutionContext): WebhookRoute | undefined {
    try {
      return this.routes.of(context);
    } catch (error) {
      this.telemetry.failed(error, 'enforce', context);
      throw toServerError(error);
    }
  }

  /** Returns the request target as received; an empty target, which is rejected, if an adapter set none. */
  private targetOf(request: IncomingWebhookRequest): string {
    const target: unknown = this.adapterHost.httpAdapter.getRequestUrl(request);
    return typeof target === 'string' ? target : '';
  }

  private requestCredentials(context: ExecutionContext): void {
    const response: unknown = context.switchToHttp().getResponse();
    this.adapterHost.httpAdapter.setHeader(
      response,
      'WWW-Authenticate',
      'Basic realm="webhook", charset="UTF-8"',
    );
  }
}

Object.defineProperty(SignalWireWebhookGuard.prototype, GUARD_BRAND, { value: true });

function toServerError(error: unknown): HttpException {
  const thrown = withoutSource(error);
  if (isInstance(thrown, HttpException)) return thrown;
  return isUnavailable(error)
    ? new ServiceUnavailableException(undefined, { cause: error })
    : new InternalServerErrorException(undefined, { cause: thrown });
}

function isCredentialsReason(reason: RejectionReason): boolean {
  return reason === 'missing-credentials' || reason === 'wrong-credentials';
}

/** @throws SignalWireWebhookConfigurationError if a replaced verifier returned no object */
function checkVerification(given: unknown): VerificationResult {
  if (typeof given === 'object' && given !== null) return given as VerificationResult;
  throw new SignalWireWebhookConfigurationError(
    `The verify() of the replaced SignalWireWebhookVerifier returned ${describeValue(given)}, which is not a result. Fix: return ` +
      "{ verified: false, reason: 'signature-mismatch' }, or the result of super.verify(request, route).",
  );
}
