import { type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

import { maskCredentials } from '../../signature/internal.js';
import { codeOf, UnreachableError } from '../errors.js';
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

/** Well above what SignalWire reads. */
const MAX_BYTES = 1024 * 1024;
/** Well above what SignalWire waits. */
const TIMEOUT = 30_000;

/**
 * Sends a request byte for byte, and reads the response as far as it matters.
 *
 * @throws UnreachableError that holds no password
 */
export async function exchange(outgoing: OutgoingRequest): Promise<ReceivedResponse> {
  const startedAt = performance.now();
  const origin = maskCredentials(originOf(outgoing.to));
  try {
    const response = await send(outgoing);
    const { body, isCut } = await readBody(response);
    return {
      status: response.statusCode ?? 0,
      statusText: response.statusMessage ?? '',
      headers: response.rawHeaders,
      body,
      isCut,
      milliseconds: Math.round(performance.now() - startedAt),
    };
  } catch (error) {
    const { name } = error as Error;
    if (name === 'AbortError' || name === 'TimeoutError')
      throw new UnreachableError(`${origin} did not respond within ${TIMEOUT / 1000} s.`);
    const code = codeOf(error);
    if (code.startsWith('HPE_')) throw new UnreachableError(`${origin} does not respond in HTTP: ${code}.`);
    throw new UnreachableError(`${origin} cannot be reached: ${code}.`);
  }
}

function send({ method, to, target, headers, body }: OutgoingRequest): Promise<IncomingMessage> {
  const { protocol, hostname, port } = new URL(withoutCredentials(originOf(to)));
  const request = (protocol === 'https:' ? httpsRequest : httpRequest)({
    method,
    host: hostname.replace(/^\[|\]$/g, ''),
    port,
    path: target,
    headers: withHost(headers, hostname, port) as unknown as Record<string, string>,
    signal: AbortSignal.timeout(TIMEOUT),
  });
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('response', resolve);
    request.end(body);
  });
}

function withHost(headers: readonly string[], hostname: string, port: string): readonly string[] {
  const isNamed = headers.some((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  return isNamed ? headers : ['Host', port === '' ? hostname : `${hostname}:${port}`, ...headers];
}

async function readBody(response: IncomingMessage): Promise<{ body: Buffer; isCut: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_BYTES) return { body: Buffer.concat(chunks).subarray(0, MAX_BYTES), isCut: true };
  }
  return { body: Buffer.concat(chunks), isCut: false };
}
