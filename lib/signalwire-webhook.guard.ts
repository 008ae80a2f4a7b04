import {
  type CanActivate,
  type ExecutionContext,
  HttpException,
  HttpStatus,
  Inject,
  Injectable,
  InternalServerErrorException,
  Logger,
  ServiceUnavailableException,
} from '@nestjs/common';
import { HttpAdapterHost, Reflector } from '@nestjs/core';

import type { DiagnosticsService } from './diagnostics/diagnostics.service.js';
import { SigningKeysUnavailableError } from './keys/signing-keys-unavailable.error.js';
import type { IncomingWebhookRequest } from './request/incoming-request.js';
import { readSignedRequest } from './request/read-signed-request.js';
import { readPath } from './request/request-target.js';
import { markVerified, readVerified } from './request/verified-webhook.js';
import { SignalWireWebhookConfigurationError } from './signalwire-webhook.configuration-error.js';
import {
  SignalWireWebhookException,
  type RefusalReason,
  type SignalWireWebhookRejection,
} from './signalwire-webhook.exception.js';
import { handlerOf, readRoute } from './signalwire-webhook.metadata.js';
import type {
  SignalWireWebhookModuleOptions,
  SignalWireWebhookRouteOptions,
} from './signalwire-webhook.options.js';
import {
  SIGNALWIRE_WEBHOOK_DIAGNOSTICS,
  SIGNALWIRE_WEBHOOK_OPTIONS,
  SIGNALWIRE_WEBHOOK_VERIFIER,
} from './signalwire-webhook.tokens.js';
import type { SignalWireWebhookVerifier, Verification } from './signalwire-webhook.verifier.js';

/**
 * Lets a request through only if SignalWire signed it. {@link SignalWireWebhook} applies it; with `@UseGuards` or
 * as `APP_GUARD` it verifies with the module's options.
 *
 * @throws SignalWireWebhookException for a refused request, or what `exceptionFactory` makes of it
 * @throws SignalWireWebhookConfigurationError outside HTTP
 *
 * @publicApi
 */
@Injectable()
export class SignalWireWebhookGuard implements CanActivate {
  private readonly logger = new Logger('SignalWireWebhook');

  constructor(
    private readonly reflector: Reflector,
    private readonly adapterHost: HttpAdapterHost,
    @Inject(SIGNALWIRE_WEBHOOK_OPTIONS) private readonly options: SignalWireWebhookModuleOptions,
    @Inject(SIGNALWIRE_WEBHOOK_VERIFIER) private readonly verifier: SignalWireWebhookVerifier,
    @Inject(SIGNALWIRE_WEBHOOK_DIAGNOSTICS) private readonly diagnostics: DiagnosticsService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') throw usedOutsideHttp(context);
    const route = readRoute(this.reflector, context);
    if (route === 'skipped') return true;
    const request = context.switchToHttp().getRequest<IncomingWebhookRequest>();
    if (readVerified(request, handlerOf(context))) return true;
    const verification = await this.verify(request, route, context);
    if (!verification.verified) throw this.refuse(request, verification.reason, route, context);
    markVerified(request, verification, handlerOf(context));
    return true;
  }

  private async verify(
    request: IncomingWebhookRequest,
    route: SignalWireWebhookRouteOptions,
    context: ExecutionContext,
  ): Promise<Verification> {
    try {
      const signed = await readSignedRequest(request, this.requestUrl(request), {
        ...this.options,
        ...route,
      });
      if (typeof signed === 'string') return { verified: false, reason: signed };
      const verification = await this.verifier.verify(signed, route);
      if (!verification.verified) await this.diagnostics.report(signed, route, context);
      return verification;
    } catch (error) {
      if (error instanceof HttpException) throw error;
      this.logger.error(describeFault(error));
      throw isNamed(error, SigningKeysUnavailableError)
        ? new ServiceUnavailableException(undefined, { cause: error })
        : new InternalServerErrorException(undefined, { cause: error });
    }
  }

  private refuse(
    request: IncomingWebhookRequest,
    reason: RefusalReason,
    route: SignalWireWebhookRouteOptions,
    context: ExecutionContext,
  ): HttpException {
    const rejection: SignalWireWebhookRejection = {
      reason,
      method: request.method,
      path: readPath(this.requestUrl(request)),
    };
    this.logger.warn(`Refused ${rejection.method} ${rejection.path.slice(0, MAX_LOGGED_PATH)}: ${reason}`);
    const isChallenge = (route.accept ?? this.options.accept) === 'basic-auth' && isAboutCredentials(reason);
    if (isChallenge) this.askForCredentials(context);
    const exceptionFactory = route.exceptionFactory ?? this.options.exceptionFactory;
    const exception: HttpException | undefined = exceptionFactory?.(rejection, context);
    return (
      exception ??
      new SignalWireWebhookException(reason, isChallenge ? HttpStatus.UNAUTHORIZED : HttpStatus.FORBIDDEN)
    );
  }

  private askForCredentials(context: ExecutionContext): void {
    const response: unknown = context.switchToHttp().getResponse();
    this.adapterHost.httpAdapter.setHeader(
      response,
      'WWW-Authenticate',
      'Basic realm="webhook", charset="UTF-8"',
    );
  }

  private requestUrl(request: IncomingWebhookRequest): string {
    return this.adapterHost.httpAdapter.getRequestUrl(request) as string;
  }
}

const MAX_LOGGED_PATH = 200;

function isAboutCredentials(reason: RefusalReason): boolean {
  return reason === 'missing-credentials' || reason === 'wrong-credentials';
}

/** Messages of errors that are not ours may hold secrets, such as a connection string. */
function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return 'The verification failed: something that is no Error was thrown.';
  if (isNamed(error, SignalWireWebhookConfigurationError) || isNamed(error, SigningKeysUnavailableError)) {
    return error.message;
  }
  const { code } = error as NodeJS.ErrnoException;
  return `The verification failed: ${error.name}${code === undefined ? '' : ` (${code})`}; see the cause of the exception.`;
}

/** By name, since the class may be that of the package's other build. */
function isNamed(error: unknown, type: { readonly name: string }): boolean {
  return error instanceof Error && error.name === type.name;
}

function usedOutsideHttp(context: ExecutionContext): SignalWireWebhookConfigurationError {
  return new SignalWireWebhookConfigurationError(
    `SignalWireWebhookGuard protects HTTP routes only, and ${context.getClass().name}.${context.getHandler().name} ` +
      `is of type "${context.getType()}". Add @SkipSignalWireWebhook() there or remove the guard.`,
  );
}
