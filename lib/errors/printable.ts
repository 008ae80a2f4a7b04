/** Control characters (C0, C1, ESC), bidirectional and invisible characters, line separators, lone surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const UNPRINTABLE_BUT_LINES = /[^\P{Cc}\n\t]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Escapes characters of untrusted text that could move the cursor, or recolor or reorder a line. */
export function printable(text: string, maxLength = Infinity): string {
  const shown = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return shown.replace(UNPRINTABLE, escape);
}

/** Returns untrusted text in quotation marks, escaped and truncated. */
export function quoted(text: string, maxLength = 100): string {
  const head = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return printable(JSON.stringify(head));
}

/** Escapes untrusted text of several lines. JSON text keeps its value, because the escapes are those of JSON. */
export function printableLines(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(UNPRINTABLE_BUT_LINES, escape);
}

function escape(character: string): string {
  let escaped = '';
  for (let at = 0; at < character.length; at++) {
    escaped += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }
  return escaped;
}
