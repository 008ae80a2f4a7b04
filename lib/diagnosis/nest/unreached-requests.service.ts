import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

import { quoted } from '../../errors/printable.js';
import { LogLine } from '../../logging/log-line.js';
import { readPath } from '../../request/request-target.js';
import { adapterOf } from '../../routes/http-adapter.js';
import { RegisteredRoutesService } from '../../routes/registered-routes.service.js';
import { type ObservedRequest, OBSERVED } from '../../routes/request-state.js';
import { findRoutePaths, type RoutePaths } from '../../routes/route-paths.js';
import type { SignalWireWebhookModuleOptions } from '../../signalwire-webhook.options.js';
import { SIGNALWIRE_WEBHOOK_OPTIONS } from '../../signalwire-webhook.tokens.js';
import { maskUrl, SIGNATURE_HEADERS } from '../../signature/internal.js';
import { diagnosisLog } from './diagnosis-log.js';
import { DEFAULT_INTERVAL, diagnosticsSettings } from './diagnostics-options.js';
import { IntervalLimiter } from './interval-limiter.js';
import { findNearRoutes } from './near-routes.js';
import { adviseOnUnreached, type UnreachedRequest } from './unreached-advice.js';

const ALWAYS_REPORTED = [404, 405, 413, 415];
const WITH_DIAGNOSTICS = [...ALWAYS_REPORTED, 401, 403];

/**
 * Logs requests with a signature that did not reach the guard: once per route and status, and with `diagnostics` once per
 * interval. For other requests it only checks the headers. It does not see requests that bypass the HTTP server, such as the
 * events of a serverless function.
 */
@Injectable()
export class UnreachedRequestsService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = diagnosisLog();
  private routes: RoutePaths = { protected: [], others: [] };
  private server: Server | undefined;
  private readonly reported: readonly number[];
  private readonly rateLimiter: IntervalLimiter;
  /** For paths that are near no route. A forged request must not use up the line of SignalWire's request for good. */
  private readonly otherLimiter: IntervalLimiter;

  constructor(
    @Inject(SIGNALWIRE_WEBHOOK_OPTIONS) options: SignalWireWebhookModuleOptions,
    private readonly adapterHost: HttpAdapterHost,
    private readonly modules: ModulesContainer,
    private readonly registered: RegisteredRoutesService,
  ) {
    const settings = diagnosticsSettings(options);
    this.reported = settings === undefined ? ALWAYS_REPORTED : WITH_DIAGNOSTICS;
    this.rateLimiter = new IntervalLimiter(settings?.interval ?? Infinity);
    this.otherLimiter = new IntervalLimiter(settings?.interval ?? DEFAULT_INTERVAL);
  }

  onApplicationBootstrap(): void {
    const server: unknown = adapterOf(this.adapterHost)?.getHttpServer?.();
    if (!isServer(server)) return;
    this.routes = findRoutePaths(this.modules, this.registered.list());
    this.server = server;
    server.prependListener('request', this.observe);
  }

  onModuleDestroy(): void {
    this.server?.off('request', this.observe);
    this.server = undefined;
    this.log.sumUp();
  }

  /** Runs for every request of the application, so it reads Node's headers directly: their names are in lower case. */
  private readonly observe = (request: IncomingMessage & ObservedRequest, response: ServerResponse): void => {
    const { method = '', url = '', headers } = request;
    if (!SIGNATURE_HEADERS.some((name) => headers[name] !== undefined) || request[OBSERVED]) return;
    const observed = { isReached: false };
    request[OBSERVED] = observed;
    response.once('close', () => {
      const { statusCode: status } = response;
      if (observed.isReached || !this.reported.includes(status)) return;
      const { 'content-type': contentType, 'content-length': length } = headers;
      this.report({ method, path: readPath(url), status, contentType, hasBody: Number(length ?? 0) > 0 });
    });
  };

  private report(request: UnreachedRequest): void {
    const { method, path, status } = request;
    if (!this.server) return;
    const { protected: routes } = this.routes;
    const near = findNearRoutes(routes, path).map(({ route }) => route.name);
    const kind = `${[...new Set(near)].join(', ') || 'no route'}: ${status}`;
    if (!(near.length > 0 ? this.rateLimiter : this.otherLimiter).acquire(kind)) return;
    const advice = adviseOnUnreached(request, { ...this.routes, isFastify: this.registered.isFastify });
    if (advice === undefined) return;
    const text =
      `Diagnosis: ${quoted(`${method} ${maskUrl(path)}`)} has a signature and ended in ${status} before it reached ` +
      `SignalWireWebhookGuard. ${advice}`;
    this.log.write(kind, () => new LogLine(text, { result: 'diagnosis', status }));
  }
}

function isServer(server: unknown): server is Server {
  return typeof server === 'object' && server !== null && 'prependListener' in server && 'off' in server;
}
