import { createHash } from 'node:crypto';

import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';

/**
 * What was signed, in the form that matched.
 *
 * The scheme joins URL and content without a separator, so bytes can move between them, and between the names and the
 * values of parameters, under one signature. All such requests have one identity, since it stands on the joined string alone:
 * without the signing key nobody makes another.
 */
export interface SignedEvent {
  /** Which project's keys matched; empty where there is only one set of keys, or none. */
  readonly project: string;
  /** The URL as it was signed. */
  readonly url: string;
  /** What was signed after the URL: the canonical parameters, the raw body, or nothing. */
  readonly content: string | Uint8Array;
}

const QUERY = /[?#].*$/s;
const SIGNED_URL = /^(https?):\/\/([^/?#]*@)?([^/?#]*)/i;

/** The identity of an event: 64 hexadecimal digits, the same for each form in which one signed request can arrive. */
export function eventIdOf({ project, url, content }: SignedEvent): string {
  return identify('event', project).update(withoutPortAndCredentials(url)).update(content).digest('hex');
}

/**
 * The identity of an event by a key that the application chose, within its project and its place.
 *
 * @throws SignalWireWebhookConfigurationError if the key is not a string
 */
export function keyedEventId({ project, url }: SignedEvent, key: unknown): string {
  if (typeof key !== 'string') {
    throw new SignalWireWebhookConfigurationError(
      `once.key must give a string or undefined, and it gave a value of type ${typeof key}: key: ({ payload }) => \`\${payload.CallSid}\`.`,
    );
  }
  return identify('key', project, withoutPortAndCredentials(url).replace(QUERY, ''))
    .update(key)
    .digest('hex');
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
