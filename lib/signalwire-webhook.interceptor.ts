import {
  type CallHandler,
  type ExecutionContext,
  HttpException,
  HttpStatus,
  Inject,
  Injectable,
  InternalServerErrorException,
  type NestInterceptor,
  Optional,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { defaultIfEmpty, defer, lastValueFrom, map, type Observable, tap } from 'rxjs';

import { READ_CAUSE } from './errors/describe-error.js';
import { describeThirdPartyError } from './errors/describe-third-party-error.js';
import { isError, isInstance, isNamed } from './errors/is-error.js';
import { handlerOutcome } from './once/handler-outcome.js';
import type { OnceSettings } from './once/once-options.js';
import type { OnceService } from './once/once.service.js';
import {
  readUnverifiedState,
  readVerifiedState,
  type UnverifiedState,
  type VerifiedState,
} from './routes/request-state.js';
import { INTERCEPTOR_BRAND } from './routes/route-metadata.js';
import { describeResponseError } from './response/describe-response-error.js';
import { ResponseCheck } from './response/response-check.js';
import { MAX_RESPONSE_BYTES, responseSize, toResponse } from './response/to-response.js';
import { readResponseHeader, readStatus } from './response/watch-response.js';
import { SignalWireWebhookConfigurationError } from './signalwire-webhook.configuration-error.js';
import { SIGNALWIRE_WEBHOOK_ONCE, SIGNALWIRE_WEBHOOK_TELEMETRY } from './signalwire-webhook.tokens.js';
import type { WebhookRoute } from './routes/webhook-route.js';
import type { TelemetryService } from './telemetry/telemetry.service.js';

type WebhookState = VerifiedState | UnverifiedState;

const BAD_REQUEST_STATUS: number = HttpStatus.BAD_REQUEST;
const BAD_REQUEST =
  'A pipe or the handler rejected a verified webhook with 400, so SignalWire does not get a usable response. If a DTO forbids ' +
  'fields that SignalWire adds: @WebhookPayload(new ValidationPipe({ whitelist: true, validateCustomDecorators: true })). If it ' +
  'requires a field that this webhook does not have: @IsOptional() for the field.';

/**
 * Sends the response that SignalWire expects to verified requests, and to requests that `mode: 'report'` allowed. A POST gets 200
 * instead of Nest's default 201, and the return value of the handler is sent as cXML or SWML. A status or a header that the
 * handler sets with `@HttpCode`, `@Header` or `@Res` is not changed. On a route with `once`, the handler runs once per event; for
 * an unverified request it always runs.
 *
 * {@link SignalWireWebhook} applies the interceptor. With the guard alone, add `@UseInterceptors(SignalWireWebhookInterceptor)`.
 * The interceptor has no effect on skipped routes, or if it has already run for the request.
 *
 * @example
 * ```ts
 * @UseGuards(SignalWireWebhookGuard)
 * @UseInterceptors(SignalWireWebhookInterceptor)
 * @Controller('voice')
 * export class VoiceController {}
 * ```
 *
 * @publicApi
 */
@Injectable()
export class SignalWireWebhookInterceptor implements NestInterceptor {
  /** The routes whose first 400 was logged. */
  private readonly warnedOf = new WeakSet<WebhookRoute>();

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    @Optional() @Inject(SIGNALWIRE_WEBHOOK_ONCE) private readonly once: OnceService,
    @Optional() @Inject(SIGNALWIRE_WEBHOOK_TELEMETRY) private readonly telemetry: TelemetryService,
  ) {}

  /** Runs the handler and sends its return value. Nest calls it for each request. */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const state = startIntercepting(context);
    if (!state) return next.handle();
    const { once } = state.route.options;
    return once && isVerified(state)
      ? defer(() => this.handleOnce(once, state, context, next))
      : this.handle(state, context, next);
  }

  private handle(state: WebhookState, context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { responseMode } = state.route;
    if (usesDefaultStatus(context, responseMode.hasOwnStatus)) this.setStatus(context, HttpStatus.OK);
    const check = this.startCheck(state, context);
    const error = (thrown: unknown): void => {
      if (isVerified(state)) this.warnOfBadRequest(thrown, state, context);
    };
    if (responseMode.handlerWritesResponse) return next.handle().pipe(tap({ error }));
    return next.handle().pipe(
      defaultIfEmpty(undefined),
      map((result) => this.respond(result, state, context)),
      tap({
        next: (body) => {
          if (check) check.returned = body;
        },
        error,
      }),
    );
  }

  /** Returns the body for the return value of the handler, and sets status and content type. */
  private respond(result: unknown, state: WebhookState, context: ExecutionContext): unknown {
    const { responseMode } = state.route;
    const { body, contentType, noContent } = toResponse(result, isVerified(state) ? state.webhook : state);
    this.checkSize(body, context);
    if (noContent && !responseMode.hasOwnStatus && hasStatus(context, HttpStatus.OK)) {
      this.setStatus(context, HttpStatus.NO_CONTENT);
    }
    if (contentType !== undefined) this.setContentType(contentType, context);
    return body;
  }

  private handleOnce(
    settings: OnceSettings,
    state: VerifiedState,
    context: ExecutionContext,
    next: CallHandler,
  ): Promise<unknown> {
    const { isEndedByHandler } = state.route.responseMode;
    const response = context.switchToHttp().getResponse<object>();
    return this.once.handle({
      id: this.eventIdOf(state, context),
      settings,
      handle: () => lastValueFrom(this.handle(state, context, next), { defaultValue: undefined }),
      outcome: () => handlerOutcome(response, isEndedByHandler),
      duplicate: () => {
        this.telemetry.duplicate(context.switchToHttp().getRequest<object>());
        if (isEndedByHandler) this.endWithoutContent(response);
        else this.setStatus(context, HttpStatus.NO_CONTENT);
        return undefined;
      },
    });
  }

  /** Reads the event ID. An error of `once.key` may contain a secret, so Nest must not log it. */
  private eventIdOf({ webhook }: VerifiedState, context: ExecutionContext): string {
    try {
      return webhook.eventId;
    } catch (error) {
      if (isInstance(error, HttpException)) throw error;
      this.telemetry.error(describeKeyError(error), 'once.key', context);
      throw new InternalServerErrorException(undefined, { cause: error });
    }
  }

  /** Skips unverified requests, because anyone could use up the checks of a route with `mode: 'report'`. */
  private startCheck(state: WebhookState, context: ExecutionContext): ResponseCheck | undefined {
    if (!isVerified(state)) return undefined;
    return ResponseCheck.start({
      route: state.route,
      webhook: state.webhook,
      response: context.switchToHttp().getResponse<object>(),
      warn: (error) => {
        this.telemetry.warn(describeResponseError(error), `response-${error.kind}`, context);
      },
    });
  }

  /** Warns once per route. The message of the exception may contain a part of the payload, so it is not logged. */
  private warnOfBadRequest(error: unknown, { route }: VerifiedState, context: ExecutionContext): void {
    const isBadRequest = isInstance(error, HttpException) && error.getStatus() === BAD_REQUEST_STATUS;
    if (!isBadRequest || this.warnedOf.has(route)) return;
    this.warnedOf.add(route);
    this.telemetry.warn(BAD_REQUEST, 'bad-request', context);
  }

  private checkSize(body: unknown, context: ExecutionContext): void {
    const size = responseSize(body);
    if (size <= MAX_RESPONSE_BYTES) return;
    this.telemetry.error(describeTooLarge(size), 'response-too-large', context);
    throw new InternalServerErrorException();
  }

  private endWithoutContent(response: object): void {
    this.adapterHost.httpAdapter.reply(response, undefined, HttpStatus.NO_CONTENT);
  }

  private setStatus(context: ExecutionContext, status: HttpStatus): void {
    this.adapterHost.httpAdapter.status(context.switchToHttp().getResponse(), status);
  }

  private setContentType(contentType: string, context: ExecutionContext): void {
    const response = context.switchToHttp().getResponse<object>();
    if (readResponseHeader(response, 'content-type') === undefined) {
      this.adapterHost.httpAdapter.setHeader(response, 'content-type', contentType);
    }
  }
}

Object.defineProperty(SignalWireWebhookInterceptor.prototype, INTERCEPTOR_BRAND, { value: true });

function isVerified(state: WebhookState): state is VerifiedState {
  return state.webhook.verified;
}

/** Returns the state of a request for the first response interceptor; `undefined` if there is no response to change. */
function startIntercepting(context: ExecutionContext): WebhookState | undefined {
  if (context.getType() !== 'http') return undefined;
  const state = readVerifiedState(context) ?? readUnverifiedState(context);
  if (!state || state.isIntercepted) return undefined;
  state.isIntercepted = true;
  return state;
}

/** Nest's default for a POST is 201, but SignalWire's status callbacks need 200 or 204. */
function usesDefaultStatus(context: ExecutionContext, hasOwnStatus: boolean): boolean {
  if (hasOwnStatus || !hasStatus(context, HttpStatus.CREATED)) return false;
  return context.switchToHttp().getRequest<{ method: string }>().method === 'POST';
}

function hasStatus(context: ExecutionContext, status: number): boolean {
  return readStatus(context.switchToHttp().getResponse<object>()) === status;
}

function describeKeyError(error: unknown): string {
  if (isNamed(error, SignalWireWebhookConfigurationError)) return error.message;
  return (
    `once.key threw an error (${describeThirdPartyError(error)}). The event has no ID without the key, so the response is 500. ` +
    `Fix: key: ({ payload }) => payload.CallSid (undefined for an event without a key).${isError(error) ? READ_CAUSE : ''}`
  );
}

function describeTooLarge(size: number): string {
  return (
    `The response has ${size} bytes. SignalWire drops responses over ${MAX_RESPONSE_BYTES}: shorten it, or send a part and ` +
    'continue by <Redirect>.'
  );
}
