import type { Outcome } from './scenario.js';

const HEADINGS = ['what happened', 'call', 'status', 'answer, or reason in the log', 'after'];

export function formatTable(outcomes: readonly Outcome[]): string {
  const rows = [HEADINGS, ...outcomes.map(formatRow)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => formatLine(row, widths)).join('\n');
}

function formatRow({ event, call, answer, reason, waited, asExpected }: Outcome): string[] {
  const explanation = answer.status === 200 ? readKeyIndex(answer.body) : reason;
  return [event, `${asExpected ? ' ' : '!'} ${call}`, String(answer.status), explanation, `${waited} ms`];
}

function readKeyIndex(body: string): string {
  return /signed with (key \d+)/.exec(body)?.[1] ?? body;
}

function formatLine(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) => cell.padEnd(widths[column] ?? 0))
    .join('  ')
    .trimEnd();
}
