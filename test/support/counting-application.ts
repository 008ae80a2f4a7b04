import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Responds with the status at the beginning of the path, and with cXML that counts the requests. */
export interface CountingApplication {
  readonly origin: string;
  /** Headers of the requests. */
  readonly received: readonly IncomingHttpHeaders[];
  count(): number;
  close(): void;
}

export async function startCountingApplication(): Promise<CountingApplication> {
  const received: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    received.push(request.headers);
    const [, status = '200'] = /^\/(\d{3})/.exec(request.url ?? '') ?? [];
    const location = status === '302' ? { location: '/voice' } : {};
    response.writeHead(Number(status), { 'content-type': 'text/xml', ...location });
    response.end(`<Response><Say>Hello</Say><Say>${received.length}</Say><Hangup/></Response>`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    count: () => received.length,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
