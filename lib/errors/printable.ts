/** Control and format characters, bidirectional marks and line separators: what a terminal or a log viewer acts on. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A caller's text for a log line: what is not visible is escaped. */
export function printable(text: string): string {
  return text.replace(
    INVISIBLE,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
