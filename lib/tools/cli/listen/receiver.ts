import { EventEmitter } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

import { diagnose, formatDiagnosis } from '../../../diagnosis/index.js';
import { type SignedRequest, type SigningKeyKind, verifySignature } from '../../../signature/index.js';
import type { Delivery, DeliveredRequest, DeliveredResponse, DeliveryVerdict } from './delivery.js';
import { readKindAndGroup, readPayload } from './describe-payload.js';
import { DiagnosisBudget } from './diagnosis-budget.js';
import { type Forwarder, MARK } from './forward.js';
import { judgeResponse } from './judge-response.js';
import { readBody, type ReadBody } from './read-body.js';

const MAX_BODY_BYTES = 2 * 1024 * 1024;
const MAX_DIAGNOSED_BYTES = 128 * 1024;
const MAX_CONNECTIONS = 256;
const REQUEST_TIMEOUT = 30_000;
const DIAGNOSIS_SHARE = 0.2;
const EMPTY_RESPONSE = Buffer.from('<?xml version="1.0" encoding="UTF-8"?><Response/>');

export interface ReceiverOptions {
  readonly signingKeys: readonly string[];
  readonly signingKeyKind: SigningKeyKind;
  /** Without trailing slash; by default `https://` and the Host header. */
  readonly publicUrl: string | undefined;
  readonly forwarder: Forwarder | undefined;
  readonly isOnlyVerified: boolean;
}

interface ReceiverEvents {
  readonly delivery: [Delivery];
  /** A request that was not looked at, in one line. */
  readonly odd: [string];
}

/** The server behind the tunnel: verifies what arrives, forwards it or responds, and tells of each delivery. */
export class Receiver extends EventEmitter<ReceiverEvents> {
  readonly server: Server;
  private readonly budget = new DiagnosisBudget(DIAGNOSIS_SHARE);
  private lastId = 0;

  constructor(private readonly options: ReceiverOptions) {
    super();
    this.server = createServer({ requestTimeout: REQUEST_TIMEOUT }, (incoming, response) => {
      this.receive(incoming, response).catch(() => response.destroy());
    });
    this.server.maxConnections = MAX_CONNECTIONS;
    this.server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.upgrade(incoming, socket, head);
    });
  }

  private async receive(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = new Date();
    const { method = '', url: target = '' } = incoming;
    if (!target.startsWith('/')) {
      response.writeHead(400, { connection: 'close' }).end();
      this.emit('odd', `${method} ${target}: the target is not a path`);
      return;
    }
    const read = await readBody(incoming, MAX_BODY_BYTES);
    if (read.isAborted) {
      this.emit('odd', `${method} ${target}: broken off by the caller`);
      return;
    }
    const signed = this.toSigned(incoming, read.body);
    const verdict: DeliveryVerdict = read.hasMore
      ? { verified: false, reason: 'body-too-long' }
      : verifySignature(signed, this.options.signingKeys);
    const { isForwarded, ...responded } = await this.respond(incoming, response, read, verdict);
    const request = toDelivered(incoming, read);
    this.emit(
      'delivery',
      this.toDelivery(signed, startedAt, request, verdict, responded.response, isForwarded),
    );
  }

  private async respond(
    incoming: IncomingMessage,
    response: ServerResponse,
    { body, hasMore }: ReadBody,
    verdict: DeliveryVerdict,
  ): Promise<{ response: DeliveredResponse; isForwarded: boolean }> {
    const { forwarder, isOnlyVerified } = this.options;
    if (forwarder && (verdict.verified || !isOnlyVerified)) {
      const mark = verdict.verified ? undefined : `refused; reason=${verdict.reason}`;
      const forwarding = { incoming, response, body, hasMore, mark };
      return { response: await forwarder.forward(forwarding), isForwarded: true };
    }
    return { response: respondAlone(response, verdict), isForwarded: false };
  }

  private toDelivery(
    signed: SignedRequest,
    startedAt: Date,
    request: DeliveredRequest,
    verdict: DeliveryVerdict,
    response: DeliveredResponse,
    isForwarded: boolean,
  ): Delivery {
    const payload = readPayload(signed);
    const { kind, group } = readKindAndGroup(payload);
    const isJudged = isForwarded && verdict.verified;
    return {
      id: ++this.lastId,
      startedAt,
      request,
      url: signed.url,
      verdict,
      diagnosis: verdict.verified ? undefined : this.diagnose(signed, verdict.reason),
      kind,
      group,
      response,
      isForwarded,
      problems: isJudged ? judgeResponse(payload, response) : failureOf(response),
    };
  }

  private diagnose(signed: SignedRequest, reason: string): string {
    if (reason === 'body-too-long') return 'Not verified: the body is longer than 2 MB.';
    if ((signed.body?.length ?? 0) > MAX_DIAGNOSED_BYTES)
      return 'Not diagnosed: the body is longer than 128 kB.';
    const { signingKeys, signingKeyKind } = this.options;
    return (
      this.budget.run(() => formatDiagnosis(diagnose(signed, signingKeys, { signingKeyKind }))) ??
      'Not diagnosed: too many refused requests at once.'
    );
  }

  /** A WebSocket has no body and no response to speak of: it is verified, joined, and told of in one line. */
  private upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { forwarder, isOnlyVerified, signingKeys } = this.options;
    const { method = '', url: target = '' } = incoming;
    const { verified } = verifySignature(this.toSigned(incoming, Buffer.alloc(0)), signingKeys);
    const isPassed = forwarder !== undefined && target.startsWith('/') && (verified || !isOnlyVerified);
    socket.on('error', () => socket.destroy());
    if (isPassed) forwarder.upgrade(incoming, socket, head);
    else socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    const what = `WebSocket ${isPassed ? 'passed through' : 'refused'}, ${verified ? 'signed' : 'not signed'}`;
    this.emit('odd', `${method} ${target}: ${what}`);
  }

  private toSigned(incoming: IncomingMessage, body: Buffer): SignedRequest {
    const { method = '', headers, url: target = '' } = incoming;
    const base = this.options.publicUrl ?? `https://${headers.host ?? ''}`;
    return { method, url: base + target, headers, body };
  }
}

function toDelivered(incoming: IncomingMessage, { body, hasMore }: ReadBody): DeliveredRequest {
  const { method = '', url: target = '', httpVersion, rawHeaders: headers } = incoming;
  return { method, target, httpVersion, headers, body, isCut: hasMore };
}

function respondAlone(response: ServerResponse, verdict: DeliveryVerdict): DeliveredResponse {
  if (!verdict.verified && verdict.reason === 'body-too-long') {
    response.writeHead(413, { connection: 'close' }).end();
    return { status: 413, statusText: '', headers: [], body: Buffer.alloc(0), size: 0, milliseconds: 0 };
  }
  const status = verdict.verified ? 200 : 403;
  const headers = verdict.verified ? ['Content-Type', 'text/xml'] : [MARK, 'refused'];
  const body = verdict.verified ? EMPTY_RESPONSE : Buffer.alloc(0);
  response.writeHead(status, headers).end(body);
  return { status, statusText: '', headers, body, size: body.length, milliseconds: 0 };
}

function failureOf({ failure }: DeliveredResponse): string[] {
  return failure === undefined ? [] : [`${failure}.`];
}
