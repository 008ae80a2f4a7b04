import type { HeaderIndex } from '../headers.js';

const MAX_VALUES = 3;
const AUTHORITY = /^(?:([^\s/?#@]*)@)?(\[[0-9a-f:.]+\]|[^\s/?#@:\\[\]"]{1,255})(:[0-9]{1,5})?$/i;
const HOST_HEADERS = [
  'x-forwarded-host',
  'x-original-host',
  'x-host',
  'host',
  ':authority',
  'disguised-host',
  'x-forwarded-server',
  'x-real-host',
  'x-forwarded-authority',
  'x-envoy-original-host',
];
const PREFIX_HEADERS = [
  'x-forwarded-prefix',
  'x-forwarded-path',
  'x-script-name',
  'x-ingress-path',
  'x-base-path',
];
const TARGET_HEADERS = [
  'x-original-uri',
  'x-original-url',
  'x-forwarded-uri',
  'x-rewrite-url',
  'x-replaced-path',
  'x-envoy-original-path',
  'x-waws-unencoded-url',
  'x-request-uri',
  'x-forwarded-path',
  'x-ms-original-url',
];

export interface Authority {
  readonly host: string;
  readonly port: string;
  /** `user:password@`, or empty. */
  readonly credentials: string;
}

export function parseAuthority(text: string): Authority[] {
  const [, user, host, port = ''] = AUTHORITY.exec(text) ?? [];
  return host === undefined ? [] : [{ host, port, credentials: user ? `${user}@` : '' }];
}

/** Returns the hosts in the headers of proxies and of the client. They are candidates only; none is trusted. */
export function forwardedAuthorities(headers: HeaderIndex): Authority[] {
  const [forwarded = [], ...others] = HOST_HEADERS.map((name) => readValues(headers, name));
  const targets = [
    ...forwardedTargets(headers),
    headers.get('origin') ?? '',
    headers.get('referer') ?? '',
  ].flatMap((target) => /^https?:\/\/([^/?#]+)/i.exec(target)?.[1] ?? []);
  return [...forwarded, ...readForwardedHosts(headers), ...others.flat(), ...targets].flatMap(parseAuthority);
}

function readForwardedHosts(headers: HeaderIndex): string[] {
  return readValues(headers, 'forwarded').flatMap((value) => /host="?([^";\s]+)/i.exec(value)?.[1] ?? []);
}

export function forwardedPorts(headers: HeaderIndex): string[] {
  return readValues(headers, 'x-forwarded-port').filter((port) => /^[0-9]{1,5}$/.test(port));
}

export function forwardedPrefixes(headers: HeaderIndex): string[] {
  return PREFIX_HEADERS.flatMap((name) => readValues(headers, name));
}

/** Returns the request targets before a proxy rewrote them. */
export function forwardedTargets(headers: HeaderIndex): string[] {
  return TARGET_HEADERS.flatMap((name) => headers.get(name) ?? []).filter((target) =>
    /^(?:\/|https?:\/\/)/i.test(target),
  );
}

/** Returns `user:password` of basic auth, to which a client converts the credentials in a URL. */
export function basicCredentials(headers: HeaderIndex): string | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/=]{1,1024})$/i.exec(headers.get('authorization') ?? '')?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString();
}

function readValues(headers: HeaderIndex, name: string): string[] {
  const values = headers.get(name)?.split(',', MAX_VALUES) ?? [];
  return values.map((value) => value.trim()).filter((value) => value !== '');
}
