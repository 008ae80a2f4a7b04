import { readBodyKind } from '../../signature/internal.js';
import type { RoutePath, RoutePaths } from '../../routes/route-paths.js';
import { findClosestRoute, findExactRoutes, findNearRoutes, mayMatch } from './near-routes.js';

/** A signed request that did not reach the guard. */
export interface UnreachedRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly contentType: string | undefined;
  readonly hasBody: boolean;
}

export interface Application extends RoutePaths {
  readonly isFastify: boolean;
}

type Advice = (request: UnreachedRequest, application: Application) => string | undefined;

const OF_GUARD =
  'Fix, in a guard of the application: if (isSignalWireWebhookRoute(context)) return true. Fix, for the guard of a library: its ' +
  'decorator for public routes on this route, such as @Public() or @AllowAnonymous().';
const OF_MIDDLEWARE =
  "Fix, for a middleware: exclude the path of the route, such as consumer.apply(csrf).exclude('voice')";

const ADVICE: Readonly<Record<number, Advice>> = {
  401: adviseOnGuard('A different guard, a middleware or a proxy requires credentials.'),
  403: adviseOnGuard('A different guard, a middleware such as csurf, or a firewall rejected the request.'),
  404: adviseOnPath,
  405: adviseOnPath,
  413: (_request, { isFastify }) =>
    isFastify
      ? 'The body exceeds a limit of Fastify. Fix: a larger limit where it is set, such as new FastifyAdapter({ bodyLimit: 2_097_152 })'
      : 'The body exceeds a limit of its parser. Fix: a larger limit where it is set, such as ' +
        "app.useBodyParser('urlencoded', { extended: true, limit: '2mb' }) for forms, and 'json' for JSON",
  415: adviseOnUnparsedBody,
};

/** Returns why the request did not reach the guard, and the fix; `undefined` if that is not certain. */
export function adviseOnUnreached(request: UnreachedRequest, application: Application): string | undefined {
  return ADVICE[request.status]?.(request, application);
}

function adviseOnGuard(cause: string): Advice {
  return ({ path }, application) =>
    findExactRoutes(application.protected, path).length > 0
      ? `${cause} ${OF_GUARD} ${OF_MIDDLEWARE}`
      : undefined;
}

/** Says nothing if an unprotected route or a pattern may match, because its handler may have responded with 404. */
function adviseOnPath(request: UnreachedRequest, application: Application): string | undefined {
  const { method, path } = request;
  const { protected: routes, others, isFastify } = application;
  if (routes.length + others.length === 0) return undefined;
  const exact = findExactRoutes(routes, path);
  const [same] = exact.filter((route) => route.method === method || route.method === 'ALL');
  if (same) return adviseOnSame(same, path, isFastify);
  if (others.some((other) => mayMatch(other, path))) return undefined;
  const [other] = exact;
  if (other) return adviseOnMethod(other, request);
  if (routes.some((route) => mayMatch(route.path, path))) return undefined;
  const [single] = findExactRoutes(routes, path.replace(/\/{2,}/g, '/'));
  if (single)
    return `The path has a double slash, and ${describeRoutePath(single)}. Fix: remove one slash from the webhook URL at SignalWire, or from publicUrl.`;
  const near = findNearRoutes(routes, path);
  if (near.length > 0) {
    const names = [...new Set(near.map(describeRoutePath))].join(', ');
    return `No route has this path. ${names}. Fix: use the path of the route in the webhook URL at SignalWire, or make the proxy pass on this path.`;
  }
  const closest = findClosestRoute(routes, path);
  return closest
    ? `No route has this path. The closest protected route: ${describeRoutePath(closest)}. Compare the path at SignalWire with it.`
    : 'No route has this path. Compare the path at SignalWire with the path of the route, its global prefix and its version.';
}

function adviseOnSame(route: RoutePath, path: string, isFastify: boolean): string {
  if (isFastify && path.length > 1 && path.endsWith('/')) {
    return (
      `${describeRoutePath(route)}. On Fastify, a slash at the end makes a different path. Fix: use ${route.path} at SignalWire, or ` +
      'new FastifyAdapter({ ignoreTrailingSlash: true })'
    );
  }
  return (
    `${describeRoutePath(route)}, so the path and the method match. A version by header or media type, or @Controller({ host }), may exclude ` +
    'the request, because SignalWire sends no version. Fix: version: VERSION_NEUTRAL or a URI version for the route. A middleware ' +
    'or a different guard may also have responded.'
  );
}

const METHODS_OF_SIGNALWIRE = ['GET', 'POST'];

function adviseOnMethod(route: RoutePath, { method, hasBody }: UnreachedRequest): string {
  const difference = `${describeRoutePath(route)}, not ${method}.`;
  if (hasBody && (method === 'GET' || method === 'HEAD'))
    return `${difference} The request has a body, so a proxy changed its method. Fix, in nginx: remove proxy_method`;
  if (!METHODS_OF_SIGNALWIRE.includes(route.method))
    return `${difference} Fix: use @Post() for the route, and POST at SignalWire.`;
  const all =
    METHODS_OF_SIGNALWIRE.includes(method) && route.route.options.once === undefined
      ? ', or use @All() on the route'
      : '';
  return `${difference} Choose ${route.method} at SignalWire${all}.`;
}

function adviseOnUnparsedBody({ contentType }: UnreachedRequest, { isFastify }: Application): string {
  const kind = readBodyKind(contentType);
  if (kind === 'other') {
    return (
      'The adapter does not read this content type. SignalWire sends application/x-www-form-urlencoded or application/json. Either ' +
      'a proxy changed it, or a different sender calls this application.'
    );
  }
  return isFastify
    ? `Fastify has no parser for this ${kind === 'form' ? 'form' : 'JSON'}, or a hook rejected it. If bodyParser: false is set, remove it. Fix: NestFactory.create(AppModule, new FastifyAdapter(), { rawBody: true })`
    : 'The parser does not read the charset or the Content-Encoding of the body. SignalWire sends UTF-8 without compression, so a proxy changed it.';
}

function describeRoutePath({ route, method, path }: RoutePath): string {
  return `${route.name} is ${method} ${path}`;
}
