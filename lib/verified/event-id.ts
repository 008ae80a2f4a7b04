import { createHash } from 'node:crypto';

import { ignoreRejection } from '../errors/ignore-rejection.js';
import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';

/**
 * What identifies an event: the signed string and the configuration, never a part of the request that is not signed.
 *
 * SignalWire joins URL and content without a separator. A replay can move bytes between the two, and between the names and
 * the values of parameters, under the same signature. The joined string stays the same, and only the signing key makes a
 * different one.
 */
export interface SignedEvent {
  /**
   * Separates the events of two tenants. Empty for a single set of keys and for an unsigned request.
   *
   * Follows from the key that verified the request. A claimed project would not do: it is not always signed as such.
   */
  readonly tenant: string;
  /** The URL as it was signed. */
  readonly url: string;
  /** What was signed after the URL: the canonical parameters, the raw body, or nothing. */
  readonly content: string | Uint8Array;
  readonly isJson: boolean;
  /** The path that the route is registered for, such as `/status/:id`; `undefined` outside a route. */
  readonly registeredPath: string | undefined;
}

const QUERY = /[?#].*$/s;
const SIGNED_URL = /^(https?):\/\/([^/?#]*@)?([^/?#]*)/i;

/** Returns 64 hexadecimal digits, the same for each form in which one signed request can arrive. */
export function eventIdOf({ tenant, url, content }: Pick<SignedEvent, 'tenant' | 'url' | 'content'>): string {
  return identify('event', tenant).update(withoutPortAndCredentials(url)).update(content).digest('hex');
}

/**
 * Returns the identity of an event by a key that the application chose, within its tenant, its host and its route. The path as
 * received would not do: a replay can move its end into the first parameter's name.
 *
 * @throws SignalWireWebhookConfigurationError if the key is not a string
 */
export function keyedEventId(
  { tenant, url, registeredPath }: Pick<SignedEvent, 'tenant' | 'url' | 'registeredPath'>,
  key: unknown,
): string {
  if (typeof key !== 'string') {
    ignoreRejection(key);
    throw new SignalWireWebhookConfigurationError(
      `once.key returned a value of type ${typeof key}; it must return a string or undefined. Fix: key: ({ payload }) => \`\${payload.CallSid}\``,
    );
  }
  const [origin = ''] = SIGNED_URL.exec(url) ?? [];
  const path = registeredPath ?? url.slice(origin.length).replace(QUERY, '');
  return identify('key', tenant, withoutPortAndCredentials(origin), path).update(key).digest('hex');
}

/** Each field goes in with its length, so that none of it can pass for a part of the next. */
function identify(...fields: readonly string[]): ReturnType<typeof createHash> {
  const hash = createHash('sha256');
  for (const field of fields) hash.update(`${Buffer.byteLength(field)}:`).update(field);
  return hash;
}

function withoutPortAndCredentials(url: string): string {
  return url.replace(SIGNED_URL, (_all, protocol: string, _credentials, authority: string) => {
    const defaultPort = protocol.toLowerCase() === 'https' ? ':443' : ':80';
    return `${protocol}://${authority.endsWith(defaultPort) ? authority.slice(0, -defaultPort.length) : authority}`;
  });
}
