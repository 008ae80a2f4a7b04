import type { ModulesContainer } from '@nestjs/core';
import { isDeepStrictEqual } from 'node:util';

import { className } from '../errors/place-name.js';
import type { SignalWireWebhookModuleOptions } from '../signalwire-webhook.options.js';
import { SIGNALWIRE_WEBHOOK_OPTIONS } from '../signalwire-webhook.tokens.js';
import type { RegisteredModule } from '../routes/registered-modules.js';

/** Finds global registrations with different options. A module that imports neither uses the options of an arbitrary one. */
export function findRivalRegistrations(modules: ModulesContainer): string[] {
  const [first, ...others] = [...modules.values()].filter(isGlobalRegistration);
  if (!first) return [];
  return others.flatMap((other) => {
    const differing = differingOptions(optionsOf(first), optionsOf(other));
    if (differing.length === 0) return [];
    const [one, two] = [importersOf(first, modules), importersOf(other, modules)];
    return (
      `SignalWireWebhookModule is registered globally twice, with different options (${differing.join(', ')}): in ${one} and in ` +
      `${two}. A module that imports neither uses the options of one of them. Register it once, or pass isGlobal: false and ` +
      'import it in each module with protected routes.'
    );
  });
}

function isGlobalRegistration(module: RegisteredModule): boolean {
  return module.isGlobal && module.providers.has(SIGNALWIRE_WEBHOOK_OPTIONS);
}

function optionsOf(module: RegisteredModule): SignalWireWebhookModuleOptions {
  return module.providers.get(SIGNALWIRE_WEBHOOK_OPTIONS)?.instance as SignalWireWebhookModuleOptions;
}

/** Returns only the names, because the values may be keys. */
function differingOptions(
  one: SignalWireWebhookModuleOptions,
  two: SignalWireWebhookModuleOptions,
): string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(two)]) as Set<
    keyof SignalWireWebhookModuleOptions
  >;
  return [...names].filter((name) => !isDeepStrictEqual(one[name], two[name]));
}

/** Returns the modules that name the registration in `@Module()`. Nest adds a global module to the imports of every module. */
function importersOf(registration: RegisteredModule, modules: ModulesContainer): string {
  const importers = [...modules.values()]
    .filter((module) => module !== registration && namesImport(module, registration))
    .map(({ metatype }) => className(metatype));
  return importers.length === 0 ? 'a module' : importers.join(', ');
}

function namesImport(module: RegisteredModule, registration: RegisteredModule): boolean {
  const imports = (Reflect.getMetadata('imports', module.metatype) ?? []) as unknown[];
  return imports.some((each) => classOf(each) === registration.metatype) && module.imports.has(registration);
}

/** Returns the class of an imported class, dynamic module or forward reference. */
function classOf(imported: unknown): unknown {
  if (typeof imported !== 'object' || imported === null) return imported;
  if ('module' in imported) return imported.module;
  return 'forwardRef' in imported && typeof imported.forwardRef === 'function'
    ? classOf((imported.forwardRef as () => unknown)())
    : imported;
}
