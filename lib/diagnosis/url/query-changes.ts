import type { Change } from '../candidate.js';
import type { FindingCode } from '../catalogue/catalogue.js';
import { printableText } from '../printable-text.js';
import { sortedBy } from '../sorted-by.js';
import { shownNameOf } from '../../signature/internal.js';
import { escapeCases, ofUrl, respelled, toggledEscapes, withoutLastSpaces } from './url-change.js';
import type { UrlParts } from './url-parts.js';

/** Five parameters have 120 orders, and six have 720. Each order needs an HMAC. */
const MAX_PERMUTED = 5;
const MAX_DROPPED = 12;
const MAX_SEGMENTS = 6;
/** Parameters that trackers, tunnels and caches add to a URL. */
const ADDED_BY_OTHERS =
  /^(?:utm_|fbclid|gclid|dclid|msclkid|mc_[ce]id|_ga|_gl|igshid|yclid|ttclid|ref|_|cb|ts|v|nocache|cache|ngrok)/i;

const QUERY_CHANGES: readonly Change[] = [
  respelled('query', 'url-query-mark', 3, 'without a bare question mark', (query) =>
    query === '?' ? '' : undefined,
  ),
  respelled('query', 'url-query-mark', 4, 'a bare question mark', (query) =>
    query === '' ? '?' : undefined,
  ),
  encodedQuery(3, '+ as %20', (query) => query.replaceAll('+', '%20')),
  encodedQuery(3, '%20 as +', (query) => query.replaceAll('%20', '+')),
  encodedQuery(3, 'as URLSearchParams writes it', (query) => new URLSearchParams(query).toString()),
  encodedQuery(3, 'each name and value encoded', encodeEachComponent),
  encodedQuery(4, 'each name and value encoded as RFC 3986 does', encodeStrictly),
  encodedQuery(4, 'each name and value encoded, + as itself', (query) =>
    encodeEachComponent(query.replaceAll('+', '%2B')),
  ),
  respelled('query', 'url-query-encoding', 4, 'encoded as by encodeURI', encodeURI),
  encodedQuery(4, 'decoded', decodeURIComponent),
  encodedQuery(4, 'decoded as a form', (query) => decodeURIComponent(query.replaceAll('+', ' '))),
  respelled('query', 'url-query-encoding', 4, 'encoded as by new URL', encodeAsUrl),
  respelled('query', 'url-query-extra', 4, 'none', () => ''),
  ofQuery('url-ampersand', 4, '&amp; as &', (query) => query.replace(/&(?:amp;)+/g, '&')),
  ofQuery('url-ampersand', 4, '& as &amp;', (query) => query.replace(/&(?!amp;)/g, '&amp;')),
  ofQuery('url-ampersand', 6, '& as %26amp%3B', (query) => query.replace(/&(?!amp;)/g, '%26amp%3B')),
  encodedQuery(5, 'empty values without =', (query) => query.replace(/=(?=&|$)/g, '')),
  encodedQuery(5, 'empty values with =', (query) => query.replace(/(^|&)([^&=]+)(?=&|$)/g, '$1$2=')),
  encodedQuery(6, '%25 as %', (query) => query.replaceAll('%25', '%')),
  encodedQuery(6, '% as %25', (query) => query.replaceAll('%', '%25')),
  ...escapeCases('query'),
  encodedQuery(6, '; as &', (query) => query.replaceAll(';', '&')),
  encodedQuery(7, '& as ;', (query) => query.replaceAll('&', ';')),
  encodedQuery(6, 'without empty parameters', (query) => query.split('&').filter(Boolean).join('&')),
  encodedQuery(7, 'with & at its end', (query) => `${query}&`),
  encodedQuery(6, 'lists without brackets', (query) =>
    query.replace(/(?:\[[0-9]*\]|%5B[0-9]*%5D)(?==)/gi, ''),
  ),
  encodedQuery(6, 'lists with brackets', withBrackets),
  encodedQuery(6, 'a comma as a repeated parameter', (query) => splitLists(query, ',')),
  encodedQuery(7, '%2C as a repeated parameter', (query) => splitLists(query, '%2C')),
  encodedQuery(7, 'in lower case', (query) => query.toLowerCase()),
  encodedQuery(7, 'names in lower case', lowerCaseNames),
  respelled('query', 'url-trailing-space', 4, 'without white space at its end', withoutLastSpaces),
  ofQuery('url-trailing-space', 5, 'with %20 at its end', (query) => `${query}%20`),
  ofQuery('url-trailing-space', 5, 'with a space at its end', (query) => `${query} `),
  ofQuery('url-trailing-space', 7, 'with + at its end', (query) => `${query}+`),
  ...toggledEscapes('query', 4, "'/:,@~"),
  ...toggledEscapes('query', 6, ' !()*[]|;$"{}'),
];

/** If there is no query, the only change is a bare question mark. */
const EMPTY_QUERY_CHANGES = QUERY_CHANGES.filter(({ code }) => code === 'url-query-mark');

/** Returns changes of the encoding, of the order and of the parameters of the query. */
export function queryChanges(here: UrlParts): Change[] {
  const parameters = here.query.length < 2 ? [] : here.query.slice(1).split('&', 1_000);
  return [
    ...(here.query === '' ? EMPTY_QUERY_CHANGES : QUERY_CHANGES),
    ...(parameters.length < 2 ? [] : [...orderChanges(parameters), ...droppedChanges(parameters)]),
    ...pathNameChanges(here),
  ];
}

/** Changes the query after its question mark, if there is one. */
function ofQuery(code: FindingCode, rank: number, label: string, rewrite: (query: string) => string): Change {
  return respelled('query', code, rank, label, (query) =>
    query.length < 2 ? undefined : `?${rewrite(query.slice(1))}`,
  );
}

function encodedQuery(rank: number, label: string, rewrite: (query: string) => string): Change {
  return ofQuery('url-query-encoding', rank, label, rewrite);
}

function encodeAsUrl(query: string): string {
  return new URL(`http://host/${query}`).search;
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
    const name = nameOf(parameter);
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

function orderChanges(parameters: readonly string[]): Change[] {
  return [
    order(4, 'sorted', (all) => [...all].sort()),
    order(5, 'sorted by name', (all) => sortedBy(all, nameOf)),
    order(5, 'sorted without regard to case', (all) => sortedBy(all, (each) => each.toLowerCase())),
    order(5, 'reversed', (all) => [...all].reverse()),
    ...permutations(parameters.length).map((places, index) =>
      order(5 + Math.floor(index / 60), `order ${places.map((place) => place + 1).join('')}`, (all) =>
        all.length === places.length ? places.map((place) => all[place] ?? '') : all,
      ),
    ),
  ];
}

function order(rank: number, label: string, rearrange: (all: string[]) => readonly string[]): Change {
  return ofQuery('url-query-order', rank, label, (query) => rearrange(query.split('&')).join('&'));
}

/** Returns the orders of a list of this length, or an empty list if the length is too large. */
function permutations(length: number): number[][] {
  if (length > MAX_PERMUTED) return [];
  let all: number[][] = [[]];
  for (let count = 0; count < length; count++) {
    all = all.flatMap((places) =>
      Array.from({ length }, (_, place) => place)
        .filter((place) => !places.includes(place))
        .map((place) => [...places, place]),
    );
  }
  return all;
}

function droppedChanges(parameters: readonly string[]): Change[] {
  const single = parameters.slice(0, MAX_DROPPED).map((parameter, index) => {
    const label = shownNameOf(parameter) ?? `parameter ${index + 1}`;
    const rank = ADDED_BY_OTHERS.test(nameOf(parameter)) ? 3 : 5;
    return without(rank, label, (_, at) => at === index);
  });
  const cuts = parameters.slice(1, MAX_DROPPED).map((_, index) => index);
  return [
    without(3, 'those of trackers, tunnels and caches', (name) => ADDED_BY_OTHERS.test(name)),
    withoutRepeats(),
    ...single,
    ...cuts.map((cut) => without(5, `all after the first ${cut + 1}`, (_, at) => at > cut)),
    ...cuts.map((cut) => without(6, `the first ${cut + 1}`, (_, at) => at <= cut)),
  ];
}

function without(rank: number, label: string, isDropped: (name: string, at: number) => boolean): Change {
  return ofUrl('url-query-extra', 'query', rank, `without ${printableText(label, 40)}`, ({ query }) => {
    const parameters = query.slice(1).split('&');
    const kept = parameters.filter((parameter, at) => !isDropped(nameOf(parameter), at));
    return kept.length === 0 ? undefined : { query: `?${kept.join('&')}` };
  });
}

function withoutRepeats(): Change {
  return ofUrl('url-query-extra', 'query', 4, 'without repeated parameters', ({ query }) => {
    return { query: `?${[...new Set(query.slice(1).split('&'))].join('&')}` };
  });
}

/** A router may have rewritten `?tenant=7` to `/tenant/7`. */
function pathNameChanges({ path }: UrlParts): Change[] {
  const segments = path.split('/', MAX_SEGMENTS + 1).filter((segment) => segment !== '');
  return segments.slice(0, -1).map((name, index) => {
    const parameter = `${name}=${segments[index + 1] ?? ''}`;
    return ofUrl('url-query-missing', 'query', 7, `with ${printableText(name, 40)}=…`, ({ query }) => {
      return { query: query.length < 2 ? `?${parameter}` : `${query}&${parameter}` };
    });
  });
}

function nameOf(parameter: string): string {
  return parameter.split('=', 1)[0] ?? '';
}
