import { placeName } from '../errors/place-name.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { DECORATED_METHOD_METADATA } from '../routes/route-metadata.js';

type Decorator = (target: object, name?: string | symbol, descriptor?: unknown) => void;

/**
 * Returns a decorator that throws on a target that cannot be a route: a property, an accessor, a static method or a parameter.
 *
 * @throws SignalWireWebhookConfigurationError where the decorator is written
 */
export function checkTarget(decorator: string): Decorator {
  return (target, name, descriptor) => {
    if (name === undefined && typeof target === 'function') return;
    const isMethod = typeof (descriptor as PropertyDescriptor | undefined)?.value === 'function';
    if (name !== undefined && typeof target === 'object' && isMethod) return;
    const owner = typeof target === 'function' ? target : target.constructor;
    const place = placeName(owner, name);
    throw new SignalWireWebhookConfigurationError(
      `${decorator} is applied to ${place}, which is neither a class nor an instance method. Write the route as a method, ` +
        `such as @Post() inbound() {}, and apply ${decorator} to the method or to its class.`,
    );
  };
}

/** Records the name of the decorated method. The checks at startup use it to find a method that another decorator replaced. */
export const recordMethod: Decorator = (target, name) => {
  if (name !== undefined) Reflect.defineMetadata(DECORATED_METHOD_METADATA, true, target, name);
};
