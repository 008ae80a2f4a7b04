import type { Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';

import { className } from '../errors/place-name.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { GIVEN_OPTIONS, SIGNALWIRE_WEBHOOK_OPTIONS } from '../signalwire-webhook.tokens.js';
import { routeHandlers } from '../routes/find-protected-routes.js';
import { findOptionsProvider, type RegisteredModule } from '../routes/registered-modules.js';
import { isWebhookGuard, namesGuard } from '../routes/route-metadata.js';

const FOR_ROOT = "SignalWireWebhookModule.forRoot({ signingKey: 'PSK_…', publicUrl: 'https://example.com' })";

/** Creates the error for a guard without options. It names the modules that do not see SignalWireWebhookModule, and the line to add. */
export function missingModule(modules: ModulesContainer | undefined): SignalWireWebhookConfigurationError {
  const withoutModule = [...(modules?.values() ?? [])].filter(
    (module) => hasGuard(module) && findOptionsProvider(module) === undefined,
  );
  const isRegistered = [...(modules?.values() ?? [])].some(({ providers }) =>
    providers.has(SIGNALWIRE_WEBHOOK_OPTIONS),
  );
  const places = withoutModule.map(describeModule).join('; ') || 'A module with SignalWireWebhookGuard';
  return new SignalWireWebhookConfigurationError(
    isRegistered
      ? `${places} does not see SignalWireWebhookModule, which is registered with isGlobal: false. Remove ` +
          'isGlobal: false, or add to its imports the same SignalWireWebhookModule.forRoot({ …, isGlobal: false }) or a module ' +
          'that exports it.'
      : `${places} needs SignalWireWebhookModule, which no module imports. Fix, in the root module: imports: [${FOR_ROOT}]`,
  );
}

function hasGuard({ providers, injectables }: RegisteredModule): boolean {
  return [...providers.values(), ...injectables.values()].some(({ metatype }) => isWebhookGuard(metatype));
}

function describeModule({ metatype, controllers }: RegisteredModule): string {
  const names = [...controllers.values()]
    .map((controller) => controller.metatype)
    .filter(
      (controller): controller is Type => typeof controller === 'function' && isProtected(controller as Type),
    )
    .map(className);
  return names.length === 0 ? className(metatype) : `${className(metatype)} (protected: ${names.join(', ')})`;
}

function isProtected(controller: Type): boolean {
  return namesGuard(controller) || routeHandlers(controller).some(namesGuard);
}

/** Creates the error for a module that imports the class instead of the result of `forRoot()`. */
export function importedWithoutOptions(modules: ModulesContainer): SignalWireWebhookConfigurationError {
  const all = [...modules.values()];
  const registrations = all.filter(({ providers }) => providers.has(SIGNALWIRE_WEBHOOK_OPTIONS));
  const bare = registrations.filter(({ providers }) => !providers.has(GIVEN_OPTIONS));
  const importers = all.filter(({ imports }) => bare.some((module) => imports.has(module)));
  const places = importers.map(({ metatype }) => className(metatype)).join(', ') || 'A module';
  return new SignalWireWebhookConfigurationError(
    `${places} imports the class SignalWireWebhookModule, which has no options. ` +
      (registrations.length > bare.length
        ? 'A different module registers it with forRoot(). If that registration is global, remove this import. Otherwise import ' +
          'the result of that forRoot() call.'
        : `Fix: imports: [${FOR_ROOT}]`),
  );
}
