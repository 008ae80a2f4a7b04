import { printable } from '../../../errors/printable.js';
import { maskCredentials } from '../../../signature/internal.js';
import { paint, type Terminal } from '../terminal.js';
import type { Delivery } from './delivery.js';

const MAX_PRINTED_URL = 300;

export function printDelivery(delivery: Delivery, isJson: boolean, terminal: Terminal): void {
  if (isJson) terminal.print(JSON.stringify(toJson(delivery)));
  else printLines(delivery, terminal);
}

/** What was not looked at. */
export function printOdd(line: string, isJson: boolean, terminal: Terminal): void {
  if (isJson) terminal.print(JSON.stringify({ verified: false, odd: maskOdd(line) }));
  else terminal.print(paint('warning', 'passed over'), `  ${printable(maskOdd(line), MAX_PRINTED_URL)}`);
}

function maskOdd(line: string): string {
  const space = line.indexOf(' ') + 1;
  return line.slice(0, space) + maskCredentials(line.slice(space));
}

function toJson({ request, url, result, kind, response, isForwarded, problems }: Delivery): object {
  const { status, milliseconds } = response;
  return {
    method: request.method,
    ...result,
    url: maskCredentials(result.verified ? result.url : url),
    kind,
    ...(isForwarded && { status, milliseconds }),
    ...((isForwarded || problems.length > 0) && { problems }),
  };
}

function printLines(delivery: Delivery, terminal: Terminal): void {
  const { request, url, result, diagnosis, response, isForwarded, kind, problems } = delivery;
  const line = printable(`${request.method} ${maskCredentials(url)}`, MAX_PRINTED_URL);
  const responded = isForwarded ? `  → ${response.status} in ${response.milliseconds} ms` : '';
  const head = result.verified ? `verified (${result.signatureFormat})` : `rejected (${result.reason})`;
  terminal.print(
    paint(result.verified ? 'good' : 'bad', head),
    `  ${line}`,
    paint('quiet', `  ${kind}`),
    paint(problems.length > 0 ? 'warning' : 'good', responded),
  );
  for (const problem of problems) terminal.print(paint('warning', `  ${printable(problem)}`));
  if (diagnosis !== undefined) terminal.print(diagnosis);
}
