import type { Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';

import { findProtectedRoutes, routeHandlers } from '../../routes/find-protected-routes.js';
import { PATH_METADATA } from '../../routes/nest-metadata.js';
import { findOptions } from '../../routes/registered-modules.js';
import { registeredMethod } from '../../routes/route-metadata.js';
import type { WebhookRoute } from '../../routes/webhook-route.js';
import { editDistance } from '../../signature/options/nearest-name.js';
import type { RegisteredRoute } from './registered-routes.js';

/** A registered path of a protected route. */
export interface RoutePath {
  readonly name: string;
  readonly method: string;
  /** As registered, such as `/api/v1/voice`. */
  readonly path: string;
  /** The segments of the decorators, without a prefix and a version. */
  readonly decorated: readonly string[];
  readonly hasOnce: boolean;
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

/**
 * Assigns each registered path to the handler whose decorated path is the longest end of it. A path that fits several handlers,
 * such as one below two paths of `RouterModule`, is assigned to none.
 */
export function findRoutePaths(
  modules: ModulesContainer,
  registered: readonly RegisteredRoute[],
): RoutePaths {
  const decorated = decoratedPaths(modules);
  const owned = registered.map(({ method, path }) => ({
    method,
    path,
    owner: ownerOf(method, path, decorated),
  }));
  return {
    protected: owned.flatMap(({ method, path, owner }) =>
      owner?.route ? [toRoutePath(owner.route, method, path, owner.segments)] : [],
    ),
    others: owned.flatMap(({ path, owner }) => (owner?.route ? [] : [path])),
  };
}

function toRoutePath(
  { name, options }: WebhookRoute,
  method: string,
  path: string,
  decorated: readonly string[],
): RoutePath {
  return { name, method, path: withoutLastSlash(path), decorated, hasOnce: options.once !== undefined };
}

/** Returns the paths of all handlers by method and path. */
function decoratedPaths(modules: ModulesContainer): ReadonlyMap<string, readonly Decorated[]> {
  const routes = protectedRoutes(modules);
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

/** Returns the protected routes of every registration of the module. Controllers may inherit a handler from one class. */
function protectedRoutes(modules: ModulesContainer): Map<object, Map<object, WebhookRoute>> {
  const routes = new Map<object, Map<object, WebhookRoute>>();
  const options = new Set([...modules.values()].map(findOptions));
  for (const each of options) {
    for (const { route } of each ? findProtectedRoutes(modules, each) : []) {
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

function ownerOf(
  method: string,
  path: string,
  decorated: ReadonlyMap<string, readonly Decorated[]>,
): Decorated | undefined {
  const segments = segmentsOf(path);
  for (let start = 0; start <= segments.length; start++) {
    const [owner, ...others] = decorated.get(keyOf(method, segments.slice(start))) ?? [];
    if (owner) return others.length === 0 ? owner : undefined;
  }
  return undefined;
}

function keyOf(method: string, segments: readonly string[]): string {
  return `${method} ${segments.join('/')}`;
}

const MAX_NEAR = 3;
const MAX_PATH = 200;

/** Returns the protected routes with exactly this path and any method. A slash at the end does not count. */
export function findExactRoutes(routes: readonly RoutePath[], path: string): RoutePath[] {
  return routes.filter((route) => matches(route.path, path) === 'yes');
}

/** Whether a registered path may match. A pattern is not evaluated, so it may match. */
export function mayMatch(registered: string, path: string): boolean {
  return matches(registered, path) !== 'no';
}

/** Returns the protected routes whose decorated path is the end of the path. The beginning may be a prefix or a version. */
export function findNearRoutes(routes: readonly RoutePath[], path: string): RoutePath[] {
  const given = segmentsOf(path.slice(0, MAX_PATH));
  return routes.filter(({ decorated }) => decorated.length > 0 && isEnd(decorated, given)).slice(0, MAX_NEAR);
}

/** Returns the protected route with the path that differs least. */
export function findClosestRoute(routes: readonly RoutePath[], path: string): RoutePath | undefined {
  const given = path.slice(0, MAX_PATH).toLowerCase();
  const distances = routes.map((route) => [route, editDistance(given, route.path.toLowerCase())] as const);
  return distances.sort(([, a], [, b]) => a - b)[0]?.[0];
}

function matches(registered: string, path: string): 'yes' | 'no' | 'maybe' {
  const wanted = withoutLastSlash(registered).split('/').slice(1);
  const given = withoutLastSlash(path.slice(0, MAX_PATH)).split('/').slice(1);
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

function isEnd(end: readonly string[], all: readonly string[]): boolean {
  const start = all.length - end.length;
  return start >= 0 && end.every((segment, at) => fits(segment, all[start + at] ?? ''));
}

function withoutLastSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}
