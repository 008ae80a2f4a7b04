import type { Outcome, ReceivedResponse } from './send.js';

const WIDTH = 120;
const GAP = '  ';
const XML_DECLARATION = /^<\?xml[^>]*\?>/;

/** The first row holds the headings; what does not fit into a line of the terminal is cut off at its end. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => formatLine(row, widths)).join('\n');
}

export function formatOutcomes(outcomes: readonly Outcome[]): string {
  const headings = ['request', 'authentication', 'result', 'status', 'reason in the log', 'response'];
  return formatTable([headings, ...outcomes.map(formatOutcome)]);
}

function formatOutcome({ webhook, response, reason, asExpected }: Outcome): string[] {
  return [
    `${asExpected ? ' ' : '!'} ${webhook.name}`,
    webhook.authentication,
    resultOf(response),
    String(response.status),
    reason,
    firstLine(response.body),
  ];
}

function formatLine(cells: readonly string[], widths: readonly number[]): string {
  const line = cells
    .map((cell, column) => cell.padEnd(widths[column] ?? 0))
    .join(GAP)
    .trimEnd();
  return line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line;
}

function resultOf({ status }: ReceivedResponse): string {
  if (status === 401 || status === 403) return 'rejected';
  return status >= 200 && status < 300 ? 'verified' : 'error';
}

function firstLine(body: string): string {
  const [line = ''] = body.replace(XML_DECLARATION, '').trimStart().split('\n', 1);
  return line;
}
