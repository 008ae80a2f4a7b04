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

import { READ_CAUSE } from './errors/describe-fault.js';
import { describeForeignError } from './errors/describe-foreign-error.js';
import { isError, isInstance, isNamed } from './errors/is-error.js';
import { handlerOutcome } from './once/handler-outcome.js';
import type { OnceSettings } from './once/once-options.js';
import type { OnceService } from './once/once.service.js';
import { readUnverifiedMark, type UnverifiedMark } from './verified/unverified-webhook.js';
import { readMark, type VerifiedMark } from './verified/verified-webhook.js';
import { MAX_RESPONSE_BYTES, responseSize } from './response/response-size.js';
import { describeResponseFault } from './response/describe-response-fault.js';
import { ResponseCheck } from './response/response-check.js';
import { toResponse } from './response/to-response.js';
import { readResponseHeader, readStatus } from './response/watch-response.js';
import { handlerOf, type WebhookRoute } from './routes/webhook-route.js';
import { SignalWireWebhookConfigurationError } from './signalwire-webhook.configuration-error.js';
import { SIGNALWIRE_WEBHOOK_ONCE, SIGNALWIRE_WEBHOOK_TELEMETRY } from './signalwire-webhook.tokens.js';
import type { TelemetryService } from './telemetry/telemetry.service.js';

type Mark = VerifiedMark | UnverifiedMark;

/**
 * Responds to verified requests, and to those that `mode: 'report'` let through, as SignalWire wants: to POSTs with 200 where Nest's default is 201, and with what the
 * handler returned as cXML or SWML. What the handler decided itself, by `@HttpCode`, `@Header` or `@Res`, stands. On a route
 * with `once`, a handler runs once for each event; for what is not verified it always runs.
 *
 * {@link SignalWireWebhook} applies it; beside the guard alone, add `@UseInterceptors(SignalWireWebhookInterceptor)`.
 * Where it stands twice, and on routes that are skipped, it passes through.
 *
 * @publicApi
 */
@Injectable()
export class SignalWireWebhookInterceptor implements NestInterceptor {
  constructor(
    protected readonly adapterHost: HttpAdapterHost,
    @Optional() @Inject(SIGNALWIRE_WEBHOOK_ONCE) private readonly once: OnceService,
    @Optional() @Inject(SIGNALWIRE_WEBHOOK_TELEMETRY) private readonly telemetry: TelemetryService,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const mark = firstMeeting(context);
    if (!mark) return next.handle();
    const { once } = (mark.route as WebhookRoute).options;
    return once && isVerified(mark)
      ? defer(() => this.handleOnce(once, mark, context, next))
      : this.handle(mark, context, next);
  }

  private handle(mark: Mark, context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { responseMode } = mark.route as WebhookRoute;
    if (usesDefaultStatus(context, responseMode.hasOwnStatus)) this.setStatus(context, HttpStatus.OK);
    const check = this.startCheck(mark, context);
    if (responseMode.isOwn) return next.handle();
    return next.handle().pipe(
      defaultIfEmpty(undefined),
      map((result) => this.respond(result, mark, context)),
      tap((body) => {
        if (check) check.returned = body;
      }),
    );
  }

  /** The body to send for what the handler returned; its status and content type are set on the way. */
  protected respond(result: unknown, mark: Mark, context: ExecutionContext): unknown {
    const { route } = mark;
    const { body, contentType, noContent } = toResponse(result, isVerified(mark) ? mark.webhook : mark);
    const { responseMode } = route as WebhookRoute;
    this.checkSize(body, context);
    if (noContent && !responseMode.hasOwnStatus && hasStatus(context, HttpStatus.OK)) {
      this.setStatus(context, HttpStatus.NO_CONTENT);
    }
    if (contentType !== undefined) this.setContentType(contentType, context);
    return body;
  }

  private handleOnce(
    settings: OnceSettings,
    mark: VerifiedMark,
    context: ExecutionContext,
    next: CallHandler,
  ): Promise<unknown> {
    const { isEndedByHandler } = (mark.route as WebhookRoute).responseMode;
    const response = context.switchToHttp().getResponse<object>();
    return this.once.handle({
      id: this.eventIdOf(mark, context),
      settings,
      handle: () => lastValueFrom(this.handle(mark, context, next), { defaultValue: undefined }),
      outcome: () => handlerOutcome(response, isEndedByHandler),
      duplicate: () => {
        this.telemetry.duplicate(context.switchToHttp().getRequest<object>());
        if (isEndedByHandler) this.endWithoutContent(response);
        else this.setStatus(context, HttpStatus.NO_CONTENT);
        return undefined;
      },
    });
  }

  /** Computed by `once.key` on a route that has one. Its error may hold a secret, so that Nest must not log it. */
  private eventIdOf({ webhook }: VerifiedMark, context: ExecutionContext): string {
    try {
      return webhook.eventId;
    } catch (error) {
      if (isInstance(error, HttpException)) throw error;
      this.telemetry.fault(describeKeyFault(error), 'once.key', context);
      throw new InternalServerErrorException(undefined, { cause: error });
    }
  }

  /** What anyone can send to a route with `mode: 'report'` neither warns nor counts. */
  private startCheck(mark: Mark, context: ExecutionContext): ResponseCheck | undefined {
    if (!isVerified(mark)) return undefined;
    return ResponseCheck.start({
      route: mark.route,
      webhook: mark.webhook,
      response: context.switchToHttp().getResponse<object>(),
      warn: (fault) => {
        this.telemetry.warn(describeResponseFault(fault), `response-${fault.kind}`, context);
      },
    });
  }

  private checkSize(body: unknown, context: ExecutionContext): void {
    const size = responseSize(body);
    if (size <= MAX_RESPONSE_BYTES) return;
    this.telemetry.fault(describeTooLarge(size), 'response-too-large', context);
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

function isVerified(mark: Mark): mark is VerifiedMark {
  return mark.webhook.verified;
}

/** The mark of a request that no other response interceptor has met; `undefined` where there is nothing to do. */
function firstMeeting(context: ExecutionContext): Mark | undefined {
  if (context.getType() !== 'http') return undefined;
  const request = context.switchToHttp().getRequest<object>();
  const handler = handlerOf(context);
  const mark = readMark(request, handler) ?? readUnverifiedMark(request, handler);
  if (!mark || mark.isIntercepted) return undefined;
  mark.isIntercepted = true;
  return mark;
}

/** Nest's default for a POST is 201, which SignalWire's status callbacks do not want. */
function usesDefaultStatus(context: ExecutionContext, hasOwnStatus: boolean): boolean {
  if (hasOwnStatus || !hasStatus(context, HttpStatus.CREATED)) return false;
  return context.switchToHttp().getRequest<{ method: string }>().method === 'POST';
}

function hasStatus(context: ExecutionContext, status: number): boolean {
  return readStatus(context.switchToHttp().getResponse<object>()) === status;
}

function describeKeyFault(error: unknown): string {
  if (isNamed(error, SignalWireWebhookConfigurationError)) return error.message;
  return (
    `once.key threw an error (${describeForeignError(error)}). The event has no ID without the key, so the response is 500. ` +
    `Fix: key: ({ payload }) => payload.CallSid (undefined for an event that has no key).${isError(error) ? READ_CAUSE : ''}`
  );
}

function describeTooLarge(size: number): string {
  return (
    `The response has ${size} bytes. SignalWire drops responses over ${MAX_RESPONSE_BYTES}: shorten it, or send a part and ` +
    'continue by <Redirect>.'
  );
}
