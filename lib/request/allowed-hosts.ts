import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';

const HOST = /^(?:\[[0-9a-f:.]+\]|[^\s/?#@:\\[\],]+)(?::[0-9]+)?$/i;

export function isHost(value: unknown): value is string {
  return typeof value === 'string' && HOST.test(value);
}

/** @throws SignalWireWebhookConfigurationError */
export function checkAllowedHosts(value: unknown): void {
  if (Array.isArray(value) && value.length > 0 && value.every(isHost)) return;
  throw new SignalWireWebhookConfigurationError(
    "allowedHosts must be a list of host names without scheme or path, such as allowedHosts: ['example.com'].",
  );
}

/** The hosts that a request may name. Case does not matter, nor does the default port of the request's protocol. */
export class AllowedHosts {
  private readonly overHttp: ReadonlySet<string>;
  private readonly overHttps: ReadonlySet<string>;

  constructor(hosts: readonly string[]) {
    this.overHttp = new Set(hosts.map((host) => normalize(host, ':80')));
    this.overHttps = new Set(hosts.map((host) => normalize(host, ':443')));
  }

  include(host: string, protocol: 'http' | 'https'): boolean {
    return protocol === 'https'
      ? this.overHttps.has(normalize(host, ':443'))
      : this.overHttp.has(normalize(host, ':80'));
  }
}

function normalize(host: string, defaultPort: string): string {
  const lowerCase = host.toLowerCase();
  return lowerCase.endsWith(defaultPort) ? lowerCase.slice(0, -defaultPort.length) : lowerCase;
}
