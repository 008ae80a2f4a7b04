import {
  type CanActivate,
  type ExecutionContext,
  HttpException,
  Inject,
  Injectable,
  InternalServerErrorException,
  Optional,
  ServiceUnavailableException,
} from '@nestjs/common';
import { HttpAdapterHost, ModulesContainer } from '@nestjs/core';

import { acceptsOnly } from './credentials/accept-option.js';
import type { DiagnosticsService } from './diagnosis/nest/diagnostics.service.js';
import { noteReached } from './diagnosis/nest/unreached-requests.service.js';
import { ApplicationFailure, callApplication, isOurs, withoutSource } from './errors/application-failure.js';
import { isInstance, isNamed } from './errors/is-error.js';
import { SigningKeysUnavailableError } from './errors/signing-keys-unavailable.error.js';
import { describeValue } from './signature/options/describe-value.js';
import { toRejectionException } from './response/rejection-exception.js';
import type { IncomingWebhookRequest } from './request/incoming-request.js';
import { readWebhookRequest } from './request/read-webhook-request.js';
import { readPath } from './request/request-target.js';
import { isAllowedFor, setUnverified } from './verified/unverified-webhook.js';
import { isVerifiedFor, setVerified } from './verified/verified-webhook.js';
import { missingModule } from './startup/missing-module.js';
import { usedOutsideHttp } from './routes/used-outside-http.js';
import { GUARD_BRAND } from './routes/route-metadata.js';
import { checkRoute, type WebhookRoute } from './routes/webhook-route.js';
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

/**
 * Allows only requests that `accept` verifies (by default with the signature), except in `mode: 'report'`. {@link SignalWireWebhook} applies the guard. With
 * `@UseGuards` or as `APP_GUARD`, it verifies with the module's options. A subclass can override its protected methods.
 *
 * @throws SignalWireWebhookException for a rejected request, or the exception that `exceptionFactory` returns
 * @throws SignalWireWebhookConfigurationError outside HTTP
 *
 * @publicApi
 */
@Injectable()
export class SignalWireWebhookGuard implements CanActivate {
  constructor(
    protected readonly adapterHost: HttpAdapterHost,
    @Optional() @Inject(SIGNALWIRE_WEBHOOK_ROUTES) private readonly routes: WebhookRoutesService,
    @Optional() @Inject(SIGNALWIRE_WEBHOOK_VERIFIER) protected readonly verifier: SignalWireWebhookVerifier,
    @Optional() @Inject(SIGNALWIRE_WEBHOOK_DIAGNOSTICS) private readonly diagnostics: DiagnosticsService,
    @Optional() @Inject(SIGNALWIRE_WEBHOOK_TELEMETRY) private readonly telemetry: TelemetryService,
    @Optional() modules?: ModulesContainer,
  ) {
    if ((routes as unknown) === undefined) throw missingModule(modules);
  }

  /** Returns a promise only if the guard must wait for a resolver, or for a function as `publicUrl` or `basicAuth`. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (context.getType() === 'http') noteReached(context.switchToHttp().getRequest<object>());
    const route = this.findRoute(context);
    if (route === undefined) return true;
    if (context.getType() !== 'http') return this.handleOutsideHttp(route, context);
    const request = context.switchToHttp().getRequest<IncomingWebhookRequest>();
    if (isVerifiedFor(request, route)) return true;
    if (route.options.mode === 'report') return this.report(request, route, context);
    this.telemetry.begin(request);
    const verification = this.verify(request, route, context);
    return verification instanceof Promise
      ? verification.then((awaited) => this.conclude(awaited, request, route, context))
      : this.conclude(verification, request, route, context);
  }

  /**
   * Reads the received request and verifies it. An error of the application becomes 500, or 503 if the keys are unavailable. In
   * `mode: 'report'` the error is thrown unchanged, and reported.
   */
  protected verify(
    request: IncomingWebhookRequest,
    route: WebhookRoute,
    context: ExecutionContext,
  ): VerificationResult | Promise<VerificationResult> {
    try {
      const received = readWebhookRequest(request, this.targetOf(request), route.publicBase);
      const verification =
        received instanceof Promise
          ? received.then((awaited) => this.verifyReceived(awaited, request, route, context))
          : this.verifyReceived(received, request, route, context);
      return verification instanceof Promise
        ? verification.catch((error: unknown) => {
            throw this.toFailure(error, route, context);
          })
        : verification;
    } catch (error) {
      throw this.toFailure(error, route, context);
    }
  }

  /** Sets the state of a verified request, and throws for a rejected request, which `mode: 'report'` allows. */
  protected conclude(
    verification: VerificationResult,
    request: IncomingWebhookRequest,
    route: WebhookRoute,
    context: ExecutionContext,
  ): true {
    const { mode } = route.options;
    if ((verification.verified as unknown) !== true) {
      const rejected = verification as Rejection;
      this.telemetry.rejected(rejected, readPath(this.targetOf(request)), mode, context);
      if (mode === 'report') return this.allow(request, route, context);
      throw this.reject(rejected.reason, request, route, context);
    }
    const webhook = verification as Extract<VerificationResult, { verified: true }>;
    setVerified(request, webhook, route);
    this.telemetry.verified(webhook, mode, context);
    return true;
  }

  /** Returns the exception for a rejected request. Only `exceptionFactory` receives the reason. */
  protected reject(
    reason: RejectionReason,
    request: IncomingWebhookRequest,
    route: WebhookRoute,
    context: ExecutionContext,
  ): HttpException {
    const path = readPath(this.targetOf(request));
    const rejection: SignalWireWebhookRejection = { reason, method: request.method, path };
    const { accept, exceptionFactory } = route.options;
    const isChallenge = acceptsOnly(accept, 'basic-auth') && isCredentialsReason(reason);
    if (isChallenge) this.requestCredentials(context);
    const logError = (text: string) => {
      this.telemetry.error(text, 'exceptionFactory', context);
    };
    return toRejectionException(rejection, context, { isChallenge, exceptionFactory, logError });
  }

  /** Returns the request target as received; an empty target, which is rejected, if an adapter set none. */
  protected targetOf(request: IncomingWebhookRequest): string {
    const target: unknown = this.adapterHost.httpAdapter.getRequestUrl(request);
    return typeof target === 'string' ? target : '';
  }

  /** Allows every request. The request is verified only if the verification succeeded. */
  private report(
    request: IncomingWebhookRequest,
    route: WebhookRoute,
    context: ExecutionContext,
  ): true | Promise<true> {
    if (isAllowedFor(request, route)) return true;
    this.telemetry.begin(request);
    const conclude = (verification: VerificationResult) =>
      this.conclude(verification, request, route, context);
    const allow = (error: unknown) => {
      this.reportFailure(error, request, context);
      return this.allow(request, route, context);
    };
    let verification: VerificationResult | Promise<VerificationResult>;
    try {
      checkRoute(route);
      verification = this.verify(request, route, context);
    } catch (error) {
      return allow(error);
    }
    return verification instanceof Promise ? verification.then(conclude, allow) : conclude(verification);
  }

  /** An HttpException is a rejection by a custom verifier. */
  private reportFailure(error: unknown, request: IncomingWebhookRequest, context: ExecutionContext): void {
    if (!isInstance(withoutSource(error), HttpException))
      this.telemetry.failed(this.attribute(error), 'report', context);
    else this.telemetry.rejected({ reason: undefined }, readPath(this.targetOf(request)), 'report', context);
  }

  private allow(request: IncomingWebhookRequest, route: WebhookRoute, context: ExecutionContext): true {
    const logError = (text: string) => {
      this.telemetry.error(text, 'unverified-payload', context);
    };
    setUnverified({ request, target: this.targetOf(request), route, logError });
    return true;
  }

  private handleOutsideHttp(route: WebhookRoute, context: ExecutionContext): true {
    const error = usedOutsideHttp(route, context);
    if (route.options.mode !== 'report') throw error;
    this.telemetry.error(error.message, 'outside-http', context, 'report');
    return true;
  }

  private findRoute(context: ExecutionContext): WebhookRoute | undefined {
    try {
      return this.routes.of(context);
    } catch (error) {
      throw this.toServerError(error, context);
    }
  }

  private verifyReceived(
    received: WebhookRequest | Rejection,
    request: IncomingWebhookRequest,
    route: WebhookRoute,
    context: ExecutionContext,
  ): VerificationResult | Promise<VerificationResult> {
    if ('reason' in received) return this.reported(received, undefined, request, route, context);
    const verification = this.decide(received, route);
    return verification instanceof Promise
      ? verification.then((awaited) => this.reported(awaited, received, request, route, context))
      : this.reported(verification, received, request, route, context);
  }

  /** Returns a promise only if the verification waits, or if a replaced `verify` returns a promise. */
  private decide(
    received: WebhookRequest,
    { options }: WebhookRoute,
  ): VerificationResult | Promise<VerificationResult> {
    const { verifier } = this;
    if (verifier.verify === SignalWireWebhookVerifier.prototype.verify)
      return verifier.decide(received, options);
    const given = callApplication('replaced SignalWireWebhookVerifier', () =>
      verifier.verify(received, options),
    );
    return given instanceof Promise ? given.then(checkVerification) : checkVerification(given);
  }

  private reported(
    verification: VerificationResult,
    received: WebhookRequest | undefined,
    request: IncomingWebhookRequest,
    route: WebhookRoute,
    context: ExecutionContext,
  ): VerificationResult {
    if (!verification.verified) {
      const { reason } = verification;
      const target = this.targetOf(request);
      this.diagnostics.report({ reason, route, request, signed: received, target, context });
    }
    return verification;
  }

  private toFailure(error: unknown, { options }: WebhookRoute, context: ExecutionContext): unknown {
    return options.mode === 'report' ? error : this.toServerError(error, context);
  }

  private toServerError(error: unknown, context: ExecutionContext): HttpException {
    const thrown = withoutSource(error);
    if (isInstance(thrown, HttpException)) return thrown;
    this.telemetry.failed(this.attribute(error), 'enforce', context);
    return isNamed(error, SigningKeysUnavailableError)
      ? new ServiceUnavailableException(undefined, { cause: error })
      : new InternalServerErrorException(undefined, { cause: thrown });
  }

  /** An error in a subclass may come from its own code, so its message may contain a secret. */
  private attribute(error: unknown): unknown {
    const { constructor } = this;
    if (constructor === SignalWireWebhookGuard || isOurs(error) || isInstance(error, ApplicationFailure))
      return error;
    return new ApplicationFailure(`guard ${constructor.name}`, error);
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

function isCredentialsReason(reason: RejectionReason): boolean {
  return reason === 'missing-credentials' || reason === 'wrong-credentials';
}

/** @throws SignalWireWebhookConfigurationError if a replaced verifier returned no object */
function checkVerification(given: unknown): VerificationResult {
  if (typeof given === 'object' && given !== null) return given as VerificationResult;
  throw new SignalWireWebhookConfigurationError(
    `The verify() of the replaced SignalWireWebhookVerifier returned ${describeValue(given)}, which is no result. Fix: return ` +
      "{ verified: false, reason: 'signature-mismatch' }, or the result of super.verify(request, route).",
  );
}
