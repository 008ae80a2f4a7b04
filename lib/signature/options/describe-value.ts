/** What an option got, for a message. Texts are not shown: any of them may be a secret. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return value.trim() === '' ? 'blank' : 'a string';
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  const kind = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return kind === 'Object' ? 'an object' : `an instance of ${kind}`;
}

const PLAIN_WORD = /^[a-z][a-z-]{0,14}$|^\d{1,9}[a-z]{0,2}$/i;

/** The same where a word or a number belongs: one of a plain form is shown. */
export function describeSetting(value: unknown): string {
  return typeof value === 'string' && PLAIN_WORD.test(value) ? `"${value}"` : describeValue(value);
}

/** Whether a text is what is left of a value that is not there. */
export function isMissingText(value: unknown): boolean {
  return typeof value === 'string' && /^\s*(undefined|null|nan)?\s*$/i.test(value);
}
