import {
  type CallHandler,
  type ExecutionContext,
  HttpStatus,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { HttpAdapterHost, Reflector } from '@nestjs/core';
import type { Observable } from 'rxjs';

import { readVerified } from './request/verified-webhook.js';

/** What `@HttpCode` sets. */
const HTTP_CODE_METADATA = '__httpCode__';

/** Answers verified POSTs with 200, which SignalWire's status callbacks want, where Nest's default is 201. */
@Injectable()
export class SignalWireWebhookInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() === 'http') this.setStatus(context);
    return next.handle();
  }

  private setStatus(context: ExecutionContext): void {
    const http = context.switchToHttp();
    const request = http.getRequest<{ method: string }>();
    if (request.method !== 'POST' || !readVerified(request)) return;
    if (this.reflector.get<number | undefined>(HTTP_CODE_METADATA, context.getHandler()) !== undefined)
      return;
    this.adapterHost.httpAdapter.status(http.getResponse(), HttpStatus.OK);
  }
}
