import {
  type Rewriting,
  rewritings,
  lowerCaseEscapes,
  toggledEscapes,
  upperCaseEscapes,
  withoutLastSpaces,
  type UrlChange,
} from './url-change.js';

const REWRITINGS: readonly Rewriting[] = [
  ['url-trailing-slash', 2, 'a slash more or less at its end', toggleLastSlash],
  ['url-double-slash', 3, 'double slashes as one', (path) => path.replace(/\/{2,}/g, '/')],
  [
    'url-double-slash',
    4,
    'a double slash at its start',
    (path) => (path.startsWith('/') ? `/${path}` : undefined),
  ],
  ['url-path-encoding', 4, 'decoded', decodeURIComponent],
  ['url-path-encoding', 4, 'encoded as by encodeURI', encodeURI],
  ['url-path-encoding', 5, 'decoded and encoded as by encodeURI', (path) => encodeURI(decodeURI(path))],
  ['url-path-encoding', 5, 'encoded as by new URL', (path) => new URL(`http://host${path}`).pathname],
  [
    'url-path-encoding',
    5,
    'each segment encoded',
    (path) => bySegment(path, (each) => encodeURIComponent(decodeURIComponent(each))),
  ],
  ['url-path-case', 4, 'in lower case', (path) => path.toLowerCase()],
  ['url-path-case', 8, 'in upper case', (path) => path.toUpperCase()],
  [
    'url-path-case',
    6,
    'the first letter of each segment in upper case',
    (path) => path.replace(/(^|\/)[a-z]/g, (start) => start.toUpperCase()),
  ],
  ['url-dot-segments', 4, 'without dot segments', withoutDotSegments],
  ['url-dot-segments', 7, 'after /.', (path) => `/.${path}`],
  ['url-trailing-space', 4, 'without white space at its end', withoutLastSpaces],
  ['url-trailing-space', 5, 'with %20 at its end', (path) => `${path}%20`],
  ['url-trailing-space', 5, 'with a space at its end', (path) => `${path} `],
  ['url-trailing-space', 7, 'with a line feed at its end', (path) => `${path}\n`],
  ['url-trailing-space', 7, 'with %0A at its end', (path) => `${path}%0A`],
  ['url-trailing-space', 7, 'with %0D%0A at its end', (path) => `${path}%0D%0A`],
  ['url-trailing-space', 7, 'with %09 at its end', (path) => `${path}%09`],
  ['url-trailing-space', 7, 'with a zero-width space (%E2%80%8B) at its end', (path) => `${path}%E2%80%8B`],
  ...[1, 2, 3, 4].map((place): Rewriting => [
    'url-path-encoding',
    7,
    `the / after segment ${place} as %2F`,
    (path) => escapeSlash(path, place),
  ]),
  [
    'url-path-rewritten',
    6,
    'without the index file',
    (path) => path.replace(/(?:index|default)\.[a-z]{2,5}$/i, ''),
  ],
  ['url-path-rewritten', 7, 'without its extension', (path) => path.replace(/\.[a-z]{2,5}$/i, '')],
  ['url-path-rewritten', 8, 'with .php at its end', (path) => `${path}.php`],
  ['url-path-rewritten', 8, 'with .json at its end', (path) => `${path}.json`],
  ['url-path-rewritten', 8, 'with .xml at its end', (path) => `${path}.xml`],
  ['url-path-encoding', 6, '% as %25', (path) => path.replaceAll('%', '%25')],
  ['url-path-encoding', 6, '%25 as %', (path) => path.replaceAll('%25', '%')],
  ['url-path-encoding', 6, 'escapes in upper case', upperCaseEscapes],
  ['url-path-encoding', 6, 'escapes in lower case', lowerCaseEscapes],
  ['url-path-encoding', 6, '%20 as +', (path) => path.replaceAll('%20', '+')],
  ['url-path-encoding', 6, '+ as %20', (path) => path.replaceAll('+', '%20')],
  ['url-path-encoding', 7, 'in Unicode form C', (path) => encodeURI(decodeURI(path).normalize('NFC'))],
  ['url-path-encoding', 7, 'in Unicode form D', (path) => encodeURI(decodeURI(path).normalize('NFD'))],
  ['url-path-parameters', 6, 'without parameters after a semicolon', (path) => path.replace(/;[^/]*/g, '')],
  ['url-trailing-slash', 7, 'without all slashes at its end', withoutLastSlashes],
  ['url-path-encoding', 5, '%2F as /', (path) => path.replace(/%2f/gi, '/')],
  ['url-path-encoding', 5, 'its last / as %2F', (path) => path.replace(/(?<=.)\/(?=[^/]*$)/, '%2F')],
  ['url-path-encoding', 6, 'each / but the first as %2F', (path) => path.replace(/(?<=.)\//g, '%2F')],
  ...toggledEscapes('url-path-encoding', 5, '~'),
  ...toggledEscapes('url-path-encoding', 7, ":@,;=&$!*'()+"),
];

/** Different spellings of the path. */
export const PATH_CHANGES: readonly UrlChange[] = rewritings('path', REWRITINGS);

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
