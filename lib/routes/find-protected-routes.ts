import { RequestMethod, type Type } from '@nestjs/common';
import { APP_GUARD, type ModulesContainer } from '@nestjs/core';

import type { SignalWireWebhookModuleOptions } from '../signalwire-webhook.options.js';
import { SIGNALWIRE_WEBHOOK_OPTIONS } from '../signalwire-webhook.tokens.js';
import { isWebhookGuard, namesGuard, ROUTE_OPTIONS_METADATA } from './route-metadata.js';
import { describeRoute, type Handler, type WebhookRoute } from './webhook-route.js';

type Module = ModulesContainer extends Map<string, infer Value> ? Value : never;

/** Metadata of Nest's own route decorators. */
const PATH_METADATA = 'path';
const METHOD_METADATA = 'method';

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
    if (!isGlobal && !isProtected(controller) && !isProtected(handler)) return [];
    const route = describeRoute(options, controller, handler);
    const method =
      RequestMethod[(Reflect.getMetadata(METHOD_METADATA, handler) ?? RequestMethod.GET) as RequestMethod];
    return route ? [{ route, method }] : [];
  });
}

function isProtected(target: object): boolean {
  return Reflect.hasMetadata(ROUTE_OPTIONS_METADATA, target) || namesGuard(target);
}

/** The methods of a controller and its bases that are registered as routes; an overriding method hides its base's. */
export function routeHandlers(controller: Type): Handler[] {
  const methods = new Map<string, unknown>();
  let prototype = controller.prototype as object | null;
  while (prototype !== null && prototype !== Object.prototype) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (name !== 'constructor' && !methods.has(name)) methods.set(name, value);
    }
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return [...methods.values()].filter(isRouteHandler);
}

function isRouteHandler(method: unknown): method is Handler {
  return typeof method === 'function' && Reflect.hasMetadata(PATH_METADATA, method);
}

/** `APP_GUARD`; what `app.useGlobalGuards` adds is known only when a request meets it. */
function hasGlobalGuard(modules: ModulesContainer): boolean {
  return [...modules.values()].some((module) =>
    [...module.providers.values(), ...module.injectables.values()].some(
      ({ token, metatype, instance }) =>
        typeof token === 'string' &&
        token.startsWith(APP_GUARD) &&
        (isWebhookGuard(metatype) || isWebhookGuard(instance)),
    ),
  );
}

/** The module options that a controller's guard gets injected: looked up as Nest does, through the module's imports. */
export function findOptions(module: Module): unknown {
  return (module.providers.get(SIGNALWIRE_WEBHOOK_OPTIONS) ?? findInImports(module, new Set(), () => true))
    ?.instance;
}

function findInImports(
  module: Module,
  visited: Set<Module>,
  isVisible: (imported: Module) => boolean,
): ReturnType<Module['providers']['get']> {
  for (const imported of module.imports) {
    if (visited.has(imported) || !isVisible(imported)) continue;
    visited.add(imported);
    const provider = imported.exports.has(SIGNALWIRE_WEBHOOK_OPTIONS)
      ? imported.providers.get(SIGNALWIRE_WEBHOOK_OPTIONS)
      : undefined;
    const found =
      provider ?? findInImports(imported, visited, ({ metatype }) => imported.exports.has(metatype));
    if (found) return found;
  }
  return undefined;
}
