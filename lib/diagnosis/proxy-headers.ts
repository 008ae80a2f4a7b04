import { readHeader } from './signature-internals.js';
import type { SignedRequest } from '../signature/index.js';

type Headers = SignedRequest['headers'];

const MAX_VALUES = 3;
const AUTHORITY = /^(\[[0-9a-f:.]+\]|[^\s/?#@:\\[\]"]{1,255})(:[0-9]{1,5})?$/i;
const HOST_HEADERS = ['x-forwarded-host', 'x-original-host', 'host'];
const PREFIX_HEADERS = ['x-forwarded-prefix', 'x-forwarded-path', 'x-script-name'];
const TARGET_HEADERS = ['x-original-uri', 'x-original-url', 'x-forwarded-uri', 'x-envoy-original-path'];

export interface Authority {
  readonly host: string;
  readonly port: string;
}

export function parseAuthority(text: string): Authority[] {
  const [, host, port = ''] = AUTHORITY.exec(text) ?? [];
  return host === undefined ? [] : [{ host, port }];
}

/** The hosts that the proxies and the client name, as claims to be tried: none of them is trusted. */
export function claimedAuthorities(headers: Headers): Authority[] {
  const [forwarded = [], ...others] = HOST_HEADERS.map((name) => readValues(headers, name));
  return [...forwarded, ...readForwardedHosts(headers), ...others.flat()].flatMap(parseAuthority);
}

function readForwardedHosts(headers: Headers): string[] {
  return readValues(headers, 'forwarded').flatMap((value) => /host="?([^";\s]+)/i.exec(value)?.[1] ?? []);
}

export function claimedPorts(headers: Headers): string[] {
  return readValues(headers, 'x-forwarded-port').filter((port) => /^[0-9]{1,5}$/.test(port));
}

export function claimedPrefixes(headers: Headers): string[] {
  return PREFIX_HEADERS.flatMap((name) => readValues(headers, name));
}

/** The request targets before a proxy rewrote them. */
export function claimedTargets(headers: Headers): string[] {
  return TARGET_HEADERS.flatMap((name) => readHeader(headers, name) ?? []).filter((target) =>
    target.startsWith('/'),
  );
}

/** `user:password` of basic auth, which a client makes of the credentials in a URL. */
export function basicCredentials(headers: Headers): string | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/=]{1,1024})$/i.exec(readHeader(headers, 'authorization') ?? '')?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString();
}

function readValues(headers: Headers, name: string): string[] {
  const values = readHeader(headers, name)?.split(',', MAX_VALUES) ?? [];
  return values.map((value) => value.trim()).filter((value) => value !== '');
}
