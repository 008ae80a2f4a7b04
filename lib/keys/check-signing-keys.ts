import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';

/** Each forged request costs up to four HMACs a key. */
const MAX_KEYS = 10;

/** @throws SignalWireWebhookConfigurationError that says what is wrong, and never the key */
export function checkSigningKeys(value: unknown, name = 'signingKey'): readonly string[] {
  const keys: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (keys.length === 0) throw fault(`${name} is an empty list. Pass at least one Signing Key.`);
  if (keys.length > MAX_KEYS) {
    throw fault(
      `${name} has ${keys.length} keys, and at most ${MAX_KEYS} are tried. A list is for the rotation of one project's ` +
        'key; for several projects pass { projects: { … } } or a resolver.',
    );
  }
  return keys.map((key) => checkSigningKey(key, name));
}

function checkSigningKey(key: unknown, name: string): string {
  if (typeof key !== 'string') {
    throw fault(
      `${name} must be a string, or a list of strings; it is ${key === null ? 'null' : typeof key}.`,
    );
  }
  if (key.trim() === '') {
    throw fault(
      `${name} is blank: anyone can sign with a blank key. Is the environment variable or secret set?`,
    );
  }
  if (key !== key.trim()) {
    throw fault(`${name} begins or ends with white space. Trim it, for example signingKey: key.trim().`);
  }
  if (key.startsWith('PT')) {
    throw fault(
      `${name} looks like an API token (PT…). SignalWire signs with the Signing Key (PSK_…), ` +
        'which stands beside the token on the API page of the dashboard.',
    );
  }
  return key;
}

function fault(message: string): SignalWireWebhookConfigurationError {
  return new SignalWireWebhookConfigurationError(message);
}
