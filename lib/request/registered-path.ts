interface RoutedRequest {
  /** In Express. */
  readonly route?: { readonly path?: unknown };
  /** In Fastify, which creates a new object on each access. */
  readonly routeOptions?: { readonly url?: unknown };
}

/** Returns the registered path that the router matched, such as `/status/:id`. */
export function readRegisteredPath(request: object): string | undefined {
  const { route, routeOptions } = request as RoutedRequest;
  const path = route?.path ?? routeOptions?.url;
  return typeof path === 'string' ? path : undefined;
}
