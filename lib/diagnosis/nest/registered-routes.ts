import type { HttpAdapterHost } from '@nestjs/core';

import { expressStack } from '../../routes/express-stack.js';

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
        this.announced.push(...namesOf([method].flat()).map((each) => ({ method: each, path: url })));
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

function expressRoutes(instance: unknown): RegisteredRoute[] {
  return expressStack(instance).flatMap(({ route }) => {
    const path = route?.path;
    if (!route || typeof path !== 'string') return [];
    return namesOf(Object.keys(route.methods)).map((method) => ({ method, path }));
  });
}

/** `@All()` registers each method, or `_all` in Express 4. */
function namesOf(methods: readonly string[]): string[] {
  return methods.length > 5 || methods.includes('_all') ? ['ALL'] : methods.map((each) => each.toUpperCase());
}
