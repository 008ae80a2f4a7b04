import { maskCredentials, maskUrl } from './signature-internals.js';

const MAX_PRINTED = 300;
const MAX_ID = 40;
/** Control, format (including bidirectional), private and unassigned characters, and line separators. */
const NOT_PRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** Returns the text for one log line, without credentials. */
export function printable(text: string, length = MAX_PRINTED): string {
  const masked = maskCredentials(text);
  const head = masked.slice(0, length).replace(NOT_PRINTABLE, '?');
  return masked.length > length ? `${head}…` : head;
}

/** Returns an unverified ID in quotation marks, escaped and truncated. */
export function printableId(id: string): string {
  const text = JSON.stringify(id.slice(0, MAX_ID)).replace(
    NOT_PRINTABLE,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return id.length > MAX_ID ? `${text.slice(0, -1)}…"` : text;
}

/** Returns a URL or a part of it for one log line, without query values. */
export function printableUrl(url: string, length = MAX_PRINTED): string {
  return printable(maskUrl(url), length);
}

/** Returns the first texts of a list for one line, and the number of the others. */
export function printableList(texts: readonly string[], most: number): string {
  const shown = texts.slice(0, most).join(', ');
  return texts.length > most ? `${shown} and ${texts.length - most} more` : shown;
}
