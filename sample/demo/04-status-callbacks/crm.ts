import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

interface Report {
  readonly callSid: string;
}

/** The other system of the demo: it fails for some calls at first, and for some always. */
export class Crm {
  /** Successful reports, by call. */
  readonly reported = new Map<string, number>();
  readonly tries = new Map<string, number>();
  private readonly server: Server;

  constructor(private readonly failuresOf: (callSid: string) => number) {
    this.server = createServer((request, response) => {
      void json(request).then((body) => {
        response.writeHead(this.receive((body as Report).callSid)).end();
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/calls`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private receive(callSid: string): number {
    const tries = (this.tries.get(callSid) ?? 0) + 1;
    this.tries.set(callSid, tries);
    if (tries <= this.failuresOf(callSid)) return 503;
    this.reported.set(callSid, (this.reported.get(callSid) ?? 0) + 1);
    return 204;
  }
}
