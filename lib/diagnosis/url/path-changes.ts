import type { Change } from '../candidate.js';
import type { FindingCode } from '../catalogue/catalogue.js';
import { escapeCases, respelled, toggledEscapes, withoutLastSpaces } from './url-change.js';

/** Different spellings of the path. */
export const PATH_CHANGES: readonly Change[] = [
  ofPath('url-trailing-slash', 2, 'a slash more or less at its end', toggleLastSlash),
  ofPath('url-double-slash', 3, 'double slashes as one', (path) => path.replace(/\/{2,}/g, '/')),
  ofPath('url-double-slash', 4, 'a double slash at its start', (path) =>
    path.startsWith('/') ? `/${path}` : undefined,
  ),
  ...[1, 2, 3, 4].map((place) =>
    ofPath('url-double-slash', 6, `a double slash after segment ${place}`, (path) =>
      doubleSlash(path, place),
    ),
  ),
  encodedPath(4, 'decoded', decodeURIComponent),
  encodedPath(4, 'encoded as by encodeURI', encodeURI),
  encodedPath(5, 'decoded and encoded as by encodeURI', (path) => encodeURI(decodeURI(path))),
  encodedPath(5, 'encoded as by new URL', (path) => new URL(`http://host${path}`).pathname),
  encodedPath(5, 'each segment encoded', (path) =>
    path
      .split('/')
      .map((segment) => encodeURIComponent(decodeURIComponent(segment)))
      .join('/'),
  ),
  ofPath('url-path-case', 4, 'in lower case', (path) => path.toLowerCase()),
  ofPath('url-path-case', 8, 'in upper case', (path) => path.toUpperCase()),
  ofPath('url-path-case', 6, 'the first letter of each segment in upper case', (path) =>
    path.replace(/(^|\/)[a-z]/g, (start) => start.toUpperCase()),
  ),
  ofPath('url-dot-segments', 4, 'without dot segments', withoutDotSegments),
  ofPath('url-dot-segments', 7, 'after /.', (path) => `/.${path}`),
  ofPath('url-trailing-space', 4, 'without white space at its end', withoutLastSpaces),
  withEnding('url-trailing-space', 5, '%20'),
  withEnding('url-trailing-space', 5, ' ', 'a space'),
  withEnding('url-trailing-space', 7, '\n', 'a line feed'),
  ...['%0A', '%0D%0A', '%09'].map((ending) => withEnding('url-trailing-space', 7, ending)),
  withEnding('url-trailing-space', 7, '%E2%80%8B', 'a zero-width space (%E2%80%8B)'),
  ...[1, 2, 3, 4].map((place) =>
    encodedPath(7, `the / after segment ${place} as %2F`, (path) => escapeSlash(path, place)),
  ),
  ofPath('url-path-rewritten', 6, 'without the index file', (path) =>
    path.replace(/(?:index|default)\.[a-z]{2,5}$/i, ''),
  ),
  ofPath('url-path-rewritten', 7, 'without its extension', (path) => path.replace(/\.[a-z]{2,5}$/i, '')),
  ...['.php', '.json', '.xml'].map((ending) => withEnding('url-path-rewritten', 8, ending)),
  encodedPath(6, '% as %25', (path) => path.replaceAll('%', '%25')),
  encodedPath(6, '%25 as %', (path) => path.replaceAll('%25', '%')),
  ...escapeCases('path'),
  encodedPath(6, '%20 as +', (path) => path.replaceAll('%20', '+')),
  encodedPath(6, '+ as %20', (path) => path.replaceAll('+', '%20')),
  encodedPath(7, 'in Unicode form C', (path) => encodeURI(decodeURI(path).normalize('NFC'))),
  encodedPath(7, 'in Unicode form D', (path) => encodeURI(decodeURI(path).normalize('NFD'))),
  ofPath('url-path-parameters', 6, 'without parameters after a semicolon', (path) =>
    path.replace(/;[^/]*/g, ''),
  ),
  ofPath('url-trailing-slash', 7, 'without all slashes at its end', withoutLastSlashes),
  encodedPath(5, '%2F as /', (path) => path.replace(/%2f/gi, '/')),
  encodedPath(5, 'its last / as %2F', (path) => path.replace(/(?<=.)\/(?=[^/]*$)/, '%2F')),
  encodedPath(6, 'each / but the first as %2F', (path) => path.replace(/(?<=.)\//g, '%2F')),
  ...toggledEscapes('path', 5, '~'),
  ...toggledEscapes('path', 7, ":@,;=&$!*'()+"),
];

type Rewrite = (path: string) => string | undefined;

function ofPath(code: FindingCode, rank: number, label: string, rewrite: Rewrite): Change {
  return respelled('path', code, rank, label, rewrite);
}

function encodedPath(rank: number, label: string, rewrite: Rewrite): Change {
  return ofPath('url-path-encoding', rank, label, rewrite);
}

function withEnding(code: FindingCode, rank: number, ending: string, shown = ending): Change {
  return ofPath(code, rank, `with ${shown} at its end`, (path) => path + ending);
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

/** Reverts what nginx does with `merge_slashes`. */
function doubleSlash(path: string, place: number): string | undefined {
  const segments = path.split('/', 12);
  if (segments.length === 12 || segments.length <= place + 1) return undefined;
  return [...segments.slice(0, place + 1), '', ...segments.slice(place + 1)].join('/');
}

function toggleLastSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
}

function withoutLastSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end--;
  return path.slice(0, end);
}

function withoutDotSegments(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.length = Math.max(1, kept.length - 1);
    else if (segment !== '.') kept.push(segment);
  }
  return /\/\.{1,2}$/.test(path) ? `${kept.join('/')}/` : kept.join('/');
}
