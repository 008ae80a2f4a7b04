import { isPlainObject } from '../errors/is-object.js';
import { ignoreRejection } from '../errors/ignore-rejection.js';
import { isMissingText } from '../signature/options/describe-value.js';
import type { OptionPlace, OptionTable } from '../signature/options/option.js';
import { findMisconfigurationIn } from '../signature/options/option-set.js';
import { findReferenceMisconfiguration, isTemplate } from '../signature/options/unresolved-value.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';

/**
 * The user name and password of a URL as it is configured at SignalWire: `https://username:password@host`.
 *
 * @publicApi
 */
export interface BasicCredentials {
  /** User name without a colon, and without percent-encoding: `user@example.com`, not `user%40example.com`. */
  readonly username: string;
  /** Password without percent-encoding. */
  readonly password: string;
}

/**
 * Credentials of HTTP basic auth: one pair, a list during a rotation, or a function that returns them. The result of a function is
 * cached, as `signingKeyCache` defines. If no cached pair matches, the function is called again, at most once per `refreshInterval`.
 *
 * @example
 * ```ts
 * basicAuth: { username: 'signalwire', password: config.getOrThrow('WEBHOOK_PASSWORD') }
 * basicAuth: async () => ({ username: 'signalwire', password: await secrets.read('webhook-password') })
 * ```
 *
 * @publicApi
 */
export type BasicCredentialsSource =
  | BasicCredentials
  | readonly BasicCredentials[]
  | (() => BasicCredentialsOrNone | Promise<BasicCredentialsOrNone>);

/** Result of a function that returns credentials. `null`, `undefined` and an empty list mean no credentials. */
type BasicCredentialsOrNone = BasicCredentials | readonly BasicCredentials[] | null | undefined;

/** The options about HTTP basic auth. */
export interface BasicAuthOptions {
  /** Credentials of HTTP basic auth. Required if `accept` contains `'basic-auth'`. */
  readonly basicAuth?: BasicCredentialsSource;
}

export const BASIC_AUTH_TABLE = {
  basicAuth: { default: undefined, check: findBasicAuthMisconfiguration },
} satisfies OptionTable<BasicAuthOptions>;

/** Checks only the names. {@link toUserPasses} checks the values, and a function may return objects with further properties. */
const CREDENTIALS_TABLE = {
  username: { default: undefined, check: () => undefined },
  password: { default: undefined, check: () => undefined },
} satisfies OptionTable<BasicCredentials>;

function findBasicAuthMisconfiguration(source: unknown, place: OptionPlace): string | undefined {
  if (typeof source === 'function') return undefined;
  const list: readonly unknown[] = Array.isArray(source) ? source : [source];
  for (const credentials of list.filter(isPlainObject)) {
    const misconfiguration = findMisconfigurationIn(credentials, CREDENTIALS_TABLE, place);
    if (misconfiguration !== undefined) return misconfiguration;
  }
  try {
    toUserPasses(source);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Describes why a route that accepts basic auth needs credentials. */
export function describeMissingCredentials(route: string): string {
  return (
    `${route} accepts basic auth, but basicAuth is not set. Fix: basicAuth: { username: '…', password: '…' } in the options of ` +
    'SignalWireWebhookModule.forRoot() or @SignalWireWebhook()'
  );
}

const MAX_CREDENTIALS = 10;

/**
 * Returns the credentials in the form of HTTP, `username:password`.
 *
 * @throws SignalWireWebhookConfigurationError whose message never contains a password
 */
export function toUserPasses(value: unknown, name = 'basicAuth'): readonly string[] {
  if (!Array.isArray(value)) return [toUserPass(value, name)];
  const list: readonly unknown[] = value;
  if (list.length === 0 || list.length > MAX_CREDENTIALS) {
    throw basicCredentialsError(
      `${name} has ${list.length} credentials; pass between 1 and ${MAX_CREDENTIALS}.`,
    );
  }
  return Array.from(list, (credentials, index) => toUserPass(credentials, `${name}[${index}]`));
}

function toUserPass(value: unknown, name: string): string {
  if (typeof value !== 'object' || value === null) {
    throw basicCredentialsError(`${name} is not an object; it is ${value === null ? 'null' : typeof value}.`);
  }
  if ('then' in value) {
    ignoreRejection(value);
    throw basicCredentialsError(`${name} is a Promise, not its value. Await it, or pass an async function.`);
  }
  const { username, password } = value as Partial<BasicCredentials>;
  if (typeof username !== 'string' || username === '' || username.includes(':')) {
    throw basicCredentialsError(`${name} needs a username without a colon.`);
  }
  if (typeof password !== 'string' || password.trim() === '') {
    throw basicCredentialsError(
      `${name} needs a non-blank password. Is the environment variable or secret set?`,
    );
  }
  if (isMissingText(username) || isMissingText(password)) {
    throw basicCredentialsError(
      `${name} contains the text of a missing value, such as "undefined", which anyone can guess. Is the environment variable or secret set?`,
    );
  }
  const reference = findReferenceMisconfiguration(password);
  if (reference !== undefined) throw new SignalWireWebhookConfigurationError(`${name}.password ${reference}`);
  if (isTemplate(password))
    throw basicCredentialsError(`${name}.password is a template whose value was not filled in.`);
  if (/[\r\n]/.test(username + password)) {
    throw basicCredentialsError(`${name} contains a line break. Trim it, for example with password.trim().`);
  }
  return `${username}:${password}`;
}

function basicCredentialsError(message: string): SignalWireWebhookConfigurationError {
  return new SignalWireWebhookConfigurationError(
    `${message} Fix: basicAuth: { username: '…', password: '…' }, a list of such objects, or a function`,
  );
}
