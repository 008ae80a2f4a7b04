import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';

/**
 * The user name and password of a URL as it is configured at SignalWire: `https://username:password@host`.
 *
 * @publicApi
 */
export interface BasicCredentials {
  readonly username: string;
  readonly password: string;
}

/**
 * Credentials, several while they are rotated, or a function that finds them.
 *
 * @publicApi
 */
export type BasicCredentialsSource =
  | BasicCredentials
  | readonly BasicCredentials[]
  | (() => BasicCredentialsOrNone | Promise<BasicCredentialsOrNone>);

type BasicCredentialsOrNone = BasicCredentials | readonly BasicCredentials[] | null | undefined;

const MAX_CREDENTIALS = 10;

/** @throws SignalWireWebhookConfigurationError */
export function checkBasicCredentialsSource(source: unknown): void {
  if (typeof source !== 'function') checkBasicCredentials(source);
}

/**
 * The credentials as HTTP sends them, `username:password`.
 *
 * @throws SignalWireWebhookConfigurationError that never holds a password
 */
export function checkBasicCredentials(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0 || list.length > MAX_CREDENTIALS) {
    throw fault(`has ${list.length} credentials; pass between 1 and ${MAX_CREDENTIALS}`);
  }
  return list.map(toUserPass);
}

function toUserPass(value: unknown): string {
  if (typeof value !== 'object' || value === null) throw fault('is no object');
  const { username, password } = value as Partial<BasicCredentials>;
  if (typeof username !== 'string' || username === '' || username.includes(':')) {
    throw fault('needs a username without a colon');
  }
  if (typeof password !== 'string' || password.trim() === '')
    throw fault('needs a password that is not blank');
  return `${username}:${password}`;
}

function fault(what: string): SignalWireWebhookConfigurationError {
  return new SignalWireWebhookConfigurationError(
    `basicAuth ${what}. Pass basicAuth: { username: '…', password: '…' }, a list of them, or a function.`,
  );
}
