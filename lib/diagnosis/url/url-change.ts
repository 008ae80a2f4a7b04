import type { Candidate, Change } from '../candidate.js';
import type { FindingCode } from '../catalogue/catalogue.js';
import { joinUrl, type UrlParts } from './url-parts.js';

/** Returns a change of the URL. `rewrite` returns `undefined` or throws if the change does not fit the URL. */
export function ofUrl(
  code: FindingCode,
  aspect: keyof UrlParts,
  rank: number,
  label: string,
  rewrite: (url: UrlParts) => Partial<UrlParts> | undefined,
): Change {
  return {
    code,
    aspect,
    rank,
    label,
    cost: ({ parts, url }) => (parts ? url.length : undefined),
    apply: (candidate) => {
      const changed = candidate.parts && rewrite(candidate.parts);
      return changed && withUrl(candidate, changed);
    },
  };
}

export function withUrl(candidate: Candidate, changed: Partial<UrlParts>): Candidate | undefined {
  const parts = candidate.parts && { ...candidate.parts, ...changed };
  return parts && { ...candidate, parts, url: joinUrl(parts) };
}

/** Returns a different spelling of a path or a query. */
export function respelled(
  aspect: 'path' | 'query',
  code: FindingCode,
  rank: number,
  label: string,
  rewrite: (text: string) => string | undefined,
): Change {
  return ofUrl(code, aspect, rank, label, (url) => {
    const text = rewrite(url[aspect]);
    return text === undefined ? undefined : { [aspect]: text };
  });
}

/** Returns a different encoding of a path or a query. */
function encoded(
  aspect: 'path' | 'query',
  rank: number,
  label: string,
  rewrite: (text: string) => string | undefined,
): Change {
  return respelled(aspect, `url-${aspect}-encoding`, rank, label, rewrite);
}

/** Returns the change of all escapes to upper case, and to lower case. */
export function escapeCases(aspect: 'path' | 'query'): Change[] {
  const inCase = (name: string, change: (escape: string) => string): Change =>
    encoded(aspect, 6, `escapes in ${name} case`, (text) => text.replace(/%[0-9a-f]{2}/gi, change));
  return [
    inCase('upper', (escape) => escape.toUpperCase()),
    inCase('lower', (escape) => escape.toLowerCase()),
  ];
}

const SPACES = [' ', '\t', '\r', '\n', '+', '%20', '%09', '%0a', '%0d'];

/** Removes white space at the end, escaped or not. */
export function withoutLastSpaces(text: string): string {
  let end = text.length;
  let space = lastSpace(text);
  while (space !== undefined) {
    end -= space.length;
    space = lastSpace(text.slice(Math.max(0, end - 3), end));
  }
  return text.slice(0, end);
}

function lastSpace(text: string): string | undefined {
  const last = text.slice(-3).toLowerCase();
  return SPACES.find((space) => last.endsWith(space));
}

/** Returns two changes for each character: to its escape, and from its escape. */
export function toggledEscapes(aspect: 'path' | 'query', rank: number, characters: string): Change[] {
  return Array.from(characters).flatMap((character) => {
    const escape = `%${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}`;
    const escapes = new RegExp(escape, 'gi');
    const shown = character === ' ' ? 'a space' : character;
    return [
      encoded(aspect, rank, `${shown} for ${escape}`, (text) => text.replace(escapes, () => character)),
      encoded(aspect, rank, `${escape} for ${shown}`, (text) => text.replaceAll(character, escape)),
    ];
  });
}
