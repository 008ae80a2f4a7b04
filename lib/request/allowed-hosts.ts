import { describeValue } from '../signature/options/describe-value.js';
import { asCode, describeMisconfiguration, type OptionPlace } from '../signature/options/option.js';
import { findHostMisconfiguration } from '../signature/options/unresolved-value.js';

const HOST = /^(?:\[[0-9a-f:.]+\]|[^\s/?#@:\\[\],]+)(?::[0-9]+)?$/i;

export function isHost(value: unknown): value is string {
  return typeof value === 'string' && HOST.test(value);
}

/** Returns the misconfiguration of a list of hosts, with its fix; `undefined` if the list is usable. */
export function findHostsMisconfiguration(hosts: unknown, { name }: OptionPlace): string | undefined {
  if (!Array.isArray(hosts) || hosts.length === 0) {
    return describeMisconfiguration(name, describeValue(hosts), 'a list of host names', EXAMPLE, hosts);
  }
  for (const [index, host] of (hosts as readonly unknown[]).entries()) {
    const place = `${name}[${index}]`;
    if (!isHost(host)) {
      const what = host === undefined || host === null ? ` (${String(host)})` : '';
      return `${place}${what} must be a host name without scheme or path. Fix: ${asCode(name, EXAMPLE)}`;
    }
    const misconfiguration = findHostMisconfiguration(host);
    if (misconfiguration !== undefined)
      return `${place} ${misconfiguration}. Is the environment variable set? Fix: ${asCode(name, EXAMPLE)}`;
  }
  return undefined;
}

const EXAMPLE = "['example.com']";

/** The allowed hosts of a request. Letter case and the default port of the protocol are ignored. */
export class AllowedHosts {
  private readonly overHttp: ReadonlySet<string>;
  private readonly overHttps: ReadonlySet<string>;

  /** Creates the allowed hosts of a route from the option `allowedHosts`. */
  constructor(hosts: readonly string[]) {
    this.overHttp = new Set(hosts.map((host) => normalize(host, ':80')));
    this.overHttps = new Set(hosts.map((host) => normalize(host, ':443')));
  }

  /** Returns whether a host, with its port if it is not the default, is allowed for the protocol. */
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
