import { className } from '../errors/place-name.js';
import { classesOf, methodsByName } from '../routes/class-methods.js';
import {
  at,
  findProtectedBase,
  hasOtherGuard,
  isReplaced,
  type Place,
  type Registered,
} from './protection.js';
import {
  hasOwnOptions,
  hasOwnSkip,
  isGuarded,
  isRouteHandler,
  parametersThatNeedVerification,
} from '../routes/route-metadata.js';

/** Finds combinations of decorators that may leave a method unprotected unintentionally. */
export function findWarnings(place: Place, registered: Registered): string[] {
  return [
    findLostOptions(place),
    findLostRoute(place),
    findLostGuard(place),
    findUnverified(place, registered),
  ].filter((warning) => warning !== undefined);
}

/** Finds classes and methods with both decorators. */
export function findContradictions(controller: object): string[] {
  const classes = classesOf(controller).map((each) => [each, className(each)] as const);
  const methods = [...methodsByName(controller)].flatMap(([name, owners]) =>
    owners.map(({ owner, method }) => [method, at(owner, name)] as const),
  );
  return [...classes, ...methods]
    .filter(([target]) => typeof target === 'function' && hasOwnOptions(target) && hasOwnSkip(target))
    .map(
      ([, place]) =>
        `${place} has both @SignalWireWebhook() and @SkipSignalWireWebhook(). It is protected. Remove one of the two decorators.`,
    );
}

function findLostOptions({ name, own }: Place): string | undefined {
  if (!isReplaced(own, name)) return undefined;
  return (
    `${at(own.owner, name)} has lost the options of its @SignalWireWebhook(): another decorator replaced the method. ` +
    'Write @SignalWireWebhook() as the first decorator, above the others.'
  );
}

function findLostRoute({ controller, name, own, hidden }: Place): string | undefined {
  const base = findProtectedBase(hidden, name);
  if (!base || isRouteHandler(own.method) || !isRouteHandler(base.method)) return undefined;
  return (
    `${at(own.owner, name)} overrides the protected route ${at(base.owner, name)}, but is not a route. ` +
    `${className(controller)} does not have the route. To add it, repeat @SignalWireWebhook() and the route's decorator, such as @Post().`
  );
}

/** Finds an override without the decorator that has a custom guard. That guard may call the verifier. */
function findLostGuard({ controller, name, own, hidden }: Place): string | undefined {
  const { owner, method } = own;
  const base = findProtectedBase(hidden, name);
  if (!base || !isRouteHandler(method) || hasOwnSkip(method) || hasOwnSkip(controller)) return undefined;
  if (isGuarded(controller, method) || !hasOtherGuard(controller, method)) return undefined;
  return (
    `${at(owner, name)} overrides ${at(base.owner, name)} without its @SignalWireWebhook(), and has a custom guard. ` +
    'If that guard does not verify the signature, repeat @SignalWireWebhook() on the override.'
  );
}

function findUnverified(
  { controller, name, own: { owner, method } }: Place,
  { hasGlobalGuard, hasOtherGlobalGuard }: Registered,
): string | undefined {
  if (!isRouteHandler(method) || hasOtherGlobalGuard || hasOtherGuard(controller, method)) return undefined;
  const isSkipped = hasOwnSkip(method) && !hasOwnOptions(method);
  if (!isSkipped && (hasGlobalGuard || isGuarded(controller, method))) return undefined;
  const [parameter] = parametersThatNeedVerification(controller, name);
  if (parameter === undefined) return undefined;
  return (
    `${at(owner, name)} uses ${parameter}, but no guard verifies the request, so every request fails with 500. ` +
    'Add @SignalWireWebhook() to the method or its class.'
  );
}
