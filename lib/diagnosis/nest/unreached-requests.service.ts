import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

import { quoted } from '../../errors/printable.js';
import { LogLine } from '../../logging/log-line.js';
import { readPath } from '../../request/request-target.js';
import { onResponseEnd } from '../../response/response-end.js';
import { findProtectedRoutes } from '../../routes/find-protected-routes.js';
import { type ObservedRequest, OBSERVED } from '../../routes/request-state.js';
import type { SignalWireWebhookModuleOptions } from '../../signalwire-webhook.options.js';
import { SIGNALWIRE_WEBHOOK_OPTIONS } from '../../signalwire-webhook.tokens.js';
import { maskUrl, readSignatureHeaders } from '../../signature/internal.js';
import { diagnosisLog } from './diagnosis-log.js';
import { IntervalLimiter } from './interval-limiter.js';
import { diagnosticsSettings } from './diagnostics-options.js';
import { findNearRoutes, type RoutePath, routePathOf } from './route-paths.js';

const STATUSES: Readonly<Record<number, string>> = {
  401: 'A different guard, a middleware or a proxy requires credentials. Fix, in that guard: if (isSignalWireWebhookRoute(context)) return true;',
  403: 'A different guard, a middleware or a firewall rejected the request. Fix, in that guard: if (isSignalWireWebhookRoute(context)) return true;',
  404: 'No route matches. Compare the path at SignalWire with the path of the route, with its global prefix and version, and with the path that a proxy strips.',
  405: 'No route has this method. Choose the method of the route at SignalWire.',
  413: "The body exceeds a limit before the guard. Fix, on Express: app.useBodyParser('urlencoded', { limit: '2mb' }) for forms and 'json' for JSON. On Fastify: new FastifyAdapter({ bodyLimit: 2097152 }). The proxy may also have a limit.",
  415: 'The adapter does not read this content type. SignalWire sends application/x-www-form-urlencoded or application/json. Either a proxy changed it, or a different sender calls this application.',
};

/**
 * With `diagnostics`, logs requests with a signature that did not reach the guard. For other requests it only checks the headers.
 * It does not see requests that bypass the HTTP server, such as the events of a serverless function.
 */
@Injectable()
export class UnreachedRequestsService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = diagnosisLog();
  private routes: readonly RoutePath[] = [];
  private server: Server | undefined;
  private readonly rateLimiter: IntervalLimiter;

  constructor(
    @Inject(SIGNALWIRE_WEBHOOK_OPTIONS) private readonly options: SignalWireWebhookModuleOptions,
    private readonly adapterHost: HttpAdapterHost,
    private readonly modules: ModulesContainer,
  ) {
    this.rateLimiter = new IntervalLimiter(diagnosticsSettings(options)?.interval ?? Infinity);
  }

  onApplicationBootstrap(): void {
    if (diagnosticsSettings(this.options) === undefined) return;
    const server: unknown = (
      this.adapterHost.httpAdapter as HttpAdapterHost['httpAdapter'] | undefined
    )?.getHttpServer();
    if (!isServer(server)) return;
    this.routes = findProtectedRoutes(this.modules, this.options).map(routePathOf);
    this.server = server;
    server.prependListener('request', this.observe);
  }

  onModuleDestroy(): void {
    this.server?.off('request', this.observe);
    this.server = undefined;
    this.log.sumUp();
  }

  private readonly observe = (request: IncomingMessage & ObservedRequest, response: ServerResponse): void => {
    const { signature, sha256, alias } = readSignatureHeaders(request.headers);
    if ((signature ?? sha256 ?? alias) === undefined || request[OBSERVED]) return;
    const observed = { isReached: false };
    request[OBSERVED] = observed;
    const { method = '', url = '' } = request;
    onResponseEnd(response, () => {
      if (!observed.isReached) this.report(method, readPath(url), response.statusCode);
    });
  };

  private report(method: string, path: string, status: number): void {
    const advice = STATUSES[status];
    if (advice === undefined || !this.server) return;
    const near = findNearRoutes(this.routes, path);
    const kind = `${near.map(({ name }) => name).join(', ') || 'no route'}: ${status}`;
    if (!this.rateLimiter.acquire(kind)) return;
    const hint = near.length === 0 ? '' : ` ${describeNear(near, method)}`;
    const text =
      `Diagnosis: ${quoted(`${method} ${maskUrl(path)}`)} has a signature and ended in ${status} before it reached ` +
      `SignalWireWebhookGuard.${hint} ${advice}`;
    this.log.write(kind, () => new LogLine(text, { result: 'diagnosis', status }));
  }
}

function describeNear(near: readonly RoutePath[], method: string): string {
  const routes = near.map((route) => `${route.name} is ${route.method} ${route.path}`).join(', ');
  const [first] = near;
  const isOtherMethod = near.every((route) => route.method !== method && route.method !== 'ALL');
  return isOtherMethod && first
    ? `${routes}, not ${method}. Choose ${first.method} at SignalWire, or use @All() on the route.`
    : `${routes}.`;
}

function isServer(server: unknown): server is Server {
  return typeof server === 'object' && server !== null && 'prependListener' in server && 'off' in server;
}
