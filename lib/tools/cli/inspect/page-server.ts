import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { UsageError } from '../errors.js';
import { packageFolder } from '../package-folder.js';
import type { PageApi } from './page-api.js';

/** Built from the folder `inspect/`. */
const PAGE_FOLDER = join(packageFolder(), 'dist/inspect');
const FILES = [
  { path: '/', file: 'index.html', type: 'text/html; charset=utf-8' },
  { path: '/main.js', file: 'main.js', type: 'text/javascript; charset=utf-8' },
  { path: '/style.css', file: 'style.css', type: 'text/css; charset=utf-8' },
];

const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** How long the browser has to start, in milliseconds. */
const CODE_LIFETIME = 60_000;

/** Serves the inspector page on loopback and for the names of loopback. Requires an access token for all data. */
export class PageServer {
  readonly server: Server;
  private readonly token = makeSecret();
  private code: { readonly value: string; readonly expiresAt: number } | undefined;
  private readonly files = FILES.map(({ path, file, type }) => ({ path, type, bytes: readPageFile(file) }));

  constructor(private readonly api: PageApi) {
    this.server = createServer((request, response) => {
      this.handle(request, response).catch(() => response.destroy());
    });
    this.server.maxConnections = 64;
  }

  /** URL of the page. The access token is in the fragment, which browsers never send. */
  get url(): string {
    return `${this.origin}/#${this.token}`;
  }

  /**
   * Returns a URL for the command line of a browser, which other users of the machine can read. It contains no access token, but a
   * code that the page exchanges for it. The code is valid once, for one minute.
   */
  makeOpenUrl(): string {
    this.code = { value: makeSecret(), expiresAt: performance.now() + CODE_LIFETIME };
    return `${this.origin}/#open=${this.code.value}`;
  }

  private get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const [path = '/'] = (request.url ?? '/').split('?', 1);
    if (!this.isLoopbackName(request)) respondEmpty(response, 421);
    else if (path === '/api/session' && request.method === 'POST') this.exchangeCode(request, response);
    else if (path.startsWith('/api/')) {
      if (hasBearer(request, this.token)) await this.api.handle(request, response, path);
      else respondEmpty(response, 401);
    } else this.sendFile(request, response, path);
  }

  private sendFile({ method }: IncomingMessage, response: ServerResponse, path: string): void {
    const file = this.files.find((each) => each.path === path);
    if (!file) respondEmpty(response, 404);
    else if (method !== 'GET' && method !== 'HEAD') respondEmpty(response, 405);
    else response.writeHead(200, { 'content-type': file.type }).end(file.bytes);
  }

  /** Protects against DNS rebinding, in which a name of an attacker resolves to loopback. */
  private isLoopbackName({ headers: { host = '', origin } }: IncomingMessage): boolean {
    const { port } = new URL(this.origin);
    const hosts = ['127.0.0.1', 'localhost'].map((name) => `${name}:${port}`);
    return hosts.includes(host) && (origin === undefined || hosts.includes(origin.replace(/^http:\/\//, '')));
  }

  private exchangeCode(request: IncomingMessage, response: ServerResponse): void {
    const { code } = this;
    if (!code || performance.now() > code.expiresAt || !hasBearer(request, code.value)) {
      respondEmpty(response, 401);
      return;
    }
    this.code = undefined;
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ token: this.token }));
  }
}

function makeSecret(): string {
  return randomBytes(32).toString('base64url');
}

function hasBearer({ headers: { authorization = '' } }: IncomingMessage, secret: string): boolean {
  const given = Buffer.from(authorization);
  const expected = Buffer.from(`Bearer ${secret}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function respondEmpty(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end();
}

function readPageFile(file: string): Buffer {
  try {
    return readFileSync(join(PAGE_FOLDER, file));
  } catch {
    throw new UsageError(`The inspector page is not built, because "${file}" is missing. Fix: npm run build`);
  }
}
