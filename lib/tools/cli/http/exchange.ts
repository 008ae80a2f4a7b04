import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import { maskCredentials } from '../../../signature/internal.js';
import { codeOf, UnreachableError, UsageError } from '../errors.js';
import type { HarRequest } from '../har/read-har.js';
import { readRawHeader } from '../listen/delivery.js';
import { originOf, withoutCredentials } from '../url.js';
import { requestTo } from './request-to.js';

export interface OutgoingRequest {
  readonly method: string;
  /** URL of the server. Only its origin is used. */
  readonly to: string;
  /** Path and query, sent unchanged. */
  readonly target: string;
  /** Names and values alternately, sent in their order and case. A missing `Host` is added. */
  readonly headers: readonly string[];
  readonly body?: Uint8Array | undefined;
}

export type SentRequest = Pick<HarRequest, 'method' | 'target' | 'headers' | 'body'>;

export interface ReceivedResponse {
  readonly status: number;
  /** Names and values alternately. */
  readonly headers: readonly string[];
  /** The beginning of the body, up to 1 MB. */
  readonly body: Buffer;
  readonly milliseconds: number;
}

/** Headers of one connection, and headers that Node sets. */
const NOT_SENT_AGAIN =
  /^(?:connection|content-length|expect|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade)$/i;

export function isSentAgain(name: string): boolean {
  return !NOT_SENT_AGAIN.test(name);
}

/** Returns a captured request that can be sent again, with the length of its body. */
export function toOutgoing(
  { method, target, headers, body: given }: SentRequest,
  to: string,
): OutgoingRequest {
  const body = given === undefined ? undefined : Buffer.from(given);
  const kept = headers.filter(([name]) => isSentAgain(name)).flat();
  const length = body?.length ?? (/^(?:POST|PUT|PATCH)$/.test(method) ? 0 : undefined);
  if (length !== undefined) kept.push('Content-Length', String(length));
  return { method, to, target, headers: kept, body };
}

/** Returns why HTTP cannot carry the request; `undefined` if it can. */
export function findUnsendable({ target, headers }: OutgoingRequest): string | undefined {
  if (/[^\x21-\xff]/.test(target)) return 'its path or query has a character that HTTP cannot carry';
  const at = headers.findIndex((text) => /[^\t\x20-\x7e\x80-\xff]/.test(text));
  if (at < 0) return undefined;
  return `its header ${headers[at - (at % 2)] ?? ''} has a character that HTTP cannot carry`;
}

/** Length of the read beginning of a response, far more than SignalWire reads. */
export const MAX_BYTES = 1024 * 1024;
/** Time limit of the whole exchange, in milliseconds. SignalWire does not wait that long. */
const TIMEOUT = 30_000;

/**
 * Sends a request byte for byte, and reads the beginning of the final response. Skips interim responses (1xx).
 *
 * @throws UnreachableError without a password in its message, if there is no whole response in time
 * @throws UsageError if HTTP cannot carry the request
 */
export async function exchange(outgoing: OutgoingRequest): Promise<ReceivedResponse> {
  const startedAt = performance.now();
  const origin = maskCredentials(originOf(outgoing.to));
  const limit = AbortSignal.timeout(TIMEOUT);
  const response = await send(outgoing, limit).catch((error: unknown) => {
    throw new UnreachableError(limit.aborted ? tooLate(origin) : describeFailure(origin, error));
  });
  const body = await readBody(response, limit).catch((error: unknown) => {
    const broken = `${origin} closed the connection during its response: ${codeOf(error)}.`;
    throw new UnreachableError(limit.aborted ? tooLate(origin) : broken);
  });
  return {
    status: response.statusCode ?? 0,
    headers: response.rawHeaders,
    body,
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
    ? `${origin} does not respond with HTTP: ${code}.`
    : `${origin} cannot be reached: ${code}.`;
}

function send(outgoing: OutgoingRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const request = makeRequest(outgoing, signal);
  return new Promise((resolve, reject) => {
    const failOnSwitch = ({ statusCode = 0 }: IncomingMessage, socket: Duplex) => {
      socket.destroy();
      reject(new NoResponseError(`switched protocols (${statusCode}) instead of responding to the webhook.`));
    };
    request
      .on('error', reject)
      .on('response', resolve)
      .on('upgrade', failOnSwitch)
      .on('connect', failOnSwitch);
    request.on('close', () => {
      reject(new NoResponseError('ended the exchange without a response.'));
    });
    request.end(outgoing.body);
  });
}

function makeRequest({ method, to, target, headers }: OutgoingRequest, signal: AbortSignal): ClientRequest {
  const origin = new URL(withoutCredentials(originOf(to)));
  const host = readRawHeader(headers, 'host') === undefined ? ['Host', origin.host] : [];
  try {
    return requestTo(origin, { method, path: target, headers: [...host, ...headers], signal });
  } catch (error) {
    throw new UsageError(`The request cannot be sent: ${(error as Error).message}.`);
  }
}

/** The server was reached. The message continues a sentence that begins with the origin. */
class NoResponseError extends Error {}

async function readBody(response: IncomingMessage, limit: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_BYTES) return Buffer.concat(chunks).subarray(0, MAX_BYTES);
  }
  // A body without a length ends with the connection. It looks complete even if the time limit ended the connection.
  limit.throwIfAborted();
  return Buffer.concat(chunks);
}
