import type { ProtectedRoute } from '../../routes/find-protected-routes.js';
import { PATH_METADATA } from '../../routes/nest-metadata.js';

export interface RoutePath {
  readonly name: string;
  readonly method: string;
  /** The path of the decorators, without the application's prefix and version. */
  readonly path: string;
  readonly segments: readonly (readonly string[])[];
}

export function routePathOf({ route: { name, controller, handler }, method }: ProtectedRoute): RoutePath {
  const prefixes = pathsOf(controller);
  const paths = pathsOf(handler);
  const segments = prefixes.flatMap((prefix) => paths.map((path) => segmentsOf(`${prefix}/${path}`)));
  return { name, method, path: `/${segments[0]?.join('/') ?? ''}`, segments };
}

function pathsOf(target: object): readonly string[] {
  const path = (Reflect.getMetadata(PATH_METADATA, target) ?? '') as string | readonly string[];
  return typeof path === 'string' ? [path] : path;
}

const MAX_NEAR = 3;
const MAX_PATH = 1_000;

/** Returns the routes whose path is the end of the given path. The beginning may be a prefix or a version. */
export function findNearRoutes(routes: readonly RoutePath[], path: string): RoutePath[] {
  const given = segmentsOf(path.slice(0, MAX_PATH));
  return routes.filter(({ segments }) => segments.some((each) => endsWith(given, each))).slice(0, MAX_NEAR);
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
