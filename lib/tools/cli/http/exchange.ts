import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';

import { maskCredentials } from '../../../signature/internal.js';
import { codeOf, UnreachableError, UsageError } from '../errors.js';
import { originOf, withoutCredentials } from '../url.js';

export interface OutgoingRequest {
  readonly method: string;
  /** The URL whose origin is asked; its path does not count. */
  readonly to: string;
  /** Path and query, sent as they are. */
  readonly target: string;
  /** Name and value in turn, sent in their order and case; without a `Host` that of the origin is added. */
  readonly headers: readonly string[];
  readonly body?: Uint8Array | undefined;
}

export interface ReceivedResponse {
  readonly status: number;
  readonly statusText: string;
  /** Name and value in turn. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** Whether the body was longer than what was read. */
  readonly isCut: boolean;
  readonly milliseconds: number;
}

/** What belongs to one connection, and what Node answers by itself. */
const NOT_SENT_AGAIN =
  /^(?:connection|content-length|expect|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade)$/i;

export function isSentAgain(name: string): boolean {
  return !NOT_SENT_AGAIN.test(name);
}

/** The headers of a captured request as they can be sent again, with the length of its body. */
export function headersToSend({
  method,
  headers,
  body,
}: {
  readonly method: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array | undefined;
}): [name: string, value: string][] {
  const kept = headers
    .filter(([name]) => isSentAgain(name))
    .map(([name, value]): [string, string] => [name, value]);
  const length = body?.length ?? (/^(?:POST|PUT|PATCH)$/.test(method) ? 0 : undefined);
  return length === undefined ? kept : [...kept, ['Content-Length', String(length)]];
}

/** Why HTTP cannot carry the request; `undefined` if it can. */
export function findUnsendable({
  target,
  headers,
}: Pick<OutgoingRequest, 'target' | 'headers'>): string | undefined {
  if (/[^\x21-\xff]/.test(target)) return 'its path or query has a character that HTTP cannot carry';
  const at = headers.findIndex((text) => /[^\t\x20-\x7e\x80-\xff]/.test(text));
  if (at < 0) return undefined;
  return `its header ${headers[at - (at % 2)] ?? ''} has a character that HTTP cannot carry`;
}

/** Well above what SignalWire reads. */
const MAX_BYTES = 1024 * 1024;
/** For the whole exchange, in milliseconds: well above what SignalWire waits. */
const TIMEOUT = 30_000;

/**
 * Sends a request byte for byte, and reads the final response as far as it matters. Interim responses (1xx) are skipped.
 *
 * @throws UnreachableError that holds no password, if there is no whole response in time
 * @throws UsageError if HTTP cannot carry the request
 */
export async function exchange(outgoing: OutgoingRequest): Promise<ReceivedResponse> {
  const startedAt = performance.now();
  const origin = maskCredentials(originOf(outgoing.to));
  const limit = AbortSignal.timeout(TIMEOUT);
  const response = await send(outgoing, limit).catch((error: unknown) => {
    throw new UnreachableError(limit.aborted ? tooLate(origin) : describeFailure(origin, error));
  });
  const { body, isCut } = await readBody(response, limit).catch((error: unknown) => {
    const broken = `${origin} broke off its response: ${codeOf(error)}.`;
    throw new UnreachableError(limit.aborted ? tooLate(origin) : broken);
  });
  return {
    status: response.statusCode ?? 0,
    statusText: response.statusMessage ?? '',
    headers: response.rawHeaders,
    body,
    isCut,
    milliseconds: Math.round(performance.now() - startedAt),
  };
}

function tooLate(origin: string): string {
  return `${origin} did not finish its response within ${TIMEOUT / 1000} s.`;
}

function describeFailure(origin: string, error: unknown): string {
  if (error instanceof NoResponseError) return `${origin} ${error.message}`;
  const code = codeOf(error);
  if (code === 'ECONNRESET' || code === 'EPIPE') return `${origin} closed the connection without a response.`;
  return code.startsWith('HPE_')
    ? `${origin} does not respond in HTTP: ${code}.`
    : `${origin} cannot be reached: ${code}.`;
}

function send(outgoing: OutgoingRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const request = makeRequest(outgoing, signal);
  return new Promise((resolve, reject) => {
    const rejectSwitch = ({ statusCode = 0 }: IncomingMessage, socket: Duplex) => {
      socket.destroy();
      reject(new NoResponseError(`switched protocols (${statusCode}) instead of responding to the webhook.`));
    };
    request
      .on('error', reject)
      .on('response', resolve)
      .on('upgrade', rejectSwitch)
      .on('connect', rejectSwitch);
    request.on('close', () => {
      reject(new NoResponseError('ended the exchange without a response.'));
    });
    request.end(outgoing.body);
  });
}

function makeRequest({ method, to, target, headers }: OutgoingRequest, signal: AbortSignal): ClientRequest {
  const { protocol, hostname, port } = new URL(withoutCredentials(originOf(to)));
  try {
    return (protocol === 'https:' ? httpsRequest : httpRequest)({
      method,
      host: hostname.replace(/^\[|\]$/g, ''),
      port,
      path: target,
      headers: withHost(headers, hostname, port) as unknown as Record<string, string>,
      signal,
    });
  } catch (error) {
    throw new UsageError(`The request cannot be sent: ${(error as Error).message}.`);
  }
}

/** The server was reached; the message continues "The server …". */
class NoResponseError extends Error {}

function withHost(headers: readonly string[], hostname: string, port: string): readonly string[] {
  const isNamed = headers.some((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  return isNamed ? headers : ['Host', port === '' ? hostname : `${hostname}:${port}`, ...headers];
}

async function readBody(
  response: IncomingMessage,
  limit: AbortSignal,
): Promise<{ body: Buffer; isCut: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_BYTES) return { body: Buffer.concat(chunks).subarray(0, MAX_BYTES), isCut: true };
  }
  // A body that only the end of the connection ends looks whole after the limit, too.
  limit.throwIfAborted();
  return { body: Buffer.concat(chunks), isCut: false };
}
