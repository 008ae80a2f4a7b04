import { printableText } from '../printable-text.js';
import { sortedBy } from '../sorted-by.js';
import { shownNameOf } from '../signature-internals.js';
import { ofUrl, type UrlChange } from './url-change.js';
import type { UrlParts } from './url-parts.js';

/** Five parameters have 120 orders, and six have 720. Each order needs an HMAC. */
const MAX_PERMUTED = 5;
const MAX_DROPPED = 12;
const MAX_SEGMENTS = 6;
/** Parameters that trackers, tunnels and caches add to a URL. */
const ADDED_BY_OTHERS =
  /^(?:utm_|fbclid|gclid|dclid|msclkid|mc_[ce]id|_ga|_gl|igshid|yclid|ttclid|ref|_|cb|ts|v|nocache|cache|ngrok)/i;

/** Returns changes that reorder, drop or add parameters of the query. */
export function parameterChanges(here: UrlParts): UrlChange[] {
  const parameters = here.query.length < 2 ? [] : here.query.slice(1).split('&', 1_000);
  return [
    ...orderChanges(parameters),
    ...(parameters.length < 2 ? [] : droppedChanges(parameters)),
    ...pathNameChanges(here),
  ];
}

function orderChanges(parameters: readonly string[]): UrlChange[] {
  if (parameters.length < 2) return [];
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

function order(
  rank: number,
  label: string,
  rearrange: (all: readonly string[]) => readonly string[],
): UrlChange {
  return ofUrl('url-query-order', 'query', rank, label, ({ query }) =>
    query.length < 2 ? undefined : { query: `?${rearrange(query.slice(1).split('&')).join('&')}` },
  );
}

/** Returns the orders of a list of this length, or an empty list if the length is 1 or too large. */
function permutations(length: number): number[][] {
  if (length < 2 || length > MAX_PERMUTED) return [];
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

function droppedChanges(parameters: readonly string[]): UrlChange[] {
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

function without(rank: number, label: string, isDropped: (name: string, at: number) => boolean): UrlChange {
  return ofUrl('url-query-extra', 'query', rank, `without ${printableText(label, 40)}`, ({ query }) => {
    const parameters = query.slice(1).split('&');
    const kept = parameters.filter((parameter, at) => !isDropped(nameOf(parameter), at));
    return kept.length === 0 ? undefined : { query: `?${kept.join('&')}` };
  });
}

function withoutRepeats(): UrlChange {
  return ofUrl('url-query-extra', 'query', 4, 'without repeated parameters', ({ query }) => {
    return { query: `?${[...new Set(query.slice(1).split('&'))].join('&')}` };
  });
}

/** A router may have rewritten `?tenant=7` to `/tenant/7`. */
function pathNameChanges({ path }: UrlParts): UrlChange[] {
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
