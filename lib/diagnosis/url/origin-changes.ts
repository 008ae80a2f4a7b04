import { domainToASCII, domainToUnicode } from 'node:url';

import { decodeOrKeep } from '../../signature/internal.js';
import type { Change } from '../candidate.js';
import type { HeaderIndex } from '../headers.js';
import type { DiagnosisHints } from '../diagnosis.js';
import { printableText } from '../printable-text.js';
import type { ReceivedRequest } from '../received-request.js';
import { handshakeHeader } from '../sender/handshake.js';
import {
  type Authority,
  basicCredentials,
  forwardedAuthorities,
  forwardedPorts,
  parseAuthority,
} from './proxy-headers.js';
import { ofUrl } from './url-change.js';
import { splitUrl, type UrlParts } from './url-parts.js';

const MAX_HINTED_HOSTS = 20;
const MAX_FORWARDED_HOSTS = 12;
const COMMON_PORTS = [':443', ':80', ':8443', ':8080', ':3000'];

/** Returns changes of the protocol, the host, the port and the credentials. */
export function originChanges(here: UrlParts, headers: HeaderIndex, hints: DiagnosisHints): Change[] {
  const hinted = (hints.hosts ?? []).slice(0, MAX_HINTED_HOSTS).flatMap(readHost);
  const authorities = [...hinted, ...forwardedAuthorities(headers).slice(0, MAX_FORWARDED_HOSTS)];
  return [
    ...protocolChanges(here),
    ...hostChanges(here, authorities),
    ...portChanges(here, authorities, forwardedPorts(headers)),
    ...credentialChanges(here, authorities, basicCredentials(headers)),
  ];
}

/** A hint may be a whole URL. */
function readHost(hint: string): Authority[] {
  return parseAuthority(
    hint
      .trim()
      .replace(/^https?:\/\//i, '')
      .replace(/[/?#].*$/s, ''),
  );
}

function protocolChanges(here: UrlParts): Change[] {
  const other = here.protocol.toLowerCase() === 'https' ? 'http' : 'https';
  return [
    [other, 1] as const,
    [here.protocol.toLowerCase(), 4] as const,
    [here.protocol.toUpperCase(), 8] as const,
  ].map(([protocol, rank]) => ofUrl('url-protocol', 'protocol', rank, protocol, () => ({ protocol })));
}

function hostChanges(here: UrlParts, authorities: readonly Authority[]): Change[] {
  const named = authorities
    .flatMap(allVariants)
    .filter(({ host }) => host !== here.host)
    .map((authority, index) => toHost(here, authority, 1 + Math.floor(index / 2)));
  const variants: readonly (readonly [rank: number, host: string])[] = [
    [3, here.host.toLowerCase()],
    [3, domainToASCII(here.host)],
    [3, domainToUnicode(here.host)],
    [5, here.host.startsWith('www.') ? here.host.slice(4) : `www.${here.host}`],
    [6, here.host.endsWith('.') ? here.host.slice(0, -1) : `${here.host}.`],
    [8, here.host.toUpperCase()],
  ];
  return [
    ...named,
    ...variants
      .filter(([, host]) => host !== '' && here.host !== '')
      .map(([rank, host]) => toHost(here, { host, port: here.port }, rank)),
  ];
}

function toHost(here: UrlParts, { host, port }: Omit<Authority, 'credentials'>, rank: number): Change {
  const label = printableText(host + port, 80);
  return ofUrl(codeOfHost(here.host, host), 'host', rank, label, () => ({ host, port }));
}

function codeOfHost(here: string, host: string): 'url-host' | 'url-host-case' | 'url-host-idn' {
  if (host.toLowerCase() === here.toLowerCase()) return 'url-host-case';
  const isSameName = host !== '' && domainToASCII(host) !== '' && domainToASCII(host) === domainToASCII(here);
  return isSameName ? 'url-host-idn' : 'url-host';
}

/** Returns the host with and without its port, and an internationalized name in Unicode and in ASCII. */
function allVariants(authority: Authority): Authority[] {
  const names = new Set([authority.host, domainToASCII(authority.host), domainToUnicode(authority.host)]);
  const ports = new Set([authority.port, '']);
  return [...names]
    .filter((host) => host !== '' && (host === authority.host || host !== authority.host.toLowerCase()))
    .flatMap((host) => [...ports].map((port) => ({ ...authority, host, port })));
}

function portChanges(
  here: UrlParts,
  authorities: readonly Authority[],
  forwarded: readonly string[],
): Change[] {
  const portsOfHost = authorities.filter(({ host }) => host === here.host).map(({ port }) => port);
  const ports = new Set(['', ...forwarded.map((port) => `:${port}`), ...portsOfHost, ...COMMON_PORTS]);
  return [...ports].map((port, index) =>
    ofUrl('url-port', 'port', 1 + index, port === '' ? 'none' : port.slice(1), () => ({ port })),
  );
}

function credentialChanges(
  here: UrlParts,
  authorities: readonly Authority[],
  sent: string | undefined,
): Change[] {
  const hinted = authorities
    .map(({ credentials }) => credentials)
    .filter((credentials) => credentials !== '');
  const forms = [
    ...hinted.map((credentials) => ['those of a hint', () => credentials] as const),
    ...(sent === undefined ? [] : formsOf(sent, 'those of Authorization')),
    ...(here.credentials === '' ? [] : formsOf(decodeOrKeep(here.credentials.slice(0, -1)), 'the same')),
  ];
  return forms.map(([label, credentials], index) =>
    ofUrl('url-credentials', 'credentials', 1 + Math.floor(index / 2), label, () => {
      return { credentials: credentials() };
    }),
  );
}

function formsOf(credentials: string, label: string): (readonly [label: string, form: () => string])[] {
  const [user = '', ...rest] = credentials.split(':');
  const password = rest.join(':');
  return [
    [label, () => `${credentials}@`],
    [`${label}, escaped`, () => `${encodeURIComponent(user)}:${encodeURIComponent(password)}@`],
    [`${label}, the name alone`, () => `${encodeURIComponent(user)}@`],
    [`${label}, escaped as a URL's`, () => splitAsUrl(user, password)],
  ];
}

/** Escapes user and password as the URL class does. */
function splitAsUrl(user: string, password: string): string {
  const url = new URL('http://host');
  url.username = user;
  url.password = password;
  return splitUrl(url.href)?.credentials ?? '';
}

/** Returns WebSocket protocols for a GET without a body. They are likely if it has a handshake header, and unlikely otherwise. */
export function websocketChanges(request: Pick<ReceivedRequest, 'method' | 'headers' | 'bytes'>): Change[] {
  if (request.method.toUpperCase() !== 'GET' || request.bytes.length > 0) return [];
  const rank = handshakeHeader(request) === undefined ? 6 : 1;
  return ['wss', 'ws'].map((protocol, index) =>
    ofUrl('url-websocket', 'protocol', rank + index, protocol, () => ({ protocol })),
  );
}
