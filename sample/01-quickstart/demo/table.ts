import type { Answer, Outcome } from './send.js';

const ANSWER_WIDTH = 44;
const XML_DECLARATION = /^<\?xml[^>]*\?>/;

export function formatTable(outcomes: readonly Outcome[]): string {
  const rows = [
    ['request', 'scheme', 'verdict', 'status', 'reason in the log', 'answer'],
    ...outcomes.map(formatRow),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => formatLine(row, widths)).join('\n');
}

function formatRow({ webhook, answer, asExpected, reason }: Outcome): string[] {
  return [
    `${asExpected ? ' ' : '!'} ${webhook.name}`,
    webhook.scheme,
    verdictOf(answer),
    String(answer.status),
    reason,
    firstLine(answer.body),
  ];
}

function formatLine(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) => cell.padEnd(widths[column] ?? 0))
    .join('  ')
    .trimEnd();
}

function verdictOf({ status }: Answer): string {
  if (status === 401 || status === 403) return 'refused';
  return status >= 200 && status < 300 ? 'verified' : 'error';
}

function firstLine(body: string): string {
  const [line = ''] = body.replace(XML_DECLARATION, '').trimStart().split('\n', 1);
  return line.length > ANSWER_WIDTH ? `${line.slice(0, ANSWER_WIDTH - 1)}…` : line;
}
