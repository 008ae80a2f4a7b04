import type { Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';

import type { SignalWireWebhookModuleOptions } from '../signalwire-webhook.options.js';
import { findProtectedRoutes, routeHandlers } from './find-protected-routes.js';
import { PATH_METADATA } from './nest-metadata.js';
import { findOptions } from './registered-modules.js';
import type { RegisteredRoute } from './registered-routes.service.js';
import { registeredMethod } from './route-metadata.js';
import type { WebhookRoute } from './webhook-route.js';

/** A registered path of a protected route. */
export interface RoutePath {
  readonly route: WebhookRoute;
  readonly method: string;
  /** As registered, such as `/api/v1/voice`. */
  readonly path: string;
  /** The segments of the decorators, without a prefix and a version. */
  readonly decorated: readonly string[];
}

export interface RoutePaths {
  readonly protected: readonly RoutePath[];
  /** The other registered paths: of routes without protection, of raw routes, and those that several routes may have. */
  readonly others: readonly string[];
}

/** A path of the decorators of one handler. */
interface Decorated {
  /** `undefined` without protection. */
  readonly route: WebhookRoute | undefined;
  readonly segments: readonly string[];
}

type ProtectedRoutes = ReadonlyMap<object, ReadonlyMap<object, WebhookRoute>>;

/**
 * Assigns each registered path to the handler whose decorated path is the longest end of it. A path that fits several handlers,
 * such as one below two paths of `RouterModule`, is assigned to none.
 */
export function findRoutePaths(
  modules: ModulesContainer,
  registered: readonly RegisteredRoute[],
): RoutePaths {
  const all = [...new Set([...modules.values()].map(findOptions))];
  const decorated = decoratedPaths(modules, protectedRoutes(modules, all));
  const owned = registered.map(({ method, path }) => {
    const [owner, ...others] = ownersOf(method, path, decorated);
    return { method, path, owner: others.length === 0 ? owner : undefined };
  });
  return {
    protected: owned.flatMap(({ method, path, owner }) =>
      owner?.route ? [toRoutePath(owner.route, method, path, owner.segments)] : [],
    ),
    others: owned.flatMap(({ path, owner }) => (owner?.route ? [] : [path])),
  };
}

/**
 * Returns the paths of each route that the given options protect. A path that fits several routes, such as one with versions by
 * header, is returned for each. Without registered paths, it returns the decorated paths.
 */
export function findPathsOfOptions(
  modules: ModulesContainer,
  options: SignalWireWebhookModuleOptions,
  registered: readonly RegisteredRoute[],
): RoutePath[] {
  const decorated = decoratedPaths(modules, protectedRoutes(modules, [options]));
  const known =
    registered.length > 0
      ? registered
      : [...decorated].map(([, [each]]) => each).flatMap((each) => (each?.route ? [registeredAs(each)] : []));
  return known.flatMap(({ method, path }) =>
    ownersOf(method, path, decorated).flatMap(({ route, segments }) =>
      route ? [toRoutePath(route, method, path, segments)] : [],
    ),
  );
}

function registeredAs({ route, segments }: Decorated): RegisteredRoute {
  return { method: route ? registeredMethod(route.handler) : 'ALL', path: `/${segments.join('/')}` };
}

function toRoutePath(
  route: WebhookRoute,
  method: string,
  path: string,
  decorated: readonly string[],
): RoutePath {
  return { route, method, path: withoutLastSlash(path), decorated };
}

/** Returns the paths of all handlers by method and path. */
function decoratedPaths(
  modules: ModulesContainer,
  routes: ProtectedRoutes,
): ReadonlyMap<string, readonly Decorated[]> {
  const decorated = new Map<string, Decorated[]>();
  for (const controller of controllersIn(modules)) {
    for (const handler of routeHandlers(controller)) {
      const route = routes.get(controller)?.get(handler);
      for (const segments of pathsOfHandler(controller, handler)) {
        const key = keyOf(registeredMethod(handler), segments);
        decorated.set(key, [...(decorated.get(key) ?? []), { route, segments }]);
      }
    }
  }
  return decorated;
}

/** Returns the protected routes of these registrations of the module. Controllers may inherit a handler from one class. */
function protectedRoutes(
  modules: ModulesContainer,
  registrations: readonly (SignalWireWebhookModuleOptions | undefined)[],
): ProtectedRoutes {
  const routes = new Map<object, Map<object, WebhookRoute>>();
  for (const options of registrations) {
    for (const { route } of options ? findProtectedRoutes(modules, options) : []) {
      const ofController = routes.get(route.controller) ?? new Map<object, WebhookRoute>();
      routes.set(route.controller, ofController.set(route.handler, route));
    }
  }
  return routes;
}

function controllersIn(modules: ModulesContainer): Set<Type> {
  const wrappers = [...modules.values()].flatMap(({ controllers }) => [...controllers.values()]);
  return new Set(
    wrappers.flatMap(({ metatype }) => (typeof metatype === 'function' ? [metatype as Type] : [])),
  );
}

function pathsOfHandler(controller: object, handler: object): string[][] {
  return pathsOf(controller).flatMap((prefix) =>
    pathsOf(handler).map((path) => segmentsOf(`${prefix}/${path}`)),
  );
}

function pathsOf(target: object): readonly string[] {
  const path = (Reflect.getMetadata(PATH_METADATA, target) ?? '') as string | readonly string[];
  return typeof path === 'string' ? [path] : path;
}

function ownersOf(
  method: string,
  path: string,
  decorated: ReadonlyMap<string, readonly Decorated[]>,
): readonly Decorated[] {
  const segments = segmentsOf(path);
  for (let start = 0; start <= segments.length; start++) {
    const owners = decorated.get(keyOf(method, segments.slice(start)));
    if (owners) return owners;
  }
  return [];
}

function keyOf(method: string, segments: readonly string[]): string {
  return `${method} ${segments.join('/')}`;
}

/** Whether a registered path matches. A pattern is not evaluated, so that it may match. A slash at the end does not count. */
export function matchesPath(registered: string, path: string): 'yes' | 'no' | 'maybe' {
  const wanted = withoutLastSlash(registered).split('/').slice(1);
  const given = withoutLastSlash(path).split('/').slice(1);
  const pattern = wanted.findIndex(isPattern);
  const literal = pattern < 0 ? wanted : wanted.slice(0, pattern);
  const isSame = literal.every((segment, at) => fits(segment, given[at] ?? ''));
  if (pattern >= 0) return isSame ? 'maybe' : 'no';
  return isSame && wanted.length === given.length ? 'yes' : 'no';
}

/** A wildcard, a regular expression, or a parameter with a suffix. */
function isPattern(segment: string): boolean {
  return /[:*{}()?+]/.test(segment) && !isParameter(segment);
}

function isParameter(segment: string): boolean {
  return /^:\w+$/.test(segment);
}

function fits(wanted: string, given: string): boolean {
  return isParameter(wanted) ? given !== '' : wanted === given;
}

/** Whether the end of a path matches. */
export function isEnd(end: readonly string[], all: readonly string[]): boolean {
  const start = all.length - end.length;
  return start >= 0 && end.every((segment, at) => fits(segment, all[start + at] ?? ''));
}

function withoutLastSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

export function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}
