import { maskCredentials, maskUrl } from './signature-internals.js';

const MAX_PRINTED = 300;
const MAX_ID = 40;
/** Control, format (also bidirectional), private and unassigned characters, and the separators of lines. */
const NOT_PRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** The text for one line of a log, without credentials. */
export function printable(text: string, length = MAX_PRINTED): string {
  const masked = maskCredentials(text);
  const head = masked.slice(0, length).replace(NOT_PRINTABLE, '?');
  return masked.length > length ? `${head}…` : head;
}

/** What a stranger claims to be, in quotation marks: escaped, and cut. */
export function printableId(id: string): string {
  const text = JSON.stringify(id.slice(0, MAX_ID)).replace(
    NOT_PRINTABLE,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return id.length > MAX_ID ? `${text.slice(0, -1)}…"` : text;
}

/** A URL or a part of it for one line of a log, without the values of its query. */
export function printableUrl(url: string, length = MAX_PRINTED): string {
  return printable(maskUrl(url), length);
}

/** The list for one line: the first ones, and how many more there are. */
export function printableList(texts: readonly string[], most: number): string {
  const shown = texts.slice(0, most).join(', ');
  return texts.length > most ? `${shown} and ${texts.length - most} more` : shown;
}
