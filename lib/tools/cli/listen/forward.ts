import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';

import { codeOf } from '../errors.js';
import { requestTo } from '../http/request-to.js';
import type { DeliveredResponse } from './delivery.js';
import { endToEnd, LISTEN_HEADER } from './end-to-end.js';
import type { Upgrade } from './upgrade.js';

const UPGRADE = ['Connection', 'Upgrade', 'Upgrade', 'websocket'];
const TIMEOUT = 60_000;
const UNREQUESTED_UPGRADE = 'The application responded with 101 to a request without an upgrade';
/** Limit of the response body that is kept. The caller gets the whole body. */
const MAX_KEPT_BYTES = 256 * 1024;

export interface Forwarding {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  /** The part of the body that was read. */
  readonly body: Buffer;
  /** Whether `incoming` has more of the body. */
  readonly hasMore: boolean;
  /** Value of the `X-SignalWire-Webhook-Listen` header; `undefined` if the request is verified. */
  readonly listenHeader: string | undefined;
  /** Connection of a WebSocket handshake. */
  readonly upgrade: Upgrade | undefined;
}

/** Forwards requests to an application byte for byte, and returns its responses to the caller. */
export class Forwarder {
  private readonly agent: HttpAgent;

  /** @param origin origin of the application, without path and credentials */
  constructor(private readonly origin: URL) {
    const options = { keepAlive: true, maxSockets: 128 };
    this.agent = origin.protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options);
  }

  /** Never throws. If forwarding fails, the caller gets 502, and `failure` of the response says why. */
  forward(forwarding: Forwarding): Promise<DeliveredResponse> {
    // A WebSocket never returns its connection.
    const agent = forwarding.upgrade ? false : this.agent;
    return new ForwardedRequest(forwarding, this.origin, agent).run();
  }
}

class ForwardedRequest {
  private readonly startedAt = performance.now();
  private readonly kept: Buffer[] = [];
  private size = 0;
  private isAnswered = false;
  private hasFailed = false;
  private settle: (response: DeliveredResponse) => void = () => undefined;

  constructor(
    private readonly forwarding: Forwarding,
    private readonly origin: URL,
    private readonly agent: HttpAgent | false,
  ) {}

  run(): Promise<DeliveredResponse> {
    const { incoming, body, hasMore } = this.forwarding;
    const { method = 'GET', url: path = '/' } = incoming;
    return new Promise((resolve) => {
      this.settle = resolve;
      const { origin, agent } = this;
      const headers = requestHeaders(this.forwarding);
      const request = requestTo(origin, { agent, method, path, headers, timeout: TIMEOUT });
      this.watch(request);
      if (!hasMore) request.end(body);
      else {
        request.write(body);
        incoming.pipe(request);
      }
    });
  }

  private watch(request: ClientRequest): void {
    const { incoming, response } = this.forwarding;
    const fail = (failure: string) => {
      request.destroy();
      this.fail(failure);
    };
    request.on('timeout', () => {
      const message = this.isAnswered
        ? 'The response made no progress for'
        : 'The application did not respond within';
      fail(`${message} ${TIMEOUT / 1000} s`);
    });
    request.on('error', (error) => {
      // An application may respond before it has the whole body, and then close. The response that was read decides.
      if (!this.isAnswered) fail(`The application cannot be reached (${codeOf(error)})`);
    });
    request.on('upgrade', (upstream: IncomingMessage, socket: Socket, head: Buffer) => {
      if (this.join(upstream, socket, head)) return;
      socket.destroy();
      fail(UNREQUESTED_UPGRADE);
    });
    request.on('response', (upstream) => {
      this.isAnswered = true;
      try {
        if (upstream.statusCode === 101) fail(UNREQUESTED_UPGRADE);
        else this.passBack(upstream);
      } catch (error) {
        fail(`The response cannot be returned to the caller (${codeOf(error)})`);
      }
    });
    response.on('close', () => {
      if (!response.writableFinished) fail('The client disconnected');
      else if (!incoming.complete) endWith(incoming.socket, request);
    });
  }

  private join(upstream: IncomingMessage, socket: Socket, head: Buffer): boolean {
    const { response, upgrade } = this.forwarding;
    if (!upgrade || response.destroyed || upstream.headers.upgrade?.toLowerCase() !== 'websocket')
      return false;
    const headers = [...endToEnd(upstream.rawHeaders), ...UPGRADE];
    response.detachSocket(upgrade.socket);
    upgrade.join(socket, head, headers);
    this.settle(this.describe(101, 'Switching Protocols', headers));
    return true;
  }

  private passBack(upstream: IncomingMessage): void {
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
    // After the response has arrived, destroying the request does not end an unread response (Node 26).
    response.on('close', () => upstream.destroy());
    upstream.on('close', () => {
      const failure = upstream.complete
        ? {}
        : { failure: 'The application closed the connection during its response' };
      this.settle({ ...this.describe(status, statusMessage, headers), ...failure });
    });
    upstream.pipe(response);
  }

  private keep(chunk: Buffer): void {
    const left = MAX_KEPT_BYTES - this.size;
    this.size += chunk.length;
    if (left > 0) this.kept.push(chunk.subarray(0, left));
  }

  private fail(failure: string): void {
    if (this.hasFailed) return;
    this.hasFailed = true;
    const { response } = this.forwarding;
    if (response.headersSent) response.destroy();
    else {
      const headers = { [LISTEN_HEADER]: 'application unavailable', connection: 'close' };
      response.writeHead(502, 'Bad Gateway', headers).end();
    }
    this.settle({ ...this.describe(502, 'Bad Gateway', []), failure });
  }

  private describe(status: number, statusText: string, headers: readonly string[]): DeliveredResponse {
    const milliseconds = Math.round(performance.now() - this.startedAt);
    return { status, statusText, headers, body: Buffer.concat(this.kept), size: this.size, milliseconds };
  }
}

/** Ends a request with the caller's connection. Node does not report a caller that disconnects after the response. */
function endWith(socket: Socket, request: ClientRequest): void {
  const end = () => {
    request.destroy();
  };
  socket.once('close', end);
  request.once('close', () => socket.off('close', end));
}

/** Returns the headers to send. The `listen` header comes first, because an application ignores headers beyond its limit. */
function requestHeaders({ incoming, body, hasMore, listenHeader, upgrade }: Forwarding): string[] {
  const { rawHeaders, headers } = incoming;
  // Without framing, an application would read the body as the next request. Node ignores an empty `Transfer-Encoding`.
  const isChunked =
    headers['content-length'] === undefined &&
    (headers['transfer-encoding'] !== undefined || hasMore || body.length > 0);
  return [
    ...(listenHeader === undefined ? [] : [LISTEN_HEADER, listenHeader]),
    ...endToEnd(rawHeaders),
    ...(isChunked ? ['Transfer-Encoding', 'chunked'] : []),
    ...(upgrade ? UPGRADE : []),
  ];
}
