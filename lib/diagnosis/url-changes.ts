import type { SignedRequest } from '../signature/index.js';
import { attempt } from './attempt.js';
import type { FindingCode } from './catalogue.js';
import type { DiagnosisHints } from './diagnosis.js';
import {
  type Authority,
  basicCredentials,
  claimedAuthorities,
  claimedPorts,
  claimedPrefixes,
  claimedTargets,
  parseAuthority,
} from './proxy-headers.js';
import { printable, splitUrl, type UrlParts } from './url-parts.js';

type UrlComponent = 'protocol' | 'host' | 'port' | 'credentials' | 'prefix' | 'path' | 'query' | 'fragment';

/** What turns the URL that was verified into the one that may have been signed. */
export interface UrlChange {
  readonly code: FindingCode;
  readonly component: UrlComponent;
  /** The lower, the likelier. */
  readonly rank: number;
  readonly apply: (url: UrlParts) => Partial<UrlParts> | undefined;
}

type Spelling = readonly [code: FindingCode, rank: number, spell: (text: string) => string];

const MAX_HOSTS = 8;
const MAX_PREFIXES = 8;
const COMMON_PORTS = [':443', ':80', ':8443', ':8080', ':3000'];
const COMMON_PREFIXES = ['/api', '/prod', '/v1', '/dev', '/stage', '/staging', '/default', '/api/v1'];

/** In the order in which they are applied. */
export function urlChanges(here: UrlParts, request: SignedRequest, hints: DiagnosisHints): UrlChange[] {
  const authorities = [...(hints.hosts ?? []).flatMap(readHost), ...claimedAuthorities(request.headers)];
  return [
    ...protocolChanges(),
    ...hostChanges(here, authorities.slice(0, MAX_HOSTS)),
    ...portChanges(here, authorities, claimedPorts(request.headers)),
    ...credentialChanges(basicCredentials(request.headers)),
    ...prefixChanges(here, request.headers, hints.pathPrefixes ?? []),
    ...rewrittenPaths(claimedTargets(request.headers)),
    ...spellings('path', PATH_SPELLINGS),
    ...spellings('query', QUERY_SPELLINGS),
    ...fragmentChanges(here),
  ];
}

function readHost(hint: string): Authority[] {
  return parseAuthority(hint.replace(/^https?:\/\//i, ''));
}

function protocolChanges(): UrlChange[] {
  return [
    {
      code: 'url-protocol',
      component: 'protocol',
      rank: 0,
      apply: ({ protocol }) => ({ protocol: protocol.toLowerCase() === 'https' ? 'http' : 'https' }),
    },
  ];
}

function hostChanges(here: UrlParts, authorities: readonly Authority[]): UrlChange[] {
  const others = authorities.filter(({ host }) => host !== here.host).flatMap(withAndWithoutPort);
  return [
    ...others.map(({ host, port }, index): UrlChange => {
      const code = host.toLowerCase() === here.host.toLowerCase() ? 'url-host-case' : 'url-host';
      return { code, component: 'host', rank: index, apply: () => ({ host, port }) };
    }),
    {
      code: 'url-host-case',
      component: 'host',
      rank: 2,
      apply: ({ host }) => ({ host: host.toLowerCase() }),
    },
  ];
}

function withAndWithoutPort(authority: Authority): Authority[] {
  return authority.port === '' ? [authority] : [authority, { ...authority, port: '' }];
}

function portChanges(
  here: UrlParts,
  authorities: readonly Authority[],
  claimed: readonly string[],
): UrlChange[] {
  const ownPorts = authorities.filter(({ host }) => host === here.host).map(({ port }) => port);
  const ports = new Set(['', ...claimed.map((port) => `:${port}`), ...ownPorts, ...COMMON_PORTS]);
  return [...ports].map((port, index) => ({
    code: 'url-port',
    component: 'port',
    rank: 1 + index,
    apply: () => ({ port }),
  }));
}

function credentialChanges(credentials: string | undefined): UrlChange[] {
  if (credentials === undefined) return [];
  const [user = '', ...password] = credentials.split(':');
  const encode = (): string => `${encodeURIComponent(user)}:${encodeURIComponent(password.join(':'))}`;
  return [() => credentials, encode].map((spell, index) => ({
    code: 'url-credentials',
    component: 'credentials',
    rank: 1 + index,
    apply: () => ({ credentials: `${spell()}@` }),
  }));
}

function prefixChanges(
  here: UrlParts,
  headers: SignedRequest['headers'],
  hinted: readonly string[],
): UrlChange[] {
  const rewritten = claimedTargets(headers).flatMap((target) => prefixOf(target, here));
  const known = [...hinted, ...rewritten, ...claimedPrefixes(headers)].map(toPrefix).slice(0, MAX_PREFIXES);
  return [
    ...known.map((prefix, index) => missingPrefix(prefix, 1 + index)),
    ...known.map((prefix, index) => extraPrefix(prefix, 1 + index)),
    ...leadingSegments(here.path).map((prefix, index) => extraPrefix(prefix, 2 + 2 * index)),
    ...COMMON_PREFIXES.map((prefix, index) => missingPrefix(prefix, 5 + index)),
  ];
}

/** What stands before the path of this URL in the target that the proxy received. */
function prefixOf(target: string, { path }: UrlParts): string[] {
  const original = target.split(/[?#]/, 1)[0] ?? '';
  return original.endsWith(path) ? [original.slice(0, original.length - path.length)] : [];
}

function toPrefix(text: string): string {
  const segments = text.split('/').filter((segment) => segment !== '');
  return segments.map((segment) => `/${segment}`).join('');
}

function leadingSegments(path: string): string[] {
  const [, first, second, third] = path.split('/', 4);
  if (first === undefined || second === undefined) return [];
  return third === undefined ? [`/${first}`] : [`/${first}`, `/${first}/${second}`];
}

function missingPrefix(prefix: string, rank: number): UrlChange {
  return { code: 'url-prefix-missing', component: 'prefix', rank, apply: () => ({ prefix }) };
}

function extraPrefix(prefix: string, rank: number): UrlChange {
  return {
    code: 'url-prefix-extra',
    component: 'prefix',
    rank,
    apply: ({ path }) => (path.startsWith(`${prefix}/`) ? { path: path.slice(prefix.length) } : undefined),
  };
}

function rewrittenPaths(targets: readonly string[]): UrlChange[] {
  return targets.map((target, index) => ({
    code: 'url-path-rewritten',
    component: 'path',
    rank: 2 + index,
    apply: () => {
      const { path = '', query = '' } = splitUrl(target) ?? {};
      return { path, query };
    },
  }));
}

const PATH_SPELLINGS: readonly Spelling[] = [
  ['url-trailing-slash', 2, (path) => (path.endsWith('/') ? path.slice(0, -1) : `${path}/`)],
  ['url-double-slash', 3, (path) => path.replace(/\/{2,}/g, '/')],
  ['url-double-slash', 4, (path) => `/${path}`],
  ['url-path-encoding', 4, decodeURIComponent],
  ['url-path-encoding', 4, encodeURI],
  ['url-path-encoding', 5, (path) => encodeURI(decodeURI(path))],
  ['url-path-encoding', 5, (path) => new URL(`http://host${path}`).pathname],
  ['url-path-encoding', 6, upperCaseEscapes],
  ['url-path-encoding', 6, lowerCaseEscapes],
];

const QUERY_SPELLINGS: readonly Spelling[] = [
  ['url-query-encoding', 3, onQuery((query) => query.replaceAll('+', '%20'))],
  ['url-query-encoding', 3, onQuery((query) => query.replaceAll('%20', '+'))],
  ['url-query-encoding', 3, onQuery((query) => query.replaceAll("'", '%27'))],
  ['url-query-encoding', 3, onQuery((query) => query.replaceAll('%27', "'"))],
  ['url-query-encoding', 3, onQuery((query) => new URLSearchParams(query).toString())],
  ['url-query-encoding', 3, onQuery(encodeEachComponent)],
  ['url-query-encoding', 4, onQuery((query) => encodeEachComponent(query.replaceAll('+', '%2B')))],
  ['url-query-encoding', 4, encodeURI],
  ['url-query-encoding', 4, onQuery(decodeURIComponent)],
  ['url-query-encoding', 4, onQuery((query) => decodeURIComponent(query.replaceAll('+', ' ')))],
  ['url-query-encoding', 4, (query) => new URL(`http://host/${query}`).search],
  ['url-query-extra', 4, () => ''],
  ['url-query-order', 5, onQuery((query) => query.split('&').sort().join('&'))],
  ['url-query-encoding', 5, onQuery((query) => query.replaceAll('&amp;', '&'))],
  ['url-query-encoding', 5, onQuery((query) => query.replace(/&(?!amp;)/g, '&amp;'))],
  ['url-query-encoding', 6, onQuery((query) => query.replaceAll('%25', '%'))],
  ['url-query-encoding', 6, onQuery((query) => query.replaceAll('%', '%25'))],
  ['url-query-encoding', 6, onQuery((query) => query.replace(/=(?=&|$)/g, ''))],
  ['url-query-encoding', 7, upperCaseEscapes],
  ['url-query-encoding', 7, lowerCaseEscapes],
];

function spellings(component: 'path' | 'query', all: readonly Spelling[]): UrlChange[] {
  return all.map(([code, rank, spell]) => ({
    code,
    component,
    rank,
    apply: (url) => ({ [component]: spell(url[component]) }),
  }));
}

function onQuery(spell: (query: string) => string): (query: string) => string {
  return (query) => (query === '' ? '' : `?${spell(query.slice(1))}`);
}

function encodeEachComponent(query: string): string {
  const pairs = [...new URLSearchParams(query)];
  return pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
}

function upperCaseEscapes(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (escape) => escape.toUpperCase());
}

function lowerCaseEscapes(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (escape) => escape.toLowerCase());
}

function fragmentChanges({ fragment }: UrlParts): UrlChange[] {
  if (fragment === '') return [];
  return [{ code: 'url-fragment', component: 'fragment', rank: 0, apply: () => ({ fragment: '' }) }];
}

export function applyUrlChanges(here: UrlParts, changes: readonly UrlChange[]): UrlParts | undefined {
  let url = here;
  for (const { apply } of changes) {
    const change = attempt(() => apply(url));
    if (change === undefined) return undefined;
    url = { ...url, ...change };
  }
  return url;
}

const SHOWN: Record<UrlComponent, (url: UrlParts) => string> = {
  protocol: ({ protocol }) => protocol,
  host: ({ host, port }) => host + port,
  port: ({ port }) => port.slice(1),
  credentials: ({ credentials }) => (credentials === '' ? '' : '***@'),
  prefix: ({ prefix, path }) => prefix + path,
  path: ({ prefix, path }) => prefix + path,
  query: ({ query }) => query,
  fragment: ({ fragment }) => fragment,
};

/** What the two URLs differ in where the change was made. */
export function showUrlChange({ component }: UrlChange, signed: UrlParts, here: UrlParts): string {
  const [wanted, given] = [signed, here].map((url) => printable(SHOWN[component](url)) || 'none');
  return `signed: ${wanted ?? ''}; here: ${given ?? ''}`;
}
