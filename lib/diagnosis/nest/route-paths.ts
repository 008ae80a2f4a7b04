import type { ProtectedRoute } from '../../routes/find-protected-routes.js';
import { PATH_METADATA } from '../../routes/nest-metadata.js';
import { editDistance } from '../../signature/options/nearest-name.js';
import type { RegisteredRoute } from './registered-routes.js';

/** A path of a protected route. */
export interface RoutePath {
  readonly name: string;
  readonly method: string;
  /** As registered, such as `/api/v1/voice`. */
  readonly path: string;
  /** The segments of the decorators, without a prefix and a version. */
  readonly decorated: readonly string[];
}

/**
 * Returns the paths of a protected route. Without registered routes, they are those of the decorators. A path that is not among
 * the registered routes, such as that of `@Controller()` below a global prefix, is left out.
 */
export function routePathsOf(
  { route: { name, controller, handler }, method }: ProtectedRoute,
  registered: readonly RegisteredRoute[],
): RoutePath[] {
  return pathsOf(controller).flatMap((prefix) =>
    pathsOf(handler).flatMap((path) => {
      const decorated = segmentsOf(`${prefix}/${path}`);
      const paths = registered
        .filter((each) => each.method === method && endsWith(segmentsOf(each.path), decorated))
        .map((each) => each.path);
      const known = registered.length > 0 ? [...new Set(paths)] : [`/${decorated.join('/')}`];
      return known.map((each) => ({ name, method, path: each, decorated }));
    }),
  );
}

function pathsOf(target: object): readonly string[] {
  const path = (Reflect.getMetadata(PATH_METADATA, target) ?? '') as string | readonly string[];
  return typeof path === 'string' ? [path] : path;
}

const MAX_NEAR = 3;
const MAX_PATH = 200;

/** Returns the routes with exactly this path, with any method. A final slash does not count. */
export function findExactRoutes(routes: readonly RoutePath[], path: string): RoutePath[] {
  const given = segmentsOf(path.slice(0, MAX_PATH));
  return routes.filter((route) => {
    const segments = segmentsOf(route.path);
    return segments.length === given.length && endsWith(given, segments);
  });
}

/** Returns the routes whose decorated path is the end of the path. The beginning may be a prefix or a version. */
export function findNearRoutes(routes: readonly RoutePath[], path: string): RoutePath[] {
  const given = segmentsOf(path.slice(0, MAX_PATH));
  return routes.filter(({ decorated }) => endsWith(given, decorated)).slice(0, MAX_NEAR);
}

/** Returns the route with the path that differs least. */
export function findClosestRoute(routes: readonly RoutePath[], path: string): RoutePath | undefined {
  const given = path.slice(0, MAX_PATH).toLowerCase();
  const distances = routes.map((route) => [route, editDistance(given, route.path.toLowerCase())] as const);
  return distances.sort(([, a], [, b]) => a - b)[0]?.[0];
}

function endsWith(given: readonly string[], wanted: readonly string[]): boolean {
  if (wanted.length === 0) return given.length === 0;
  if (wanted.length > given.length) return false;
  const tail = given.slice(-wanted.length);
  return wanted.every((segment, index) => /[:*{]/.test(segment) || segment === tail[index]);
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}
