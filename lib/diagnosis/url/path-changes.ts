import type { FindingCode } from '../catalogue/catalogue.js';
import { escapeCases, respelled, toggledEscapes, withoutLastSpaces, type UrlChange } from './url-change.js';

/** Different spellings of the path. */
export const PATH_CHANGES: readonly UrlChange[] = [
  ofPath('url-trailing-slash', 2, 'a slash more or less at its end', toggleLastSlash),
  ofPath('url-double-slash', 3, 'double slashes as one', (path) => path.replace(/\/{2,}/g, '/')),
  ofPath('url-double-slash', 4, 'a double slash at its start', (path) =>
    path.startsWith('/') ? `/${path}` : undefined,
  ),
  ofPath('url-path-encoding', 4, 'decoded', decodeURIComponent),
  ofPath('url-path-encoding', 4, 'encoded as by encodeURI', encodeURI),
  ofPath('url-path-encoding', 5, 'decoded and encoded as by encodeURI', (path) => encodeURI(decodeURI(path))),
  ofPath('url-path-encoding', 5, 'encoded as by new URL', (path) => new URL(`http://host${path}`).pathname),
  ofPath('url-path-encoding', 5, 'each segment encoded', (path) =>
    bySegment(path, (each) => encodeURIComponent(decodeURIComponent(each))),
  ),
  ofPath('url-path-case', 4, 'in lower case', (path) => path.toLowerCase()),
  ofPath('url-path-case', 8, 'in upper case', (path) => path.toUpperCase()),
  ofPath('url-path-case', 6, 'the first letter of each segment in upper case', (path) =>
    path.replace(/(^|\/)[a-z]/g, (start) => start.toUpperCase()),
  ),
  ofPath('url-dot-segments', 4, 'without dot segments', withoutDotSegments),
  ofPath('url-dot-segments', 7, 'after /.', (path) => `/.${path}`),
  ofPath('url-trailing-space', 4, 'without white space at its end', withoutLastSpaces),
  ofPath('url-trailing-space', 5, 'with %20 at its end', (path) => `${path}%20`),
  ofPath('url-trailing-space', 5, 'with a space at its end', (path) => `${path} `),
  ofPath('url-trailing-space', 7, 'with a line feed at its end', (path) => `${path}\n`),
  ofPath('url-trailing-space', 7, 'with %0A at its end', (path) => `${path}%0A`),
  ofPath('url-trailing-space', 7, 'with %0D%0A at its end', (path) => `${path}%0D%0A`),
  ofPath('url-trailing-space', 7, 'with %09 at its end', (path) => `${path}%09`),
  ofPath(
    'url-trailing-space',
    7,
    'with a zero-width space (%E2%80%8B) at its end',
    (path) => `${path}%E2%80%8B`,
  ),
  ...[1, 2, 3, 4].map((place) =>
    ofPath('url-path-encoding', 7, `the / after segment ${place} as %2F`, (path) => escapeSlash(path, place)),
  ),
  ofPath('url-path-rewritten', 6, 'without the index file', (path) =>
    path.replace(/(?:index|default)\.[a-z]{2,5}$/i, ''),
  ),
  ofPath('url-path-rewritten', 7, 'without its extension', (path) => path.replace(/\.[a-z]{2,5}$/i, '')),
  ofPath('url-path-rewritten', 8, 'with .php at its end', (path) => `${path}.php`),
  ofPath('url-path-rewritten', 8, 'with .json at its end', (path) => `${path}.json`),
  ofPath('url-path-rewritten', 8, 'with .xml at its end', (path) => `${path}.xml`),
  ofPath('url-path-encoding', 6, '% as %25', (path) => path.replaceAll('%', '%25')),
  ofPath('url-path-encoding', 6, '%25 as %', (path) => path.replaceAll('%25', '%')),
  ...escapeCases('path', 'url-path-encoding'),
  ofPath('url-path-encoding', 6, '%20 as +', (path) => path.replaceAll('%20', '+')),
  ofPath('url-path-encoding', 6, '+ as %20', (path) => path.replaceAll('+', '%20')),
  ofPath('url-path-encoding', 7, 'in Unicode form C', (path) => encodeURI(decodeURI(path).normalize('NFC'))),
  ofPath('url-path-encoding', 7, 'in Unicode form D', (path) => encodeURI(decodeURI(path).normalize('NFD'))),
  ofPath('url-path-parameters', 6, 'without parameters after a semicolon', (path) =>
    path.replace(/;[^/]*/g, ''),
  ),
  ofPath('url-trailing-slash', 7, 'without all slashes at its end', withoutLastSlashes),
  ofPath('url-path-encoding', 5, '%2F as /', (path) => path.replace(/%2f/gi, '/')),
  ofPath('url-path-encoding', 5, 'its last / as %2F', (path) => path.replace(/(?<=.)\/(?=[^/]*$)/, '%2F')),
  ofPath('url-path-encoding', 6, 'each / but the first as %2F', (path) => path.replace(/(?<=.)\//g, '%2F')),
  ...toggledEscapes('path', 'url-path-encoding', 5, '~'),
  ...toggledEscapes('path', 'url-path-encoding', 7, ":@,;=&$!*'()+"),
];

function ofPath(
  code: FindingCode,
  rank: number,
  label: string,
  rewrite: (path: string) => string | undefined,
): UrlChange {
  return respelled('path', code, rank, label, rewrite);
}

function escapeSlash(path: string, place: number): string | undefined {
  const segments = path.split('/', 12);
  if (segments.length === 12 || segments.length <= place + 2) return undefined;
  return [
    ...segments.slice(0, place),
    `${segments[place] ?? ''}%2F${segments[place + 1] ?? ''}`,
    ...segments.slice(place + 2),
  ].join('/');
}

function toggleLastSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
}

function withoutLastSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end--;
  return path.slice(0, end);
}

function bySegment(path: string, rewrite: (segment: string) => string): string {
  return path.split('/').map(rewrite).join('/');
}

function withoutDotSegments(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.length = Math.max(1, kept.length - 1);
    else if (segment !== '.') kept.push(segment);
  }
  return /\/\.{1,2}$/.test(path) ? `${kept.join('/')}/` : kept.join('/');
}
