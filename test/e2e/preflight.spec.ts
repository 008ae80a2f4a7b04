import { afterEach, describe, expect, test } from '@jest/globals';
import { Controller, Post } from '@nestjs/common';
import { SignalWireWebhook, SignalWireWebhookModule } from 'nestjs-signalwire-webhook';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import {
  adapterNames,
  type RunningApplication,
  startApplication,
  withApplication,
} from '../support/applications.js';
import { SIGNING_KEY } from '../support/signing.js';
import { until } from '../support/until.js';

@Controller()
class HookController {
  @SignalWireWebhook()
  @Post('hook')
  hook() {
    return 'handled';
  }
}

interface Proxy {
  readonly server: Server;
  readonly origin: string;
  readonly paths: string[];
  port: number;
}

/** A reverse proxy whose application comes later, as the proxy in front of a deployment. */
async function startProxy(rewrite: (path: string) => string): Promise<Proxy> {
  const paths: string[] = [];
  const server = createServer((incoming, outgoing) => {
    paths.push(incoming.url ?? '');
    const path = rewrite(incoming.url ?? '');
    const forwarded = httpRequest(
      { port: proxy.port, path, headers: { ...incoming.headers, host: 'inner:1' } },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502);
        answer.pipe(outgoing);
      },
    );
    forwarded.on('error', () => outgoing.writeHead(502).end());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: Proxy = {
    server,
    paths,
    port: 0,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
  return proxy;
}

describe.each(adapterNames)('preflight on %s', (adapterName) => {
  const open: { close(): unknown }[] = [];
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
  });

  async function start(
    publicUrl: string,
    proxy?: Proxy,
  ): Promise<{ application: RunningApplication; outcome: string }> {
    const lines: string[] = [];
    const application = await startApplication(adapterName, {
      webhooks: { publicUrl, preflight: true },
      controllers: [HookController],
      configure: (app) => {
        const record = (message: unknown) => lines.push(String(message));
        app.useLogger({ log: record, warn: record, error: record });
        app.setGlobalPrefix('api');
        if (proxy) {
          const server = app.getHttpServer() as Server;
          server.prependOnceListener(
            'listening',
            () => (proxy.port = (server.address() as AddressInfo).port),
          );
        }
      },
    });
    open.push(application);
    const outcome = () => lines.find((line) => line.startsWith('Preflight:'));
    await until(() => outcome() !== undefined);
    return { application, outcome: outcome() ?? '' };
  }

  async function proxied(
    rewrite: (path: string) => string,
    prefix = '',
  ): Promise<{ proxy: Proxy; outcome: string; application: RunningApplication }> {
    const proxy = await startProxy(rewrite);
    open.push(proxy.server);
    return { proxy, ...(await start(proxy.origin + prefix, proxy)) };
  }

  test('a public URL that leads here, and what the application sees of it', async () => {
    const { outcome } = await proxied((path) => path);
    expect(outcome).toMatch(
      /^Preflight: publicUrl leads here\. The application sees http:\/\/inner:1\/\.well-known/,
    );
  });

  test('a prefix that the proxy strips', async () => {
    const { outcome } = await proxied((path) => path.replace(/^\/stage/, ''), '/stage');
    expect(outcome).toContain('publicUrl leads here');
  });

  test('a prefix that the proxy passes on would be in the URL twice', async () => {
    const { proxy, outcome } = await proxied((path) => path, '/stage');
    expect(outcome).toContain(
      `passes the prefix /stage on, so the verified URL would contain it twice. Fix: publicUrl: '${proxy.origin}'`,
    );
  });

  test('a public URL that leads elsewhere', async () => {
    const { outcome } = await proxied((path) => `/elsewhere${path}`);
    expect(outcome).toContain(
      "does not lead to this application: the response has status 404 and is not the probe's response",
    );
  });

  test('a public URL that nobody serves', async () => {
    const proxy = await startProxy((path) => path);
    await new Promise((resolve) => proxy.server.close(resolve));
    const { outcome } = await start(proxy.origin);
    expect(outcome).toContain('the request failed (ECONNREFUSED)');
  });

  test('a redirect is not followed', async () => {
    let followed = 0;
    const target = createServer((_request, response) => {
      followed++;
      response.end();
    });
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    const location = `http://127.0.0.1:${(target.address() as AddressInfo).port}/`;
    const server = createServer((_request, response) => response.writeHead(302, { location }).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(target, server);
    const { outcome } = await start(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(outcome).toContain('the response has status 302');
    expect(followed).toBe(0);
  });

  test('the probe answers only while the question is open, and only by its name', async () => {
    const { proxy, application } = await proxied((path) => path);
    const [probe = ''] = proxy.paths;
    expect(await application.statusOf({ method: 'GET', target: probe })).toBe(404);
    expect(await application.statusOf({ method: 'GET', target: '/.well-known/signalwire-webhook/x' })).toBe(
      404,
    );
  });
});

test('it is off by default, and needs a publicUrl', async () => {
  const setup = { webhooks: { publicUrl: 'http://127.0.0.1:1' } };
  await withApplication('express', setup, ({ logger }) => {
    expect(logger.text).toBe('');
  });
  const withoutUrl = SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, preflight: true });
  await expect(startApplication('express', { imports: [withoutUrl] })).rejects.toThrow(
    "preflight needs a publicUrl to call, as a string. Fix: publicUrl: 'https://example.com'",
  );
});
