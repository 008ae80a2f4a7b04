/** Describes the value of an option for a message. It does not show strings, because any string may be a secret. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return value.trim() === '' ? 'blank' : 'a string';
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  const kind = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return kind === 'Object' ? 'an object' : `an instance of ${kind}`;
}

const PLAIN_WORD = /^[a-z][a-z-]{0,14}$|^\d{1,9}[a-z]{0,2}$/i;

/** Describes the value of an option that is a word or a number. It shows a plain word or number. */
export function describeSetting(value: unknown): string {
  return typeof value === 'string' && PLAIN_WORD.test(value) ? `"${value}"` : describeValue(value);
}

/** Whether a string is blank or the text of a missing value. */
export function isMissingText(value: unknown): boolean {
  return typeof value === 'string' && /^\s*(undefined|null|nan)?\s*$/i.test(value);
}
