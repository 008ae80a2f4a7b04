import { APP_GUARD, APP_INTERCEPTOR, type ModulesContainer } from '@nestjs/core';

import type { SignalWireWebhookModuleOptions } from '../signalwire-webhook.options.js';
import { SIGNALWIRE_WEBHOOK_OPTIONS } from '../signalwire-webhook.tokens.js';
import { isWebhookGuard, isWebhookInterceptor } from './route-metadata.js';

export type RegisteredModule = ModulesContainer extends Map<string, infer Value> ? Value : never;
type Wrapper = NonNullable<ReturnType<RegisteredModule['providers']['get']>>;

/** `APP_GUARD`; what `app.useGlobalGuards` adds is known only when a request meets it. */
export function hasGlobalGuard(modules: ModulesContainer): boolean {
  return findEnhancers(modules, APP_GUARD).some(
    ({ metatype, instance }) => isWebhookGuard(metatype) || isWebhookGuard(instance),
  );
}

/** `APP_INTERCEPTOR`; what `app.useGlobalInterceptors` adds is not known. */
export function hasGlobalInterceptor(modules: ModulesContainer): boolean {
  return findEnhancers(modules, APP_INTERCEPTOR).some(
    ({ metatype, instance }) => isWebhookInterceptor(metatype) || isWebhookInterceptor(instance),
  );
}

/** Returns the providers of `APP_GUARD` and similar tokens, to which Nest appends a unique suffix. */
export function findEnhancers(modules: ModulesContainer, token: string): Wrapper[] {
  return [...modules.values()].flatMap((module) =>
    [...module.providers.values(), ...module.injectables.values()].filter(
      (wrapper) => typeof wrapper.token === 'string' && wrapper.token.startsWith(token),
    ),
  );
}

/** The module options that a controller's guard gets injected: looked up as Nest does, through the module's imports. */
export function findOptions(module: RegisteredModule): SignalWireWebhookModuleOptions | undefined {
  return findOptionsProvider(module)?.instance as SignalWireWebhookModuleOptions | undefined;
}

export function findOptionsProvider(module: RegisteredModule): Wrapper | undefined {
  return module.providers.get(SIGNALWIRE_WEBHOOK_OPTIONS) ?? findInImports(module, new Set(), () => true);
}

function findInImports(
  module: RegisteredModule,
  visited: Set<RegisteredModule>,
  isVisible: (imported: RegisteredModule) => boolean,
): Wrapper | undefined {
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
