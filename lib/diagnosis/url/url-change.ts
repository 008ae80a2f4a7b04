import type { FindingCode } from '../catalogue/catalogue.js';
import type { UrlParts } from './url-parts.js';

export type UrlAspect =
  'protocol' | 'host' | 'port' | 'credentials' | 'prefix' | 'path' | 'query' | 'fragment';

/** A change that turns the received URL into a URL that may have been signed. */
export interface UrlChange {
  readonly code: FindingCode;
  readonly aspect: UrlAspect;
  /** From 1: the lower, the likelier. */
  readonly rank: number;
  /** Noun phrase for the list of tried changes. */
  readonly label: string;
  /** Returns `undefined` or throws if the change does not fit the URL. */
  readonly apply: (url: UrlParts) => Partial<UrlParts> | undefined;
}

export function ofUrl(
  code: FindingCode,
  aspect: UrlAspect,
  rank: number,
  label: string,
  apply: UrlChange['apply'],
): UrlChange {
  return { code, aspect, rank, label, apply };
}

/** Returns a different spelling of a path or a query. */
export function respelled(
  aspect: 'path' | 'query',
  code: FindingCode,
  rank: number,
  label: string,
  rewrite: (text: string) => string | undefined,
): UrlChange {
  return ofUrl(code, aspect, rank, label, (url) => {
    const text = rewrite(url[aspect]);
    return text === undefined ? undefined : { [aspect]: text };
  });
}

/** Returns the change of all escapes to upper case, and to lower case. */
export function escapeCases(aspect: 'path' | 'query', code: FindingCode): UrlChange[] {
  const inCase = (name: string, change: (escape: string) => string): UrlChange =>
    respelled(aspect, code, 6, `escapes in ${name} case`, (text) => text.replace(/%[0-9a-f]{2}/gi, change));
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
export function toggledEscapes(
  aspect: 'path' | 'query',
  code: FindingCode,
  rank: number,
  characters: string,
): UrlChange[] {
  return Array.from(characters).flatMap((character) => {
    const escape = `%${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}`;
    const escapes = new RegExp(escape, 'gi');
    const shown = character === ' ' ? 'a space' : character;
    return [
      respelled(aspect, code, rank, `${shown} for ${escape}`, (text) =>
        text.replace(escapes, () => character),
      ),
      respelled(aspect, code, rank, `${escape} for ${shown}`, (text) => text.replaceAll(character, escape)),
    ];
  });
}
