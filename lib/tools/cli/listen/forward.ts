import {
  Agent as HttpAgent,
  type IncomingMessage,
  request as httpRequest,
  type ServerResponse,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';

import { codeOf } from '../errors.js';
import { type DeliveredResponse, toPairs } from './delivery.js';

/** The one header of this program: on requests that it does not vouch for, and on responses of its own. */
export const MARK = 'X-SignalWire-Webhook-Listen';

const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  MARK.toLowerCase(),
]);
const TIMEOUT = 60_000;
/** Of the response; the whole of it is passed on. */
const MAX_KEPT_BYTES = 256 * 1024;

export interface Forwarding {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  /** What was read of the body. */
  readonly body: Buffer;
  /** Whether `incoming` has more of it. */
  readonly hasMore: boolean;
  /** Why the request is not verified. */
  readonly mark: string | undefined;
}

/** Passes requests on to an application byte for byte, and its responses back. */
export class Forwarder {
  private readonly agent: HttpAgent;
  private readonly isTls: boolean;

  /** @param origin the application's, without path and credentials */
  constructor(private readonly origin: URL) {
    this.isTls = origin.protocol === 'https:';
    const options = { keepAlive: true, maxSockets: 128 };
    this.agent = this.isTls ? new HttpsAgent(options) : new HttpAgent(options);
  }

  /** Never throws: what goes wrong is in the `failure` of the response, and the caller gets 502. */
  forward(forwarding: Forwarding): Promise<DeliveredResponse> {
    return new Exchange(forwarding, (method, path, headers) =>
      (this.isTls ? httpsRequest : httpRequest)({
        agent: this.agent,
        host: this.host,
        port: this.origin.port,
        method,
        path,
        headers: headers as unknown as Record<string, string>,
        timeout: TIMEOUT,
      }),
    ).run();
  }

  /** Joins the two sockets of a WebSocket. */
  upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    const port = Number(this.origin.port || (this.isTls ? 443 : 80));
    const upstream: Socket = this.isTls
      ? connectTls({ host: this.host, port, servername: this.host })
      : connect(port, this.host);
    const lines = toPairs(incoming.rawHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
    upstream.write(
      `${incoming.method ?? 'GET'} ${incoming.url ?? '/'} HTTP/1.1\r\n${lines.join('')}\r\n`,
      'latin1',
    );
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
    for (const end of [upstream, socket]) {
      const other = end === socket ? upstream : socket;
      end.on('error', () => other.destroy());
      end.on('close', () => other.destroy());
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private get host(): string {
    return this.origin.hostname.replace(/^\[|\]$/g, '');
  }
}

type MakeRequest = (
  method: string,
  path: string,
  headers: readonly string[],
) => ReturnType<typeof httpRequest>;

class Exchange {
  private readonly startedAt = performance.now();
  private readonly kept: Buffer[] = [];
  private keptBytes = 0;
  private size = 0;

  constructor(
    private readonly forwarding: Forwarding,
    private readonly makeRequest: MakeRequest,
  ) {}

  run(): Promise<DeliveredResponse> {
    const { incoming, response, body, hasMore, mark } = this.forwarding;
    return new Promise((resolve) => {
      const request = this.makeRequest(
        incoming.method ?? 'GET',
        incoming.url ?? '/',
        requestHeaders(incoming, mark),
      );
      const fail = (failure: string) => {
        request.destroy();
        resolve(this.fail(failure));
      };
      request.on('timeout', () => {
        fail(`The application did not respond within ${TIMEOUT / 1000} s`);
      });
      request.on('error', (error) => {
        fail(`The application cannot be reached (${codeOf(error)})`);
      });
      request.on('response', (upstream) => {
        this.passBack(upstream, resolve);
      });
      response.on('close', () => {
        if (!response.writableFinished) fail('The caller went away');
      });
      request.write(body);
      if (hasMore) incoming.pipe(request);
      else request.end();
    });
  }

  private passBack(upstream: IncomingMessage, resolve: (response: DeliveredResponse) => void): void {
    const { response } = this.forwarding;
    const { statusCode: status = 502, statusMessage = '' } = upstream;
    const headers = endToEnd(upstream.rawHeaders);
    response.sendDate = false;
    response.writeHead(status, statusMessage, headers);
    upstream.on('data', (chunk: Buffer) => {
      this.keep(chunk);
    });
    upstream.on('error', () => {
      response.destroy();
    });
    upstream.on('close', () => {
      const failure = upstream.complete ? {} : { failure: 'The application broke off its response' };
      resolve({ ...this.describe(status, statusMessage, headers), ...failure });
    });
    upstream.pipe(response);
  }

  private keep(chunk: Buffer): void {
    this.size += chunk.length;
    const left = MAX_KEPT_BYTES - this.keptBytes;
    if (left <= 0) return;
    this.kept.push(chunk.subarray(0, left));
    this.keptBytes += Math.min(left, chunk.length);
  }

  private fail(failure: string): DeliveredResponse {
    const { response } = this.forwarding;
    if (response.headersSent) response.destroy();
    else response.writeHead(502, { [MARK]: 'application unavailable' }).end();
    return { ...this.describe(502, 'Bad Gateway', []), failure };
  }

  private describe(status: number, statusText: string, headers: readonly string[]): DeliveredResponse {
    const milliseconds = Math.round(performance.now() - this.startedAt);
    return { status, statusText, headers, body: Buffer.concat(this.kept), size: this.size, milliseconds };
  }
}

/** As they came, with the same framing of the body. */
function requestHeaders(
  { rawHeaders, headers, method = '' }: IncomingMessage,
  mark: string | undefined,
): string[] {
  const kept = withoutMetExpectation(endToEnd(rawHeaders));
  if (headers['transfer-encoding'] !== undefined) kept.push('Transfer-Encoding', 'chunked');
  else if (headers['content-length'] === undefined && /^(?:POST|PUT|PATCH)$/.test(method))
    kept.push('Content-Length', '0');
  return mark === undefined ? kept : [...kept, MARK, mark];
}

/**
 * The expectation has been met here, and may be passed on all the same; but with it Node writes the headers as UTF-8, which
 * would change those that hold other bytes.
 */
function withoutMetExpectation(headers: readonly string[]): string[] {
  // eslint-disable-next-line no-control-regex
  if (headers.every((text) => /^[\x00-\x7f]*$/.test(text))) return [...headers];
  return toPairs(headers)
    .filter(([name]) => name.toLowerCase() !== 'expect')
    .flat();
}

/** Without what belongs to one connection: the known ones, and those that `Connection` names. */
function endToEnd(rawHeaders: readonly string[]): string[] {
  const pairs = toPairs(rawHeaders);
  const named = pairs.flatMap(([name, value]) =>
    name.toLowerCase() === 'connection' ? value.split(',').map((each) => each.trim().toLowerCase()) : [],
  );
  const dropped = new Set([...HOP_BY_HOP, ...named.filter((name) => !PROTECTED.has(name))]);
  return pairs.filter(([name]) => !dropped.has(name.toLowerCase())).flat();
}

/** `Connection` may not take these away. */
const PROTECTED = new Set(['host', 'content-length', 'content-type']);
