import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

import { adapterOf } from './http-adapter.js';

/** A route as the HTTP adapter knows it, with the global prefix, the version and the path of `RouterModule`. */
export interface RegisteredRoute {
  /** Method, or `ALL`. */
  readonly method: string;
  /** With the parameters' names, such as `/tenants/:tenant`. */
  readonly path: string;
}

/** The routes that the HTTP adapter knows. Create it before Nest registers the routes, because Fastify only announces them. */
@Injectable()
export class RegisteredRoutesService {
  private readonly announced: RegisteredRoute[] = [];

  constructor(private readonly adapterHost: HttpAdapterHost) {
    if (this.isFastify) this.listen(this.instance as FastifyInstance);
  }

  /** Whether the adapter is that of Fastify. */
  get isFastify(): boolean {
    return this.type === 'fastify';
  }

  /** Whether {@link list} knows the routes as soon as the application is initialized. */
  get isKnownAdapter(): boolean {
    return this.isFastify || this.type === 'express';
  }

  private get type(): string | undefined {
    return adapterOf(this.adapterHost)?.getType?.();
  }

  /** Returns no route for an adapter that is neither Express nor Fastify. */
  list(): readonly RegisteredRoute[] {
    return this.isFastify ? this.announced : expressRoutes(this.instance);
  }

  /** Not kept, because a testing module gets its adapter after its providers. */
  private get instance(): unknown {
    return adapterOf(this.adapterHost)?.getInstance?.();
  }

  private listen(instance: FastifyInstance): void {
    try {
      instance.addHook('onRoute', ({ method, url }) => {
        this.announced.push(...toRoutes([method].flat(), url));
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

interface ExpressRouter {
  readonly stack?: readonly {
    readonly route?: { readonly path: unknown; readonly methods: Readonly<Record<string, boolean>> };
  }[];
}

interface ExpressInstance {
  readonly router?: ExpressRouter;
  readonly _router?: ExpressRouter;
}

function expressRoutes(instance: unknown): RegisteredRoute[] {
  return stackOf(instance as ExpressInstance | undefined).flatMap(({ route }) => {
    const path = route?.path;
    return route && typeof path === 'string' ? toRoutes(Object.keys(route.methods), path) : [];
  });
}

function stackOf(instance: ExpressInstance | undefined): NonNullable<ExpressRouter['stack']> {
  try {
    // Express 4 has `_router`, and its `router` throws.
    return (instance?._router ?? instance?.router)?.stack ?? [];
  } catch {
    return [];
  }
}

/** `@All()` registers each method, or `_all` in Express 4. */
function toRoutes(methods: readonly string[], path: string): RegisteredRoute[] {
  const isAll = methods.length > 5 || methods.includes('_all');
  return (isAll ? ['ALL'] : methods).map((method) => ({ method: method.toUpperCase(), path }));
}
