import type { Change } from '../candidate.js';
import type { HeaderIndex } from '../headers.js';
import type { DiagnosisHints } from '../diagnosis.js';
import { printableUrl } from '../printable-text.js';
import { forwardedPrefixes, forwardedTargets } from './proxy-headers.js';
import { ofUrl } from './url-change.js';
import { splitUrl, type UrlParts } from './url-parts.js';

const MAX_HINTED_PREFIXES = 20;
const MAX_FORWARDED_PREFIXES = 8;
const MAX_SEGMENTS = 5;
/** Stages, function names and mount points that gateways strip. */
const COMMON_PREFIXES = [
  '/api',
  '/prod',
  '/v1',
  '/dev',
  '/stage',
  '/staging',
  '/default',
  '/api/v1',
  '/webhooks',
  '/webhook',
  '/hooks',
  '/signalwire',
  '/Prod',
  '/Stage',
  '/test',
  '/production',
  '/v2',
  '/app',
  '/backend',
  '/.netlify/functions',
  '/functions/v1',
  '/public',
  '/index.php',
  '/latest',
  '/live',
  '/beta',
  '/qa',
  '/uat',
];

/** Returns changes for stripped prefixes, added prefixes and rewritten paths. */
export function prefixChanges(here: UrlParts, headers: HeaderIndex, hints: DiagnosisHints): Change[] {
  const targets = forwardedTargets(headers);
  const forwarded = [...targets.flatMap((target) => prefixOf(target, here)), ...forwardedPrefixes(headers)];
  const known = [
    ...(hints.pathPrefixes ?? []).slice(0, MAX_HINTED_PREFIXES),
    ...forwarded.slice(0, MAX_FORWARDED_PREFIXES),
  ].map(toPrefix);
  return [
    ...known.map((prefix, index) => missingPrefix(prefix, 1 + Math.floor(index / 4))),
    ...known.map((prefix, index) => extraPrefix(prefix, 1 + Math.floor(index / 4))),
    ...leadingSegments(here.path).map((prefix, index) => extraPrefix(prefix, 2 + index)),
    ...rewrittenPaths(targets),
    ...COMMON_PREFIXES.map((prefix, index) => missingPrefix(prefix, 4 + Math.floor(index / 6))),
    ...functionNames(here).map((prefix) => missingPrefix(prefix, 5)),
  ];
}

/** Returns the prefix of this URL's path in the request target that the proxy received. */
function prefixOf(target: string, { path }: UrlParts): string[] {
  const original = splitUrl(target)?.path ?? '';
  return original.endsWith(path) ? [original.slice(0, original.length - path.length)] : [];
}

function toPrefix(text: string): string {
  const path = text.replace(/^https?:\/\/[^/]*/i, '').replace(/[?#].*$/s, '');
  const segments = path.split('/', 2 * MAX_SEGMENTS).filter((segment) => segment !== '');
  return segments.map((segment) => `/${segment}`).join('');
}

/** Returns `/a`, `/a/b` and so on, but never the whole path. */
function leadingSegments(path: string): string[] {
  const segments = path.split('/', MAX_SEGMENTS + 2).slice(1, -1);
  return segments.flatMap((segment, index) =>
    segment === '' ? [] : [`/${segments.slice(0, index + 1).join('/')}`],
  );
}

/** Returns prefixes of a serverless function that receives only the path after its name. The host may contain the name. */
function functionNames({ host }: UrlParts): string[] {
  const [name = ''] = host.split('.', 1);
  return /^[\w-]{1,63}$/.test(name) && host.includes('.') ? [`/${name}`, `/default/${name}`] : [];
}

function missingPrefix(prefix: string, rank: number): Change {
  return ofUrl('url-prefix-missing', 'prefix', rank, `with ${printableUrl(prefix, 80)}`, (url) =>
    prefix === '' ? undefined : { prefix: prefix + url.prefix },
  );
}

function extraPrefix(prefix: string, rank: number): Change {
  return ofUrl('url-prefix-extra', 'prefix', rank, `without ${printableUrl(prefix, 80)}`, ({ path }) => {
    const isAtStart = prefix !== '' && (path === prefix || path.startsWith(`${prefix}/`));
    return isAtStart ? { path: path.slice(prefix.length) } : undefined;
  });
}

function rewrittenPaths(targets: readonly string[]): Change[] {
  return targets.flatMap((target, index) => {
    const { path = '', query = '' } = splitUrl(target) ?? {};
    const label = printableUrl(path, 80);
    return [
      ofUrl('url-path-rewritten', 'path', 2 + index, label, () => ({ path, query })),
      ofUrl('url-path-rewritten', 'path', 3 + index, label, () => ({ path })),
    ];
  });
}
