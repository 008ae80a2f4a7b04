const MAX_PRINTED = 300;
const MAX_CUT = 4_096;
const MAX_ID = 40;
/** Control, format (also bidirectional), private and unassigned characters, and the separators of lines. */
const NOT_PRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;
/** What stands before the last `@` of the authority; a password that is not escaped may hold a slash. */
const CREDENTIALS = /^([a-z][a-z0-9+.-]*:\/\/)(?:[^/?#]*@|[^/?#:@]*:(?![0-9]*(?:[/?#]|$))[^@]*@)/i;

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

/** A URL for one line of a log. The query of a GET holds what a body would: its values are cut. */
export function printableUrl(url: string, method: string): string {
  return printable(/^(?:GET|HEAD)$/i.test(method) ? withoutValues(maskCredentials(url)) : url);
}

function withoutValues(url: string): string {
  return url.slice(0, MAX_CUT).replace(/=[^&#]+/g, '=…');
}

function maskCredentials(text: string): string {
  return text.replace(CREDENTIALS, '$1***@');
}

/** The list for one line: the first ones, and how many more there are. */
export function printableList(texts: readonly string[], most: number): string {
  const shown = texts.slice(0, most).join(', ');
  return texts.length > most ? `${shown} and ${texts.length - most} more` : shown;
}
