import {
  type CallHandler,
  type ExecutionContext,
  HttpStatus,
  Injectable,
  InternalServerErrorException,
  Logger,
  type NestInterceptor,
} from '@nestjs/common';
import { HttpAdapterHost, Reflector } from '@nestjs/core';
import { defaultIfEmpty, map, type Observable } from 'rxjs';

import { readVerified, type VerifiedWebhookData } from './request/verified-webhook.js';
import { handlerOf } from './signalwire-webhook.metadata.js';
import { answerSize, MAX_ANSWER_BYTES } from './response/answer-size.js';
import { toAnswer } from './response/answer.js';
import { answersByItself } from './response/handled-route.js';

/** What `@HttpCode` sets. */
const HTTP_CODE_METADATA = '__httpCode__';

/**
 * Answers verified requests as SignalWire wants: POSTs with 200 where Nest's default is 201, and what the handler
 * returned as cXML or SWML. What the handler decided itself, by `@HttpCode`, `@Header` or `@Res`, stands.
 */
@Injectable()
export class SignalWireWebhookInterceptor implements NestInterceptor {
  private readonly logger = new Logger('SignalWireWebhook');

  constructor(
    private readonly reflector: Reflector,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const webhook = readWebhook(context);
    if (!webhook || answersByItself(this.reflector, context)) return next.handle();
    if (this.isLeftToNest(context)) this.setStatus(context, HttpStatus.OK);
    return next.handle().pipe(
      defaultIfEmpty(undefined),
      map((result) => this.answer(result, webhook, context)),
    );
  }

  private answer(result: unknown, webhook: VerifiedWebhookData, context: ExecutionContext): unknown {
    const { body, contentType, noContent } = toAnswer(result, webhook);
    this.checkSize(body, context);
    if (noContent && !this.hasOwnStatus(context)) this.setStatus(context, HttpStatus.NO_CONTENT);
    if (contentType !== undefined) this.setContentType(contentType, context);
    return body;
  }

  private checkSize(body: unknown, context: ExecutionContext): void {
    const size = answerSize(body);
    if (size <= MAX_ANSWER_BYTES) return;
    this.logger.error(
      `${context.getClass().name}.${context.getHandler().name} answered with ${size} bytes. SignalWire drops answers ` +
        `over ${MAX_ANSWER_BYTES}: shorten it, or send a part and continue by <Redirect>.`,
    );
    throw new InternalServerErrorException();
  }

  private isLeftToNest(context: ExecutionContext): boolean {
    const { method } = context.switchToHttp().getRequest<{ method: string }>();
    return method === 'POST' && !this.hasOwnStatus(context);
  }

  private hasOwnStatus(context: ExecutionContext): boolean {
    return this.reflector.get<number | undefined>(HTTP_CODE_METADATA, context.getHandler()) !== undefined;
  }

  private setStatus(context: ExecutionContext, status: HttpStatus): void {
    this.adapterHost.httpAdapter.status(context.switchToHttp().getResponse(), status);
  }

  private setContentType(contentType: string, context: ExecutionContext): void {
    const { httpAdapter } = this.adapterHost;
    const response: unknown = context.switchToHttp().getResponse();
    if (httpAdapter.getHeader(response, 'content-type') === undefined) {
      httpAdapter.setHeader(response, 'content-type', contentType);
    }
  }
}

function readWebhook(context: ExecutionContext): VerifiedWebhookData | undefined {
  if (context.getType() !== 'http') return undefined;
  return readVerified(context.switchToHttp().getRequest<object>(), handlerOf(context));
}
