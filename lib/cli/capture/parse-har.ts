import { type CapturedRequest, headersOf } from './captured-request.js';
import { UsageError } from '../usage-error.js';

interface HarRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly postData?: { readonly text?: string };
}

/** The first request of a HAR file that carries a SignalWire signature, or else its first one. */
export function parseHar(text: string): CapturedRequest {
  const requests = readRequests(text);
  const request = requests.find(isSigned) ?? requests[0];
  if (!request) throw new UsageError('The HAR file holds no request.');
  const headers = headersOf(request.headers.map(({ name, value }) => `${name}: ${value}`));
  const body = request.postData?.text;
  return { method: request.method, url: request.url, headers, ...(body !== undefined && { body }) };
}

function readRequests(text: string): HarRequest[] {
  try {
    const { log } = JSON.parse(text) as { log: { entries: { request: HarRequest }[] } };
    return log.entries.map(({ request }) => request);
  } catch {
    throw new UsageError('This is no HAR file: it has no log.entries.');
  }
}

function isSigned({ headers }: HarRequest): boolean {
  return headers.some(({ name }) => /^x-(signalwire|twilio)-/i.test(name));
}
