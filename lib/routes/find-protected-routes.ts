import type { Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';

import type { SignalWireWebhookModuleOptions } from '../signalwire-webhook.options.js';
import { methodsByName } from './class-methods.js';
import { findOptions, hasGlobalGuard } from './registered-modules.js';
import { type Handler, isGuarded, isRouteHandler, registeredMethod } from './route-metadata.js';
import { describeRoute, type WebhookRoute } from './webhook-route.js';

export interface ProtectedRoute {
  readonly route: WebhookRoute;
  /** As registered: `POST`, or `ALL`. */
  readonly method: string;
}

/** The registered routes that the guard protects by the given options, whether or not a request has met them yet. */
export function findProtectedRoutes(
  modules: ModulesContainer,
  options: SignalWireWebhookModuleOptions,
): ProtectedRoute[] {
  const isGlobal = hasGlobalGuard(modules);
  return [...modules.values()]
    .filter((module) => findOptions(module) === options)
    .flatMap((module) => [...module.controllers.values()])
    .flatMap(({ metatype }) =>
      typeof metatype === 'function' ? routesOf(metatype as Type, options, isGlobal) : [],
    );
}

function routesOf(
  controller: Type,
  options: SignalWireWebhookModuleOptions,
  isGlobal: boolean,
): ProtectedRoute[] {
  return routeHandlers(controller).flatMap((handler) => {
    if (!isGlobal && !isGuarded(controller, handler)) return [];
    const route = describeRoute(options, controller, handler);
    return route ? [{ route, method: registeredMethod(handler) }] : [];
  });
}

/** The methods of a controller and its bases that are registered as routes; an overriding method hides its base's. */
export function routeHandlers(controller: Type): Handler[] {
  return [...methodsByName(controller).values()].map(([{ method }]) => method).filter(isRouteHandler);
}
