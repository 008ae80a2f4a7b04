import { className, placeName } from '../errors/place-name.js';
import { classesOf, methodsByName } from '../routes/class-methods.js';
import { findContradictions, findWarnings } from './protection-warnings.js';
import {
  at,
  findProtectedBase,
  hasOptions,
  hasOtherGuard,
  isDecorated,
  type Place,
  type Registered,
} from './protection.js';
import { CONTROLLER_METADATA } from '../routes/nest-metadata.js';
import { hasOwnOptions, hasOwnSkip, isGuarded, isRouteHandler } from '../routes/route-metadata.js';

/** Misconfigurations stop startup. Warnings are logged. */
export interface Findings {
  readonly misconfigurations: readonly string[];
  readonly warnings: readonly string[];
}

/** Finds `@SignalWireWebhook()` decorators without effect. Without this check, the intended route would be open unnoticed. */
export function findMisplacedProtection(registered: Registered): Findings {
  const misconfigurations: string[] = [];
  const warnings: string[] = [];
  for (const controller of registered.controllers) {
    warnings.push(...findContradictions(controller));
    for (const [name, [own, ...hidden]] of methodsByName(controller)) {
      const place = { controller, name, own, hidden };
      const misconfiguration = findProtectionError(place, registered.hasGlobalGuard);
      if (misconfiguration === undefined) warnings.push(...findWarnings(place, registered));
      else misconfigurations.push(misconfiguration);
    }
  }
  const effective = new Set([...registered.controllers].flatMap(classesOf));
  for (const provider of registered.providers) {
    if (!effective.has(provider)) checkProvider(provider, misconfigurations, warnings);
  }
  return { misconfigurations: unique(misconfigurations), warnings: unique(warnings) };
}

function findProtectionError(
  { controller, name, own, hidden }: Place,
  hasGlobalGuard: boolean,
): string | undefined {
  const { owner, method } = own;
  if (!isRouteHandler(method)) {
    const base = hidden.find((each) => isDecorated(each, name));
    if (isDecorated(own, name)) return noRoute(owner, name);
    return base && !isRouteHandler(base.method) ? noRoute(base.owner, name) : undefined;
  }
  if (hasGlobalGuard || isGuarded(controller, method)) return undefined;
  if (isDecorated(own, name)) return protectionLost(at(owner, name));
  if (hasOptions(controller)) return protectionLost(className(controller));
  if (hasOwnSkip(method) || hasOwnSkip(controller) || hasOtherGuard(controller, method)) return undefined;
  const base = findProtectedBase(hidden, name);
  return base && overridden(owner, name, base.owner);
}

/** Checks a provider that is neither a controller nor the base of one. Its base classes may belong to controllers. */
function checkProvider(provider: object, misconfigurations: string[], warnings: string[]): void {
  const isController = Reflect.hasOwnMetadata(CONTROLLER_METADATA, provider);
  const isDecoratedClass = hasOwnOptions(provider);
  const decorated = [...methodsByName(provider)].filter(([name, [own]]) => isDecorated(own, name));
  if (isController && (isDecoratedClass || decorated.length > 0)) {
    warnings.push(
      `${className(provider)} is listed in providers but not in controllers, so it has no routes. If SignalWire calls it: ` +
        `controllers: [${className(provider)}]`,
    );
    return;
  }
  if (isDecoratedClass) misconfigurations.push(noController(provider));
  for (const [name, [{ owner, method }]] of decorated) {
    const isOfBase = owner !== (provider as { prototype?: unknown }).prototype;
    if (!isRouteHandler(method)) misconfigurations.push(noRoute(owner, name));
    else if (!isOfBase && !isDecoratedClass) misconfigurations.push(noController(provider, name));
  }
}

function noRoute(owner: object, name: string): string {
  return (
    `@SignalWireWebhook() on ${at(owner, name)} has no effect, because the method is not an HTTP route. Move the decorator to the ` +
    "method that SignalWire calls, next to its @Post(). An overriding method needs the route's decorator again."
  );
}

function noController(provider: object, method?: string): string {
  const place = placeName(provider, method);
  return (
    `@SignalWireWebhook() on ${place} has no effect, because ${className(provider)} is a provider and not a controller. Move the ` +
    'decorator to the controller or the method that SignalWire calls, next to its @Post().'
  );
}

function protectionLost(place: string): string {
  return (
    `${place} has lost the protection of its @SignalWireWebhook(): another decorator replaced the method or its guards. ` +
    'Write @SignalWireWebhook() as the first decorator, above the others.'
  );
}

function overridden(owner: object, name: string, base: object): string {
  return (
    `The route ${at(owner, name)} overrides ${at(base, name)} without its protection, because a method does not ` +
    'inherit decorators. Apply @SignalWireWebhook() to it, or @SkipSignalWireWebhook() if it must be open.'
  );
}

function unique(messages: readonly string[]): string[] {
  return [...new Set(messages)];
}
