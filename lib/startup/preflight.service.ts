import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';

import { printable } from '../errors/printable.js';
import type { IncomingWebhookRequest } from '../request/incoming-request.js';
import type { PublicUrlOptions } from '../request/read-public-url.js';
import { withoutTrailingSlashes } from '../signature/internal.js';
import { SIGNALWIRE_WEBHOOK_OPTIONS } from '../signalwire-webhook.tokens.js';
import { fetchProbe, type ProbeResponse } from './fetch-probe.js';
import type { PreflightOptions } from './preflight-options.js';

const PROBE_PATH = '/.well-known/signalwire-webhook';

/**
 * Checks once, when the application listens, that `publicUrl` leads to it, and logs the URL that the application receives.
 * The probe's path is random, and the probe responds only while the preflight runs.
 */
@Injectable()
export class PreflightService implements OnModuleInit {
  private readonly logger = new Logger('SignalWireWebhook');
  private readonly nonce = randomUUID();
  private isOpen = true;

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    @Inject(SIGNALWIRE_WEBHOOK_OPTIONS) private readonly options: PreflightOptions & PublicUrlOptions,
  ) {}

  onModuleInit(): void {
    const { preflight, publicUrl } = this.options;
    if (!preflight || typeof publicUrl !== 'string') return;
    const prefix = withoutTrailingSlashes(new URL(publicUrl).pathname);
    for (const start of new Set(['', prefix])) this.addProbeRoute(`${start}${PROBE_PATH}/${this.nonce}`);
    const server = this.adapterHost.httpAdapter.getHttpServer() as Server;
    server.once('listening', () => void this.run(publicUrl, prefix));
  }

  private addProbeRoute(path: string): void {
    const { httpAdapter } = this.adapterHost;
    httpAdapter.get(path, (request: IncomingWebhookRequest, response: unknown) => {
      const { protocol, host, hostname } = request;
      const seen: ProbeResponse = { nonce: this.nonce, protocol, host: host ?? hostname, path };
      return this.isOpen
        ? (httpAdapter.reply(response, seen, 200) as unknown)
        : (httpAdapter.reply(response, { statusCode: 404, message: 'Not Found' }, 404) as unknown);
    });
  }

  private async run(publicUrl: string, prefix: string): Promise<void> {
    const path = `${PROBE_PATH}/${this.nonce}`;
    const outcome = await fetchProbe(withoutTrailingSlashes(publicUrl) + path, this.nonce);
    this.isOpen = false;
    if (typeof outcome === 'string') {
      this.logger.error(
        `Preflight: publicUrl does not lead to this application: ${outcome}. Correct publicUrl, or the proxy or tunnel ` +
          'behind it.',
      );
    } else if (outcome.path !== path) {
      this.logger.error(
        `Preflight: the proxy passes the prefix ${prefix} on, so the verified URL would contain it twice. ` +
          `Fix: publicUrl: '${new URL(publicUrl).origin}'`,
      );
    } else {
      const { protocol, host } = outcome;
      this.logger.log(
        `Preflight: publicUrl leads here. The application sees ${printable(`${protocol}://${host}${outcome.path}`)}.`,
      );
    }
  }
}
