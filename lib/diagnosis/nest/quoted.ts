import { printable } from '../../errors/printable.js';

const MAX_LENGTH = 100;

/** Returns untrusted text for a log line, in quotation marks, escaped and truncated. */
export function quoted(text: string): string {
  const head = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
  return printable(JSON.stringify(head));
}
