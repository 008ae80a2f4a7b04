import { classesOf, methodsByName, nameOf } from '../routes/class-methods.js';
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

/** What may be wrong with a method of a controller, and may be meant. */
export function findWarnings(place: Place, registered: Registered): string[] {
  return [
    findLostOptions(place),
    findLostRoute(place),
    findLostGuard(place),
    findUnverified(place, registered),
  ].filter((warning) => warning !== undefined);
}

/** Both decorators on one target. */
export function findContradictions(controller: object): string[] {
  const classes = classesOf(controller).map((each) => [each, nameOf(each)] as const);
  const methods = [...methodsByName(controller)].flatMap(([name, owners]) =>
    owners.map(({ owner, method }) => [method, at(owner, name)] as const),
  );
  return [...classes, ...methods]
    .filter(([target]) => typeof target === 'function' && hasOwnOptions(target) && hasOwnSkip(target))
    .map(
      ([, place]) =>
        `${place} has both @SignalWireWebhook() and @SkipSignalWireWebhook(). It is protected: remove the one that is not meant.`,
    );
}

function findLostOptions({ name, own }: Place): string | undefined {
  if (!isReplaced(own, name)) return undefined;
  return (
    `${at(own.owner, name)} has lost the options of its @SignalWireWebhook(): another decorator replaced the method. ` +
    'Write @SignalWireWebhook() above the others, as the first one.'
  );
}

function findLostRoute({ controller, name, own, hidden }: Place): string | undefined {
  const base = findProtectedBase(hidden, name);
  if (!base || isRouteHandler(own.method) || !isRouteHandler(base.method)) return undefined;
  return (
    `${at(own.owner, name)} overrides the protected route ${at(base.owner, name)} and is no route itself, so the route does ` +
    `not exist in ${nameOf(controller)}. If it should, repeat @SignalWireWebhook() and the route's decorator, such as @Post().`
  );
}

/** An override without the decorator, behind another guard: that guard may call the verifier. */
function findLostGuard({ controller, name, own, hidden }: Place): string | undefined {
  const { owner, method } = own;
  const base = findProtectedBase(hidden, name);
  if (!base || !isRouteHandler(method) || hasOwnSkip(method) || hasOwnSkip(controller)) return undefined;
  if (isGuarded(controller, method) || !hasOtherGuard(controller, method)) return undefined;
  return (
    `${at(owner, name)} overrides ${at(base.owner, name)} without its @SignalWireWebhook(), and another guard stands there. ` +
    'Unless that guard verifies the signature, repeat @SignalWireWebhook() on it.'
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
    `${at(owner, name)} takes ${parameter}, and no guard stands before it that could verify the request, so each request ends ` +
    'in 500. Add @SignalWireWebhook() to the method or its class.'
  );
}
