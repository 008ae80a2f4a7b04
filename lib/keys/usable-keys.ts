import { ignoreRejection } from '../errors/ignore-rejection.js';
import { isPromise } from '../errors/is-promise.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import type { SigningKeyKind } from '../signature/index.js';
import { DEFAULT_KEY_KIND, findKeyMisconfiguration, type KeyRules } from '../signature/internal.js';

/** Each forged request costs up to four HMACs per key. */
const MAX_KEYS = 10;

/**
 * Converts a key or a list of keys to a list.
 *
 * @throws SignalWireWebhookConfigurationError that names the unusable key by its place and never contains it
 */
export function toUsableKeys(
  value: unknown,
  name = 'signingKey',
  kind: SigningKeyKind = DEFAULT_KEY_KIND,
): readonly string[] {
  if (!Array.isArray(value)) return [toUsableKey(value, name, { kind })];
  const keys: readonly unknown[] = value;
  if (keys.length === 0)
    throw new SignalWireWebhookConfigurationError(`${name} is an empty list. Fix: signingKey: 'PSK_…'`);
  if (keys.length > MAX_KEYS) {
    throw new SignalWireWebhookConfigurationError(
      `${name} has ${keys.length} keys, but at most ${MAX_KEYS} are allowed. A list is for the rotation of one project's key. ` +
        "Fix: for several projects signingKey: { projects: { '<project id>': 'PSK_…' } }, or a resolver.",
    );
  }
  return Array.from(keys, (key, index) => toUsableKey(key, `${name}[${index}]`, { kind }));
}

function toUsableKey(key: unknown, name: string, rules: KeyRules): string {
  if (typeof key !== 'string')
    throw new SignalWireWebhookConfigurationError(`${name} must be a string; it is ${describeOther(key)}`);
  const misconfiguration = findKeyMisconfiguration(key, rules);
  if (misconfiguration !== undefined)
    throw new SignalWireWebhookConfigurationError(`${name} ${misconfiguration}`);
  return key;
}

/**
 * Checks a key for a single request, such as in the CLI or in a diagnosis. A guessable test key is allowed there.
 *
 * @throws SignalWireWebhookConfigurationError
 */
export function checkKeyOfOneRequest(
  key: unknown,
  name: string,
  rules: Omit<KeyRules, 'allowsGuessable'> = {},
): void {
  toUsableKey(key, name, { ...rules, allowsGuessable: true });
}

/** Whether a text that should be a name or a path is a key, which a message must not show. */
export function looksLikeKey(text: string): boolean {
  return /^(PSK_|PT[0-9a-f]{16})/.test(text);
}

function describeOther(value: unknown): string {
  if (value === undefined || value === null) {
    return `${String(value)}. Is the environment variable or secret set?`;
  }
  if (value instanceof Uint8Array) return "a Buffer. Fix: signingKey: buffer.toString('utf8').trim()";
  if (isPromise(value)) {
    ignoreRejection(value);
    return 'a Promise. Fix: forRootAsync({ useFactory: async () => ({ signingKey: await … }) })';
  }
  if (Array.isArray(value)) return 'a list. Fix: signingKey: keys.flat()';
  return `${typeof value === 'object' ? 'an object' : `a ${typeof value}`}. Fix: signingKey: 'PSK_…'`;
}
