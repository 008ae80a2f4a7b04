import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { nameOf } from '../routes/class-methods.js';
import { DECORATED_METHOD_METADATA } from '../routes/route-metadata.js';

type Decorator = (target: object, name?: string | symbol, descriptor?: unknown) => void;

/**
 * Rejects what can be no route: a property, an accessor, a static method, a parameter.
 *
 * @throws SignalWireWebhookConfigurationError where the decorator is written
 */
export function checkTarget(decorator: string): Decorator {
  return (target, name, descriptor) => {
    if (name === undefined && typeof target === 'function') return;
    const isMethod = typeof (descriptor as PropertyDescriptor | undefined)?.value === 'function';
    if (name !== undefined && typeof target === 'object' && isMethod) return;
    const owner = typeof target === 'function' ? target : target.constructor;
    const place = name === undefined ? nameOf(owner) : `${nameOf(owner)}.${String(name)}`;
    throw new SignalWireWebhookConfigurationError(
      `${decorator} stands on ${place}, which is neither a class nor a method of its objects. Write the route as a method, ` +
        `such as @Post() inbound() {}, and ${decorator} on it or on its class.`,
    );
  };
}

/** Remembers the method by name, so that the start notices if another decorator replaces it. */
export const recordMethod: Decorator = (target, name) => {
  if (name !== undefined) Reflect.defineMetadata(DECORATED_METHOD_METADATA, true, target, name);
};
