import type { IncomingHttpHeaders } from 'node:http';

/**
 * The properties of Express's and Fastify's requests that this library reads.
 *
 * @publicApi
 */
export interface IncomingWebhookRequest {
  /** HTTP method, in capitals. */
  readonly method: string;
  /** `http` or `https`. The framework reads forwarded headers only with `trust proxy` or `trustProxy`. */
  readonly protocol: string;
  /** Host. Express 4 and Fastify 4 omit its port, or do not have it. */
  readonly host?: string;
  /** Host without port. */
  readonly hostname: string;
  /** Headers, with names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** The raw body, with `NestFactory.create(AppModule, { rawBody: true })`. */
  readonly rawBody?: Uint8Array | string;
  /** The body as the framework parsed it. Code that runs before the guard may have changed it. */
  readonly body?: unknown;
  /** Stream of an HTTP/2 request. */
  readonly stream?: Http2Stream;
  /** Fastify's underlying Node request. */
  readonly raw?: { readonly stream?: Http2Stream };
}

/** Stream of an HTTP/2 request, as in Node. */
interface Http2Stream {
  /** Whether the request ends with its headers, so that it has no body. */
  readonly endAfterHeaders?: boolean;
}
