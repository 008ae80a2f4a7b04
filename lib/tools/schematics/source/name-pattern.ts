const NAME_CHARACTER = '[\\p{ID_Continue}$\\u200c\\u200d]';

/** Returns the source of a pattern for a whole name of TypeScript. The expression needs the flag `u`. */
export function namePattern(name: string): string {
  return `(?<!${NAME_CHARACTER})${name.replaceAll('$', '\\$')}(?!${NAME_CHARACTER})`;
}
