import { printable } from '../errors/printable.js';
import { maskCredentials, maskUrl } from '../signature/internal.js';

const MAX_PRINTED = 300;

/** Returns the text for one log line, without credentials. */
export function printableText(text: string, length = MAX_PRINTED): string {
  return printable(maskCredentials(text), length);
}

/** Returns a URL or a part of it for one log line, without query values. */
export function printableUrl(url: string, length = MAX_PRINTED): string {
  return printableText(maskUrl(url), length);
}

/** Returns the first texts of a list for one line, and the number of the others. */
export function printableList(texts: readonly string[], most: number): string {
  const shown = texts.slice(0, most).join(', ');
  return texts.length > most ? `${shown} and ${texts.length - most} more` : shown;
}
