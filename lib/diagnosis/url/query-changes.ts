import type { FindingCode } from '../catalogue/catalogue.js';
import { escapeCases, respelled, toggledEscapes, withoutLastSpaces, type UrlChange } from './url-change.js';
import { parameterChanges } from './query-parameter-changes.js';
import type { UrlParts } from './url-parts.js';

const QUERY_CHANGES: readonly UrlChange[] = [
  respelled('query', 'url-query-mark', 3, 'without a bare question mark', (query) =>
    query === '?' ? '' : undefined,
  ),
  respelled('query', 'url-query-mark', 4, 'a bare question mark', (query) =>
    query === '' ? '?' : undefined,
  ),
  ofQuery('url-query-encoding', 3, '+ as %20', (query) => query.replaceAll('+', '%20')),
  ofQuery('url-query-encoding', 3, '%20 as +', (query) => query.replaceAll('%20', '+')),
  ofQuery('url-query-encoding', 3, 'as URLSearchParams writes it', (query) =>
    new URLSearchParams(query).toString(),
  ),
  ofQuery('url-query-encoding', 3, 'each name and value encoded', encodeEachComponent),
  ofQuery('url-query-encoding', 4, 'each name and value encoded as RFC 3986 does', encodeStrictly),
  ofQuery('url-query-encoding', 4, 'each name and value encoded, + as itself', (query) =>
    encodeEachComponent(query.replaceAll('+', '%2B')),
  ),
  respelled('query', 'url-query-encoding', 4, 'encoded as by encodeURI', encodeURI),
  ofQuery('url-query-encoding', 4, 'decoded', decodeURIComponent),
  ofQuery('url-query-encoding', 4, 'decoded as a form', (query) =>
    decodeURIComponent(query.replaceAll('+', ' ')),
  ),
  respelled(
    'query',
    'url-query-encoding',
    4,
    'encoded as by new URL',
    (query) => new URL(`http://host/${query}`).search,
  ),
  respelled('query', 'url-query-extra', 4, 'none', () => ''),
  ofQuery('url-ampersand', 4, '&amp; as &', (query) => query.replace(/&(?:amp;)+/g, '&')),
  ofQuery('url-ampersand', 4, '& as &amp;', (query) => query.replace(/&(?!amp;)/g, '&amp;')),
  ofQuery('url-ampersand', 6, '& as %26amp%3B', (query) => query.replace(/&(?!amp;)/g, '%26amp%3B')),
  ofQuery('url-query-encoding', 5, 'empty values without =', (query) => query.replace(/=(?=&|$)/g, '')),
  ofQuery('url-query-encoding', 5, 'empty values with =', (query) =>
    query.replace(/(^|&)([^&=]+)(?=&|$)/g, '$1$2='),
  ),
  ofQuery('url-query-encoding', 6, '%25 as %', (query) => query.replaceAll('%25', '%')),
  ofQuery('url-query-encoding', 6, '% as %25', (query) => query.replaceAll('%', '%25')),
  ...escapeCases('query', 'url-query-encoding'),
  ofQuery('url-query-encoding', 6, '; as &', (query) => query.replaceAll(';', '&')),
  ofQuery('url-query-encoding', 7, '& as ;', (query) => query.replaceAll('&', ';')),
  ofQuery('url-query-encoding', 6, 'without empty parameters', (query) =>
    query.split('&').filter(Boolean).join('&'),
  ),
  ofQuery('url-query-encoding', 7, 'with & at its end', (query) => `${query}&`),
  ofQuery('url-query-encoding', 6, 'lists without brackets', (query) =>
    query.replace(/(?:\[[0-9]*\]|%5B[0-9]*%5D)(?==)/gi, ''),
  ),
  ofQuery('url-query-encoding', 6, 'lists with brackets', withBrackets),
  ofQuery('url-query-encoding', 6, 'a comma as a repeated parameter', (query) => splitLists(query, ',')),
  ofQuery('url-query-encoding', 7, '%2C as a repeated parameter', (query) => splitLists(query, '%2C')),
  ofQuery('url-query-encoding', 7, 'in lower case', (query) => query.toLowerCase()),
  ofQuery('url-query-encoding', 7, 'names in lower case', lowerCaseNames),
  respelled('query', 'url-trailing-space', 4, 'without white space at its end', withoutLastSpaces),
  ofQuery('url-trailing-space', 5, 'with %20 at its end', (query) => `${query}%20`),
  ofQuery('url-trailing-space', 5, 'with a space at its end', (query) => `${query} `),
  ofQuery('url-trailing-space', 7, 'with + at its end', (query) => `${query}+`),
  ...toggledEscapes('query', 'url-query-encoding', 4, "'/:,@~"),
  ...toggledEscapes('query', 'url-query-encoding', 6, ' !()*[]|;$"{}'),
];

/** If there is no query, the only change is a bare question mark. */
const EMPTY_QUERY_CHANGES = QUERY_CHANGES.filter(({ code }) => code === 'url-query-mark');

/** Returns changes of the encoding, of the order and of the parameters of the query. */
export function queryChanges(here: UrlParts): UrlChange[] {
  return here.query === ''
    ? [...EMPTY_QUERY_CHANGES, ...parameterChanges(here)]
    : [...QUERY_CHANGES, ...parameterChanges(here)];
}

/** Changes the query after its question mark, if there is one. */
function ofQuery(
  code: FindingCode,
  rank: number,
  label: string,
  rewrite: (query: string) => string,
): UrlChange {
  return respelled('query', code, rank, label, (query) =>
    query.length < 2 ? undefined : `?${rewrite(query.slice(1))}`,
  );
}

function encodeEachComponent(query: string): string {
  const pairs = [...new URLSearchParams(query)];
  return pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
}

function encodeStrictly(query: string): string {
  return encodeEachComponent(query).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function withBrackets(query: string): string {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const parameter of query.split('&')) {
    const name = parameter.split('=', 1)[0] ?? '';
    if (seen.has(name)) repeated.add(name);
    seen.add(name);
  }
  return query.replace(/(^|&)([^&=]+)=/g, (all, start: string, name: string) =>
    repeated.has(name) ? `${start}${name}[]=` : all,
  );
}

function splitLists(query: string, separator: string): string {
  return query
    .split('&')
    .map((parameter) => {
      const [name = '', ...value] = parameter.split('=');
      return value
        .join('=')
        .split(separator)
        .map((each) => `${name}=${each}`)
        .join('&');
    })
    .join('&');
}

function lowerCaseNames(query: string): string {
  return query.replace(/(^|&)[^&=]+/g, (name) => name.toLowerCase());
}
