interface RoutedRequest {
  /** Express's. */
  readonly route?: { readonly path?: unknown };
  /** Fastify's; it is made anew each time it is read. */
  readonly routeOptions?: { readonly url?: unknown };
}

/** The path that the router matched, as it is registered: `/status/:id`, whatever `:id` is. */
export function readRegisteredPath(request: object): string | undefined {
  const { route, routeOptions } = request as RoutedRequest;
  const path = route?.path ?? routeOptions?.url;
  return typeof path === 'string' ? path : undefined;
}
