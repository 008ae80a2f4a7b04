import type { IncomingHttpHeaders } from 'node:http';

/**
 * What Express's and Fastify's requests have in common, as far as this library reads them.
 *
 * @publicApi
 */
export interface IncomingWebhookRequest {
  readonly method: string;
  /** `http` or `https`; forwarded headers count only under `trust proxy` or `trustProxy`. */
  readonly protocol: string;
  readonly host?: string;
  readonly hostname: string;
  readonly headers: IncomingHttpHeaders;
  /** Present under `NestFactory.create(AppModule, { rawBody: true })`. */
  readonly rawBody?: Uint8Array | string;
  /** Of an HTTP/2 request. */
  readonly stream?: Http2Stream;
  /** Fastify's underlying Node request. */
  readonly raw?: { readonly stream?: Http2Stream };
}

interface Http2Stream {
  readonly endAfterHeaders?: boolean;
}
