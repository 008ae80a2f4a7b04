import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

export type Header = readonly [name: string, value: string];

/** A request as it arrived, read with as little tolerance as possible. */
export interface ArrivedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly Header[];
  /** As far as it arrived. */
  readonly body: Buffer;
  readonly isComplete: boolean;
}

export interface UpstreamConnection {
  readonly socket: Socket;
  readonly requests: ArrivedRequest[];
  /** `upgrade` after a request with `Upgrade`; `malformed` after bytes that are no clear request. */
  readonly state: 'http' | 'upgrade' | 'malformed';
  /** What was not read as a request. */
  readonly rest: Buffer;
}

/** Responds as soon as a header is complete; `respond` with whole bytes, or do with the socket what an application may do. */
export type Respond = (request: ArrivedRequest, connection: UpstreamConnection) => void;

export const OK = 'HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 11\r\n\r\n<Response/>';
export const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

/** An application that keeps what it gets, byte for byte. */
export class RawUpstream {
  readonly connections: UpstreamConnection[] = [];
  private readonly server: Server;

  /** @param respondEarly whether it responds before the body is there */
  constructor(respond: Respond, respondEarly: (request: ArrivedRequest) => boolean = () => false) {
    this.server = createServer({ allowHalfOpen: false }, (socket) => {
      this.connections.push(new Connection(socket, respond, respondEarly));
    });
  }

  async listen(): Promise<number> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  get requests(): ArrivedRequest[] {
    return this.connections.flatMap(({ requests }) => requests);
  }

  close(): void {
    this.server.close();
    for (const { socket } of this.connections) socket.destroy();
  }
}

export function valuesOf({ headers }: Pick<ArrivedRequest, 'headers'>, name: string): string[] {
  return headers.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);
}

const HEAD_END = '\r\n\r\n';

class Connection implements UpstreamConnection {
  readonly requests: ArrivedRequest[] = [];
  rest: Buffer = Buffer.alloc(0);
  state: UpstreamConnection['state'] = 'http';
  private isAnswered = false;

  constructor(
    readonly socket: Socket,
    private readonly respond: Respond,
    private readonly respondEarly: (request: ArrivedRequest) => boolean,
  ) {
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      this.rest = Buffer.concat([this.rest, chunk]);
      while (this.state === 'http' && this.readRequest());
    });
    // What is cut off arrived as well.
    socket.on('close', () => {
      const head = this.state === 'http' ? readHead(this.rest) : undefined;
      if (head) this.requests.push({ ...head, body: this.rest.subarray(head.length), isComplete: false });
    });
  }

  /** Whether one was read. */
  private readRequest(): boolean {
    const head = readHead(this.rest);
    if (head === undefined) return false;
    if (head.isMalformed) {
      this.state = 'malformed';
      return false;
    }
    if (this.respondEarly({ ...head, body: Buffer.alloc(0), isComplete: false }) && !this.isAnswered) {
      this.isAnswered = true;
      this.respond({ ...head, body: Buffer.alloc(0), isComplete: false }, this);
    }
    const framed = readBody(head, this.rest.subarray(head.length));
    if (framed === 'malformed') this.state = 'malformed';
    if (framed === undefined || framed === 'malformed') return false;
    const request = { ...head, body: framed.body, isComplete: true };
    this.rest = this.rest.subarray(head.length + framed.length);
    this.requests.push(request);
    if (valuesOf(request, 'upgrade').length > 0) this.state = 'upgrade';
    if (!this.isAnswered) this.respond(request, this);
    this.isAnswered = false;
    return true;
  }
}

interface Head {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly Header[];
  readonly length: number;
  readonly isMalformed: boolean;
}

function readHead(bytes: Buffer): Head | undefined {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const [, method = '', target = ''] = /^([A-Z-]+) (\S+) HTTP\/1\.1$/.exec(first) ?? [];
  const headers = lines.map((line): Header => {
    const [, name = '', value = ''] = /^([^\s:]+): ?([^\r\n]*)$/.exec(line) ?? [];
    return [name, value];
  });
  const isMalformed = method === '' || headers.some(([name]) => name === '') || !isFramed(headers);
  return { method, target, headers, length: end + HEAD_END.length, isMalformed };
}

/** Whether all servers find the same end of the body. */
function isFramed(headers: readonly Header[]): boolean {
  const lengths = valuesOf({ headers }, 'content-length');
  const codings = valuesOf({ headers }, 'transfer-encoding');
  if (lengths.length + codings.length > 1) return false;
  return lengths.every((length) => /^\d+$/.test(length)) && codings.every((coding) => coding === 'chunked');
}

interface Framed {
  readonly body: Buffer;
  /** On the wire. */
  readonly length: number;
}

/** `undefined` if the body is not all there. */
function readBody(head: Head, bytes: Buffer): Framed | 'malformed' | undefined {
  if (valuesOf(head, 'transfer-encoding').length > 0) return readChunks(bytes);
  const length = Number(valuesOf(head, 'content-length')[0] ?? 0);
  return bytes.length < length ? undefined : { body: bytes.subarray(0, length), length };
}

function readChunks(bytes: Buffer): Framed | 'malformed' | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const end = bytes.indexOf('\r\n', at);
    if (end < 0) return undefined;
    const digits = bytes.toString('latin1', at, end);
    if (!/^[\da-f]{1,6}$/i.test(digits)) return 'malformed';
    const size = parseInt(digits, 16);
    const next = end + 2 + size + 2;
    if (next > bytes.length) return undefined;
    if (size === 0) return { body: Buffer.concat(chunks), length: next };
    chunks.push(bytes.subarray(end + 2, end + 2 + size));
    at = next;
  }
}
