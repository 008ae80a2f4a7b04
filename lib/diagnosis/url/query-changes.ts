import {
  lowerCaseEscapes,
  type Rewriting,
  rewritings,
  toggledEscapes,
  upperCaseEscapes,
  withoutLastSpaces,
  type UrlChange,
} from './url-change.js';
import { parameterChanges } from './query-parameter-changes.js';
import type { UrlParts } from './url-parts.js';

const REWRITINGS: readonly Rewriting[] = [
  ['url-query-mark', 3, 'without a bare question mark', (query) => (query === '?' ? '' : undefined)],
  ['url-query-mark', 4, 'a bare question mark', (query) => (query === '' ? '?' : undefined)],
  ['url-query-encoding', 3, '+ as %20', onQuery((query) => query.replaceAll('+', '%20'))],
  ['url-query-encoding', 3, '%20 as +', onQuery((query) => query.replaceAll('%20', '+'))],
  [
    'url-query-encoding',
    3,
    'as URLSearchParams writes it',
    onQuery((query) => new URLSearchParams(query).toString()),
  ],
  ['url-query-encoding', 3, 'each name and value encoded', onQuery(encodeEachComponent)],
  ['url-query-encoding', 4, 'each name and value encoded as RFC 3986 does', onQuery(encodeStrictly)],
  [
    'url-query-encoding',
    4,
    'each name and value encoded, + as itself',
    onQuery((query) => encodeEachComponent(query.replaceAll('+', '%2B'))),
  ],
  ['url-query-encoding', 4, 'encoded as by encodeURI', encodeURI],
  ['url-query-encoding', 4, 'decoded', onQuery(decodeURIComponent)],
  [
    'url-query-encoding',
    4,
    'decoded as a form',
    onQuery((query) => decodeURIComponent(query.replaceAll('+', ' '))),
  ],
  ['url-query-encoding', 4, 'encoded as by new URL', (query) => new URL(`http://host/${query}`).search],
  ['url-query-extra', 4, 'none', () => ''],
  ['url-ampersand', 4, '&amp; as &', onQuery((query) => query.replace(/&(?:amp;)+/g, '&'))],
  ['url-ampersand', 4, '& as &amp;', onQuery((query) => query.replace(/&(?!amp;)/g, '&amp;'))],
  ['url-ampersand', 6, '& as %26amp%3B', onQuery((query) => query.replace(/&(?!amp;)/g, '%26amp%3B'))],
  ['url-query-encoding', 5, 'empty values without =', onQuery((query) => query.replace(/=(?=&|$)/g, ''))],
  [
    'url-query-encoding',
    5,
    'empty values with =',
    onQuery((query) => query.replace(/(^|&)([^&=]+)(?=&|$)/g, '$1$2=')),
  ],
  ['url-query-encoding', 6, '%25 as %', onQuery((query) => query.replaceAll('%25', '%'))],
  ['url-query-encoding', 6, '% as %25', onQuery((query) => query.replaceAll('%', '%25'))],
  ['url-query-encoding', 6, 'escapes in upper case', upperCaseEscapes],
  ['url-query-encoding', 6, 'escapes in lower case', lowerCaseEscapes],
  ['url-query-encoding', 6, '; as &', onQuery((query) => query.replaceAll(';', '&'))],
  ['url-query-encoding', 7, '& as ;', onQuery((query) => query.replaceAll('&', ';'))],
  [
    'url-query-encoding',
    6,
    'without empty parameters',
    onQuery((query) => query.split('&').filter(Boolean).join('&')),
  ],
  ['url-query-encoding', 7, 'with & at its end', onQuery((query) => `${query}&`)],
  [
    'url-query-encoding',
    6,
    'lists without brackets',
    onQuery((query) => query.replace(/(?:\[[0-9]*\]|%5B[0-9]*%5D)(?==)/gi, '')),
  ],
  ['url-query-encoding', 6, 'lists with brackets', onQuery(withBrackets)],
  ['url-query-encoding', 6, 'a comma as a repeated parameter', onQuery((query) => splitLists(query, ','))],
  ['url-query-encoding', 7, '%2C as a repeated parameter', onQuery((query) => splitLists(query, '%2C'))],
  ['url-query-encoding', 7, 'in lower case', onQuery((query) => query.toLowerCase())],
  ['url-query-encoding', 7, 'names in lower case', onQuery(lowerCaseNames)],
  ['url-trailing-space', 4, 'without white space at its end', withoutLastSpaces],
  ['url-trailing-space', 5, 'with %20 at its end', onQuery((query) => `${query}%20`)],
  ['url-trailing-space', 5, 'with a space at its end', onQuery((query) => `${query} `)],
  ['url-trailing-space', 7, 'with + at its end', onQuery((query) => `${query}+`)],
  ...toggledEscapes('url-query-encoding', 4, "'/:,@~"),
  ...toggledEscapes('url-query-encoding', 6, ' !()*[]|;$"{}'),
];

const QUERY_CHANGES = rewritings('query', REWRITINGS);
/** If there is no query, the only change is a bare question mark. */
const EMPTY_QUERY_CHANGES = QUERY_CHANGES.filter(({ code }) => code === 'url-query-mark');

/** Returns changes of the encoding, of the order and of the parameters of the query. */
export function queryChanges(here: UrlParts): UrlChange[] {
  return here.query === ''
    ? [...EMPTY_QUERY_CHANGES, ...parameterChanges(here)]
    : [...QUERY_CHANGES, ...parameterChanges(here)];
}

function onQuery(rewrite: (query: string) => string): (query: string) => string | undefined {
  return (query) => (query.length < 2 ? undefined : `?${rewrite(query.slice(1))}`);
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
