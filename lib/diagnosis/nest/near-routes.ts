import { editDistance } from '../../signature/options/nearest-name.js';
import { isEnd, matchesPath, type RoutePath, segmentsOf } from '../../routes/route-paths.js';

const MAX_NEAR = 3;
const MAX_PATH = 200;

/** Returns the protected routes with exactly this path and any method. A slash at the end does not count. */
export function findExactRoutes(routes: readonly RoutePath[], path: string): RoutePath[] {
  return routes.filter((route) => matchesPath(route.path, path.slice(0, MAX_PATH)) === 'yes');
}

/** Whether a registered path may match. A pattern is not evaluated, so it may match. */
export function mayMatch(registered: string, path: string): boolean {
  return matchesPath(registered, path.slice(0, MAX_PATH)) !== 'no';
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
