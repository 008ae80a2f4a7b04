import { isUtf8 } from 'node:buffer';

import { readJsonShape } from '../../../diagnosis/body/json-shape.js';
import { diffLines } from '../diff-lines.js';
import { MAX_BYTES } from '../http/exchange.js';

/** 300 changed lines against 300. */
const MAX_CELLS = 90_000;
const MAX_SHOWN = 20;
const MAX_LINE = 120;
const INDENT = 2;
/** White space that indentation may add. Deeply nested JSON would fill the memory. */
const MAX_INDENTATION = 4 * 1024 * 1024;

/**
 * Returns the lines of two texts that differ, with `-` and `+`, at most 20 and a last line with the number of the others. Compares only
 * the beginning that a replay reads.
 *
 * @param isComplete whether `before` is the whole text. Otherwise only its beginning is compared
 */
export function diffBodies(before: Buffer, after: Buffer, isComplete: boolean): string[] {
  const recorded = before.subarray(0, MAX_BYTES);
  const now = isComplete && before.length <= MAX_BYTES ? after : after.subarray(0, recorded.length);
  if (recorded.equals(now)) return [];
  if (!isUtf8(recorded) || !isUtf8(now)) return [`- ${before.length} bytes`, `+ ${after.length} bytes`];
  const lines = diffLines(toLines(recorded), toLines(now), MAX_CELLS);
  const changes = lines.filter(({ mark }) => mark !== ' ');
  const shown = changes.slice(0, MAX_SHOWN).map(({ mark, text }) => truncate(`${mark} ${text}`));
  const left = changes.length - shown.length;
  return left === 0 ? shown : [...shown, `… ${left} more lines`];
}

/** Returns short lines of cXML and JSON, which often have one long line. */
function toLines(body: Buffer): string[] {
  const text = body.toString();
  if (!text.includes('\n') && /^\s*</.test(text)) return text.replace(/></g, '>\n<').split('\n');
  try {
    if (INDENT * readJsonShape(body).levels <= MAX_INDENTATION)
      return JSON.stringify(JSON.parse(text), null, INDENT).split('\n');
  } catch {
    // The text is not JSON.
  }
  return text.split(/\r?\n/);
}

function truncate(line: string): string {
  return line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line;
}
