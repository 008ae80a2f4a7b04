/**
 * The properties of a standard web `Request` that {@link verifyRequest} reads, in Node, Hono, Next.js, Deno and Bun. The interface
 * does not depend on DOM types.
 *
 * @publicApi
 */
export interface WebRequest {
  /** HTTP method, in capitals. */
  readonly method: string;
  /** The absolute URL. Only its path and query are used; `publicUrl` replaces the rest. */
  readonly url: string;
  /** Headers of the request. */
  readonly headers: WebHeaders;
  /** Stream of the body, which {@link verifyRequest} reads once; `null` without a body. */
  readonly body: WebBody | null;
  /** Whether the body was read before. If so, {@link verifyRequest} throws. */
  readonly bodyUsed: boolean;
}

/**
 * The headers of a {@link WebRequest}; repeated headers are joined with a comma.
 *
 * @publicApi
 */
export interface WebHeaders {
  /** Returns the value of a header, or `null`. The name can have any letter case. */
  get(name: string): string | null;
}

/**
 * The stream of a {@link WebRequest}'s body.
 *
 * @publicApi
 */
export interface WebBody {
  /** Whether a reader is reading the stream. If so, {@link verifyRequest} throws. */
  readonly locked: boolean;
  /** Returns a reader of the stream. */
  getReader(): WebBodyReader;
}

/**
 * The reader of a {@link WebBody}.
 *
 * @publicApi
 */
export interface WebBodyReader {
  /** Returns the next bytes, or `done: true` at the end. */
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  /** Ends the reading. */
  releaseLock(): void;
}

/** @throws TypeError if the request is not a web `Request`, or if its body was read before */
export function checkWebRequest(request: unknown): asserts request is WebRequest {
  if (!isWebRequest(request)) {
    throw new TypeError(
      "verifyRequest takes the web's standard Request, such as c.req.raw under Hono. For the request of Express, Fastify or " +
        'node:http, pass the raw body to verifySignature({ method, url, headers, body }, signingKey).',
    );
  }
  if (!request.bodyUsed && request.body?.locked !== true) return;
  throw new TypeError(
    'The body of the request has already been read, so its signature cannot be verified. Call verifyRequest before other code ' +
      'reads the body and take the data from `payload`, or pass a request.clone() that was made before.',
  );
}

function isWebRequest(request: unknown): request is WebRequest {
  if (typeof request !== 'object' || request === null) return false;
  const { method, url, headers, body } = request as Readonly<Record<keyof WebRequest, unknown>>;
  if (typeof method !== 'string' || typeof url !== 'string') return false;
  return hasMethod(headers, 'get') && (body === null || body === undefined || hasMethod(body, 'getReader'));
}

function hasMethod(value: unknown, name: string): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Record<string, unknown>)[name] === 'function'
  );
}
