import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Manifest {
  readonly name: string;
  readonly version: string;
}

/** A registry on loopback that has one package, and sends for all others to the one that npm is set up with. */
export class Registry {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(manifest: Manifest, tarball: string, others: string): Promise<Registry> {
    const bytes = await readFile(tarball);
    const file = `/${manifest.name}-${manifest.version}.tgz`;
    const server = createServer((request, response) => {
      const path = request.url ?? '/';
      if (path === file) response.end(bytes);
      else if (path === `/${manifest.name}`)
        sendJson(response, describe(manifest, bytes, addressOf(server) + file));
      else response.writeHead(307, { location: new URL(path.slice(1), others).href }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Registry(server, `${addressOf(server)}/`);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function describe(manifest: Manifest, bytes: Buffer, tarball: string): object {
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  const version = { ...manifest, dist: { tarball, integrity } };
  return {
    name: manifest.name,
    'dist-tags': { latest: manifest.version },
    versions: { [manifest.version]: version },
  };
}

function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
