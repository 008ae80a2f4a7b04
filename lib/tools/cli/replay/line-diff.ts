import { isUtf8 } from 'node:buffer';

import { readJsonShape } from '../../../diagnosis/body/json-shape.js';
import { MAX_BYTES } from '../http/exchange.js';

/** Lines that are compared one by one. Beyond that, all are shown as changed. */
const MAX_COMPARED = 300;
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
  const changes = diffLines(toLines(recorded), toLines(now));
  const shown = changes.slice(0, MAX_SHOWN).map((line) => truncate(line));
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

function diffLines(before: readonly string[], after: readonly string[]): string[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end++;
  const removed = before.slice(start, before.length - end);
  const added = after.slice(start, after.length - end);
  if (removed.length > MAX_COMPARED || added.length > MAX_COMPARED) return mark(removed, added);
  return diffMiddle(removed, added);
}

/** Compares lines by their longest common subsequence. */
function diffMiddle(before: readonly string[], after: readonly string[]): string[] {
  const lengths = commonLengths(before, after);
  const lengthAt = (row: number, column: number) => lengths[row]?.[column] ?? 0;
  const changes: string[] = [];
  let row = 0;
  let column = 0;
  while (row < before.length && column < after.length) {
    if (before[row] === after[column]) {
      row++;
      column++;
    } else if (lengthAt(row + 1, column) >= lengthAt(row, column + 1))
      changes.push(`- ${before[row++] ?? ''}`);
    else changes.push(`+ ${after[column++] ?? ''}`);
  }
  return [...changes, ...mark(before.slice(row), after.slice(column))];
}

/** Returns the length of the longest common subsequence after each pair of positions. */
function commonLengths(before: readonly string[], after: readonly string[]): number[][] {
  const lengths = Array.from({ length: before.length + 1 }, () =>
    new Array<number>(after.length + 1).fill(0),
  );
  for (let row = before.length - 1; row >= 0; row--) {
    const current = lengths[row] ?? [];
    const next = lengths[row + 1] ?? [];
    for (let column = after.length - 1; column >= 0; column--)
      current[column] =
        before[row] === after[column]
          ? (next[column + 1] ?? 0) + 1
          : Math.max(next[column] ?? 0, current[column + 1] ?? 0);
  }
  return lengths;
}

function mark(removed: readonly string[], added: readonly string[]): string[] {
  return [...removed.map((line) => `- ${line}`), ...added.map((line) => `+ ${line}`)];
}

function truncate(line: string): string {
  return line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line;
}
