import type { IncomingHttpHeaders } from 'node:http';

/**
 * The properties of Express's and Fastify's requests that this library reads.
 *
 * @publicApi
 */
export interface IncomingWebhookRequest {
  readonly method: string;
  /** `http` or `https`. The framework reads forwarded headers only with `trust proxy` or `trustProxy`. */
  readonly protocol: string;
  readonly host?: string;
  readonly hostname: string;
  readonly headers: IncomingHttpHeaders;
  /** The raw body, with `NestFactory.create(AppModule, { rawBody: true })`. */
  readonly rawBody?: Uint8Array | string;
  /** Stream of an HTTP/2 request. */
  readonly stream?: Http2Stream;
  /** Fastify's underlying Node request. */
  readonly raw?: { readonly stream?: Http2Stream };
}

interface Http2Stream {
  readonly endAfterHeaders?: boolean;
}
