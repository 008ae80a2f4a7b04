import { EventEmitter } from 'node:events';
import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import type { SigningKeyKind, WebhookRequest } from '../../../signature/index.js';
import { verifyWebhook } from '../verify-webhook.js';
import { codeOf } from '../errors.js';
import { shownUrl } from '../url.js';
import {
  type DeliveredRequest,
  type DeliveredResponse,
  type Delivery,
  type DeliveryOrigin,
  type DeliveryResult,
  toPairs,
} from './delivery.js';
import { readConversation } from './conversation.js';
import { readKindAndGroup, readPayload } from './describe-payload.js';
import { RejectionExplainer, type Explanation } from './rejection-explainer.js';
import { endToEnd } from './end-to-end.js';
import { findRequestError } from './find-request-error.js';
import type { Forwarder } from './forward.js';
import { judgeResponse } from './judge-response.js';
import { readBody, type ReadBody } from './read-incoming-body.js';
import { RequestQueue } from './request-queue.js';
import { respondAlone } from './respond-alone.js';
import { PageRequests } from './sent-by-page.js';
import { Upgrade } from './upgrade.js';

const MAX_BODY_BYTES = 2 * 1024 * 1024;
/** A connection can have a whole body in memory. */
const MAX_CONNECTIONS = 128;
const MAX_WEBSOCKETS = 64;
const TIMEOUTS = { requestTimeout: 30_000, connectionsCheckingInterval: 3_000 };
/** Exceeds the time limit of an application. Ends a connection whose caller does not read the response. */
const IDLE_TIMEOUT = 90_000;
const NO_BODY: ReadBody = { body: Buffer.alloc(0), hasMore: false, isAborted: false };

export interface ReceiverOptions {
  readonly signingKeys: readonly string[];
  readonly signingKeyKind: SigningKeyKind;
  /** Public URL without trailing slash. `undefined` for `https://` and the Host header. */
  readonly publicUrl: string | undefined;
  readonly forwarder: Forwarder | undefined;
  readonly isOnlyVerified: boolean;
  /** Whether WebSocket handshakes are forwarded in spite of `isOnlyVerified`, verified or not. */
  readonly allowsWebSockets: boolean;
}

interface ReceiverEvents {
  readonly delivery: [Delivery];
  /** A request that was not handled, without credentials, and the reason, in one line. */
  readonly odd: [string];
}

interface Received {
  readonly startedAt: Date;
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly read: ReadBody;
  readonly upgrade: Upgrade | undefined;
  readonly signed: WebhookRequest;
  readonly result: DeliveryResult;
  readonly origin: DeliveryOrigin | undefined;
}

/** The server behind the tunnel. Verifies requests, forwards or responds to them, and emits each delivery. */
export class Receiver extends EventEmitter<ReceiverEvents> {
  readonly server: Server;
  readonly pageRequests = new PageRequests();
  private readonly explainer: RejectionExplainer;
  private readonly requestQueue = new RequestQueue();
  private readonly upgraded = new Set<Socket>();
  private lastId = 0;

  constructor(private readonly options: ReceiverOptions) {
    super();
    this.explainer = new RejectionExplainer(options);
    // By default Node responds to an unknown `Expect` and to a missing `Host`, without `requestQueue`.
    this.server = createServer({ ...TIMEOUTS, requireHostHeader: false });
    for (const event of ['request', 'checkExpectation']) {
      this.server.on(event, (incoming: IncomingMessage, response: ServerResponse) => {
        this.receiveInOrder(incoming, response);
      });
    }
    this.server.maxConnections = MAX_CONNECTIONS;
    this.server.timeout = IDLE_TIMEOUT;
    // By default Node ignores the headers after the 2,000th. Their length is limited to 16 kB.
    this.server.maxHeadersCount = 0;
    this.server.on('upgrade', (incoming: IncomingMessage, stream: Duplex, head: Buffer) => {
      // The stream is not the socket if the request has a body (Node 26). Without a listener its errors end the process.
      stream.on('error', () => undefined);
      this.receiveUpgrade(incoming, head);
    });
  }

  /** Stops listening, and closes the remaining connections after a time in milliseconds. */
  close(grace: number): void {
    this.server.close();
    this.server.closeIdleConnections();
    setTimeout(() => {
      this.server.closeAllConnections();
      for (const socket of this.upgraded) socket.destroy();
    }, grace).unref();
  }

  /** Diagnoses a rejected request regardless of the limits. Call it only for the user of the CLI. */
  diagnoseNow({ request, url, result }: Delivery): Explanation {
    const { method, headers, body } = request;
    return this.explainer.explainNow({ method, url, headers: toRecord(endToEnd(headers)), body }, result);
  }

  private receiveInOrder(incoming: IncomingMessage, response: ServerResponse): void {
    const { socket } = incoming;
    if (!socket.writable) return;
    const isAdded = this.requestQueue.add(socket, response, () => this.receive(incoming, response));
    if (!isAdded) this.closeConnection(incoming, 'too many requests wait on it');
  }

  private receiveUpgrade(incoming: IncomingMessage, head: Buffer): void {
    const { socket } = incoming;
    // Node may have assigned a response without a handler to a socket that an earlier response ends.
    if (!socket.writable || this.upgraded.has(socket)) {
      socket.destroy();
    } else if (this.requestQueue.isBusy(socket)) {
      this.closeConnection(incoming, 'an earlier request on it has no response yet');
    } else if (this.upgraded.size === MAX_WEBSOCKETS) {
      this.closeConnection(incoming, 'too many WebSockets are open');
    } else {
      this.upgraded.add(socket);
      socket.on('close', () => this.upgraded.delete(socket));
      void this.receive(incoming, responseOn(socket, incoming), new Upgrade(socket, head));
    }
  }

  private closeConnection(incoming: IncomingMessage, reason: string): void {
    incoming.socket.destroy();
    this.emitOdd(incoming, `the connection was closed, because ${reason}`);
  }

  /** Never rejects. */
  private async receive(
    incoming: IncomingMessage,
    response: ServerResponse,
    upgrade?: Upgrade,
  ): Promise<void> {
    const sent = this.pageRequests.take(incoming.rawHeaders);
    let delivery: Delivery | undefined;
    try {
      const error = findRequestError(incoming, upgrade !== undefined);
      if (error === undefined) delivery = await this.handle(incoming, response, upgrade, sent?.origin);
      else {
        response.writeHead(400, { connection: 'close' }).end();
        this.emitOdd(incoming, error);
      }
    } catch (error) {
      response.destroy();
      this.emitOdd(incoming, `an error occurred (${codeOf(error)})`);
    }
    sent?.settle(delivery);
  }

  private async handle(
    incoming: IncomingMessage,
    response: ServerResponse,
    upgrade: Upgrade | undefined,
    origin: DeliveryOrigin | undefined,
  ): Promise<Delivery | undefined> {
    const startedAt = new Date();
    const read = upgrade ? NO_BODY : await readBody(incoming, MAX_BODY_BYTES);
    if (read.isAborted) {
      this.emitOdd(incoming, 'the client disconnected before the end of the body');
      return undefined;
    }
    const signed = this.toSigned(incoming, read.body);
    const result: DeliveryResult = read.hasMore
      ? { verified: false, reason: 'body-too-long' }
      : verifyWebhook(signed, this.options.signingKeys);
    const received = { startedAt, incoming, response, read, upgrade, signed, result, origin };
    const delivery = await this.respond(received);
    this.emit('delivery', delivery);
    return delivery;
  }

  private async respond(received: Received): Promise<Delivery> {
    const { incoming, response, read, result, upgrade } = received;
    const { forwarder, isOnlyVerified, allowsWebSockets } = this.options;
    const isAllowed = !isOnlyVerified || (upgrade ? allowsWebSockets : result.verified);
    if (!forwarder || !isAllowed)
      return this.toDelivery(received, respondAlone(response, result, upgrade), false);
    const listenHeader = result.verified ? undefined : `rejected; reason=${result.reason}`;
    const { body, hasMore } = read;
    const responded = await forwarder.forward({ incoming, response, body, hasMore, listenHeader, upgrade });
    return this.toDelivery(received, responded, true);
  }

  private toDelivery(received: Received, response: DeliveredResponse, isForwarded: boolean): Delivery {
    const { startedAt, incoming, read, upgrade, signed, result, origin } = received;
    const payload = readPayload(signed);
    const { kind, group } = readKindAndGroup(payload);
    const request = toDelivered(incoming, read);
    const judgment =
      result.verified && !upgrade
        ? judgeResponse(payload, response, { url: result.url, publicUrl: this.baseOf(incoming) })
        : undefined;
    const listenWarnings = upgrade && !isForwarded ? [this.handshakeWarning()] : failureOf(response);
    return {
      id: ++this.lastId,
      startedAt,
      request,
      url: signed.url,
      result,
      ...this.explainer.explain(signed, result),
      kind,
      group,
      conversation: readConversation(payload, kind),
      origin,
      effect: judgment?.effect,
      response,
      isForwarded,
      warnings: judgment?.warnings ?? listenWarnings,
    };
  }

  /** Returns why `listen` responded to a handshake with 403. */
  private handshakeWarning(): string {
    return this.options.forwarder
      ? '--only-verified rejected a WebSocket handshake, because SignalWire may not sign handshakes. Fix: --allow-websockets'
      : 'The WebSocket handshake was rejected, because --forward is missing. Fix: --forward http://localhost:3000';
  }

  /** Returns the request as the application receives it. The application must not get unverified headers. */
  private toSigned(incoming: IncomingMessage, body: Buffer): WebhookRequest {
    const { method = '', rawHeaders, url: target = '' } = incoming;
    return { method, url: this.baseOf(incoming) + target, headers: toRecord(endToEnd(rawHeaders)), body };
  }

  private baseOf({ headers: { host = '' } }: IncomingMessage): string {
    return this.options.publicUrl ?? `https://${host}`;
  }

  private emitOdd({ method = '', url = '' }: IncomingMessage, reason: string): void {
    this.emit('odd', `${method} ${shownUrl(url)}: ${reason}`);
  }
}

/** Returns a response that ends the connection. Node detaches the connection of an upgrade from its server. */
function responseOn(socket: Socket, incoming: IncomingMessage): ServerResponse {
  const response = new ServerResponse(incoming);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  socket.setTimeout(IDLE_TIMEOUT, () => socket.destroy());
  socket.on('drain', () => response.emit('drain'));
  response.on('finish', () => {
    socket.destroySoon();
  });
  return response;
}

function toRecord(headers: readonly string[]): Record<string, string[]> {
  const record = Object.create(null) as Record<string, string[]>;
  for (const [name, value] of toPairs(headers)) (record[name.toLowerCase()] ??= []).push(value);
  return record;
}

function toDelivered(incoming: IncomingMessage, { body, hasMore }: ReadBody): DeliveredRequest {
  const { method = '', url: target = '', httpVersion, rawHeaders: headers } = incoming;
  return { method, target, httpVersion, headers, body, isCut: hasMore };
}

function failureOf({ failure }: DeliveredResponse): string[] {
  return failure === undefined ? [] : [`${failure}.`];
}
