import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import type { MemoryOnceStoreOptions } from './memory-once-store-options.js';
import {
  onceSettings,
  type OnceModuleOptions,
  type OnceOptions,
  type OnceRouteOptions,
} from './once-options.js';

type Checks<Options> = { readonly [Name in keyof Required<Options>]: (value: unknown) => void };

/** What Node's timers can count: 24 days. */
const MAX_TIMER = 2 ** 31 - 1;

const ONCE_CHECKS: Checks<OnceOptions> = {
  ttl: checkMilliseconds('once.ttl', 3_600_000),
  lease: checkMilliseconds('once.lease', 10_000),
  maxAge: checkMilliseconds('once.maxAge', 300_000),
  timeout: checkMilliseconds('once.timeout', 1_000, MAX_TIMER),
  key: (value) => {
    if (typeof value !== 'function')
      throw fault('once.key must be a function: key: ({ payload }) => payload.CallSid.');
  },
  onStoreFailure: checkChoice('once.onStoreFailure', ['refuse', 'handle']),
};

const MEMORY_STORE_CHECKS: Checks<MemoryOnceStoreOptions> = {
  maxEvents: (value) => {
    if (!isCount(value))
      throw fault('maxEvents must be a whole number above 0, such as { maxEvents: 100_000 }.');
  },
  onFull: checkChoice('onFull', ['evict', 'refuse']),
};

const STORE_METHODS = ['claim', 'complete', 'release'];

/** The checks of the slice of a route's options; each throws a SignalWireWebhookConfigurationError. */
export const ONCE_ROUTE_OPTION_CHECKS: Checks<OnceRouteOptions> = { once: checkOnce };

/** The checks of the slice of the module's options; each throws a SignalWireWebhookConfigurationError. */
export const ONCE_MODULE_OPTION_CHECKS: Checks<OnceModuleOptions> = { onceStore: checkOnceStore };

/** @throws SignalWireWebhookConfigurationError */
export function checkMemoryOnceStoreOptions(options: unknown): void {
  checkOptions(options, MEMORY_STORE_CHECKS, 'new MemoryOnceStore({ maxEvents: 100_000 })');
}

function checkOnce(once: unknown): void {
  if (typeof once === 'boolean') return;
  checkOptions(once, ONCE_CHECKS, 'once: true or once: { ttl: 3_600_000 }');
  const { ttl = 0, maxAge = 0 } = onceSettings(once as OnceOptions) ?? {};
  if (maxAge > ttl) {
    throw fault(
      `once.maxAge (${maxAge}) is longer than once.ttl (${ttl}), so that an event could be replayed when it is forgotten. ` +
        `Remember it as long: once: { maxAge: ${maxAge}, ttl: ${maxAge} }.`,
    );
  }
}

function checkOnceStore(store: unknown): void {
  const isStore =
    typeof store === 'object' &&
    store !== null &&
    STORE_METHODS.every((name) => typeof (store as Record<string, unknown>)[name] === 'function');
  if (isStore) return;
  throw fault(
    `onceStore must have the methods ${STORE_METHODS.join(', ')}, such as onceStore: redisOnceStore(client).`,
  );
}

function checkOptions(
  options: unknown,
  checks: Record<string, (value: unknown) => void>,
  example: string,
): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw fault(`The options must be like ${example}.`);
  for (const [name, value] of Object.entries(options)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (!check) {
      throw fault(
        `Unknown option "${name}" of ${example}. The options are ${Object.keys(checks).join(', ')}.`,
      );
    }
    if (value !== undefined) check(value);
  }
}

function checkMilliseconds(
  name: string,
  example: number,
  max = Number.MAX_SAFE_INTEGER,
): (value: unknown) => void {
  return (value) => {
    if (!isCount(value) || value > max)
      throw fault(`${name} must be whole milliseconds above 0, such as ${name}: ${example}.`);
  };
}

function checkChoice(name: string, choices: readonly unknown[]): (value: unknown) => void {
  return (value) => {
    if (!choices.includes(value)) throw fault(`${name} must be one of ${choices.join(', ')}.`);
  };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function fault(message: string): SignalWireWebhookConfigurationError {
  return new SignalWireWebhookConfigurationError(message);
}
