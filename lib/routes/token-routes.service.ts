import { Inject, Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

import { accepts } from '../credentials/accept-option.js';
import type { SignalWireWebhookModuleOptions } from '../signalwire-webhook.options.js';
import { SIGNALWIRE_WEBHOOK_OPTIONS } from '../signalwire-webhook.tokens.js';
import { coveredMethod } from '../signature/internal.js';
import { type RegisteredRoute, RegisteredRoutesService } from './registered-routes.service.js';
import { findPathsOfOptions, isEnd, matchesPath, type RoutePath, segmentsOf } from './route-paths.js';
import type { WebhookRoute } from './webhook-route.js';

/** A route that accepts URL tokens, with one of its methods. */
export interface TokenRoute {
  /** The protected route. */
  readonly route: WebhookRoute;
  /** GET stands for HEAD, too. */
  readonly method: string;
  /** As registered, such as `/api/swaig/:tenant`. */
  readonly path: string;
  /** Whether requests with this path reach the route. A pattern is not evaluated, so that they may. */
  readonly takes: (pathname: string) => boolean;
}

/** Finds the routes that accept URL tokens, for the options of one registration of the module. */
@Injectable()
export class TokenRoutesService {
  private routes: readonly TokenRoute[] | undefined;

  constructor(
    @Inject(SIGNALWIRE_WEBHOOK_OPTIONS) private readonly options: SignalWireWebhookModuleOptions,
    private readonly modules: ModulesContainer,
    private readonly registered: RegisteredRoutesService,
  ) {}

  /** Returns `undefined` until the application has registered its routes. */
  list(): readonly TokenRoute[] | undefined {
    if (this.routes) return this.routes;
    const registered = this.registered.list();
    if (registered.length === 0 && this.registered.isKnownAdapter) return undefined;
    const routes = this.find(registered);
    // Before Nest registers the controllers, the application may have registered other routes.
    if (routes.length === 0 && this.find([]).length > 0) return undefined;
    this.routes = routes;
    return routes;
  }

  private find(registered: readonly RegisteredRoute[]): TokenRoute[] {
    const isExact = registered.length > 0;
    return findPathsOfOptions(this.modules, this.options, registered)
      .filter(({ route }) => accepts(route.options.accept, 'url-token'))
      .flatMap((each) => withMethods(each, isExact));
  }
}

/** @param isExact whether the path is the registered one, otherwise only its end is known */
function withMethods({ route, method, path, decorated }: RoutePath, isExact: boolean): TokenRoute[] {
  const takes = (pathname: string): boolean =>
    isExact ? matchesExactly(path, pathname) : isEnd(decorated, segmentsOf(pathname));
  const methods = method === 'ALL' ? route.options.methods : [method];
  return [...new Set(methods.map(coveredMethod))].map((each) => ({ route, method: each, path, takes }));
}

/** A slash at the end makes a different path on Fastify, and on a strict router of Express. */
function matchesExactly(registered: string, pathname: string): boolean {
  return registered.endsWith('/') === pathname.endsWith('/') && matchesPath(registered, pathname) !== 'no';
}
