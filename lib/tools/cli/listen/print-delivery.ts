import { printable } from '../../../errors/printable.js';
import { paint, type Terminal } from '../terminal.js';
import { shownUrl } from '../url.js';
import type { Delivery } from './delivery.js';

const MAX_PRINTED_URL = 300;

export function printDelivery(delivery: Delivery, isJson: boolean, terminal: Terminal): void {
  if (isJson) terminal.print(JSON.stringify(toJson(delivery)));
  else printLines(delivery, terminal);
}

/** Prints a request that was not handled. */
export function printOdd(line: string, isJson: boolean, terminal: Terminal): void {
  if (isJson) terminal.print(JSON.stringify({ verified: false, odd: line }));
  else terminal.print(paint('warning', 'not handled'), `  ${printable(line, MAX_PRINTED_URL)}`);
}

function toJson({ request, url, result, kind, response, isForwarded, warnings }: Delivery): object {
  const { status, milliseconds } = response;
  return {
    method: request.method,
    ...result,
    url: shownUrl(result.verified ? result.url : url),
    kind,
    ...(isForwarded && { status, milliseconds }),
    ...((isForwarded || warnings.length > 0) && { warnings }),
  };
}

function printLines(delivery: Delivery, terminal: Terminal): void {
  const { request, url, result, diagnosis, notDiagnosed, response, isForwarded, kind, warnings } = delivery;
  const line = printable(`${request.method} ${shownUrl(url)}`, MAX_PRINTED_URL);
  const responded = isForwarded ? `  → ${response.status} in ${response.milliseconds} ms` : '';
  const head = result.verified ? `verified (${result.signatureFormat})` : `rejected (${result.reason})`;
  terminal.print(
    paint(result.verified ? 'good' : 'bad', head),
    `  ${line}`,
    paint('quiet', `  ${kind}`),
    paint(warnings.length > 0 ? 'warning' : 'good', responded),
  );
  for (const warning of warnings) terminal.print(paint('warning', `  ${printable(warning)}`));
  const explanation = diagnosis?.text ?? notDiagnosed;
  if (explanation !== undefined) terminal.print(explanation);
}
