import type { HttpAdapterHost } from '@nestjs/core';

import { isObject } from '../../errors/is-object.js';

type HttpAdapter = HttpAdapterHost['httpAdapter'];

/** A route as the HTTP adapter knows it, with the global prefix, the version and the path of `RouterModule`. */
export interface RegisteredRoute {
  /** Method, or `ALL`. */
  readonly method: string;
  readonly path: string;
}

/** The routes that the HTTP adapter knows. Create it before Nest registers the routes, because Fastify only announces them. */
export class RegisteredRoutes {
  private readonly announced: RegisteredRoute[] = [];
  readonly isFastify: boolean;

  constructor(private readonly adapter: HttpAdapter | undefined) {
    this.isFastify = adapter?.getType() === 'fastify';
    if (this.isFastify) this.listen(adapter?.getInstance() as FastifyInstance);
  }

  list(): readonly RegisteredRoute[] {
    return this.isFastify ? this.announced : expressRoutes(this.adapter?.getInstance<unknown>());
  }

  private listen(instance: FastifyInstance): void {
    try {
      instance.addHook('onRoute', ({ method, url }) => {
        const methods = [method].flat();
        const isAll = methods.length > 5;
        this.announced.push(...(isAll ? ['ALL'] : methods).map((each) => ({ method: each, path: url })));
      });
    } catch {
      // The module was loaded after the routes were registered.
    }
  }
}

interface FastifyInstance {
  addHook(
    name: 'onRoute',
    hook: (route: { readonly method: string | readonly string[]; readonly url: string }) => void,
  ): void;
}

/** Reads the stack of Express 4 or 5. */
function expressRoutes(instance: unknown): RegisteredRoute[] {
  return stackOf(instance as ExpressInstance).flatMap((layer) => {
    const route = isObject(layer) ? layer['route'] : undefined;
    if (!isObject(route) || typeof route['path'] !== 'string') return [];
    const path = route['path'];
    const methods = isObject(route['methods']) ? Object.keys(route['methods']) : [];
    return methods.map((method) => ({ method: method === '_all' ? 'ALL' : method.toUpperCase(), path }));
  });
}

interface ExpressInstance {
  readonly router?: { readonly stack?: readonly unknown[] };
  readonly _router?: { readonly stack?: readonly unknown[] };
}

/** Express 4 has `_router`, and its `router` throws. */
function stackOf(instance: ExpressInstance): readonly unknown[] {
  try {
    return (instance._router ?? instance.router)?.stack ?? [];
  } catch {
    return [];
  }
}
