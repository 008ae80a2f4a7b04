import { isSignatureHeader, readBodyKind, withoutTrailingSlashes } from '../signature/internal.js';
import { type WebhookRequest, signRequest, type SignRequestOptions } from '../signature/index.js';
import { encodeForm, encodeJson, type FormBody, type JsonBody } from './encode-body.js';
import { changeOneByte, changeQuery } from './tamper.js';

/**
 * The options of `app.inject()`, of Fastify and of Nest.
 *
 * @publicApi
 */
export interface InjectRequest {
  /** HTTP method. */
  method: 'GET' | 'POST';
  /** Path and query. */
  url: string;
  /** Headers, with names in lower case. */
  headers: Record<string, string>;
  /** The bytes of the body. Absent without a body. */
  payload?: Buffer;
}

/**
 * The part of a supertest request that {@link SignedTestRequest.applyTo} uses.
 *
 * @publicApi
 */
export interface SupertestRequest {
  /** Sets headers. */
  set(headers: Record<string, string>): this;
  /** Sets the function that turns the body into bytes. */
  serialize(serializer: (body: unknown) => string): this;
  /** Sets the body. */
  send(body: object): this;
}

/**
 * The part of `supertest(app.getHttpServer())` that {@link SignedTestRequest.applyTo} uses.
 *
 * @publicApi
 */
export interface SupertestAgent<Request extends SupertestRequest> {
  /** Creates a GET request. */
  get(path: string): Request;
  /** Creates a POST request. */
  post(path: string): Request;
}

/** The parts of a {@link SignedTestRequest}. */
export interface RequestParts {
  /** HTTP method. */
  readonly method: 'GET' | 'POST';
  /** Public URL, without trailing slash. */
  readonly publicUrl: string;
  /** The request target: path and query. */
  readonly path: string;
  /** Headers, with names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes of the body. Absent without a body. */
  readonly body?: Buffer;
  /** Options of the signature. */
  readonly options: SignRequestOptions;
}

/**
 * A request as SignalWire would send it, created by {@link WebhookTestClient}. It is immutable: each method that changes the
 * request returns a new one.
 *
 * @example
 * ```ts
 * const request = signalwire.form('/voice', inboundCall());
 * await request.applyTo(supertest(app.getHttpServer())).expect(200);
 * await request.tampered().applyTo(supertest(app.getHttpServer())).expect(403);
 * ```
 *
 * @publicApi
 */
export class SignedTestRequest implements WebhookRequest {
  /** HTTP method. */
  readonly method: 'GET' | 'POST';
  /** The request target: path and query. */
  readonly path: string;
  /** The full public URL, which was signed. */
  readonly url: string;
  /** The headers, with their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes that were signed. */
  readonly body: Buffer | undefined;
  private readonly parts: RequestParts;

  /** Creates an unsigned request. {@link WebhookTestClient} calls {@link withKey} to sign it. */
  constructor(parts: RequestParts) {
    checkPath(parts.path);
    this.parts = parts;
    this.method = parts.method;
    this.path = parts.path;
    this.url = parts.publicUrl + parts.path;
    this.headers = parts.headers;
    this.body = parts.body;
  }

  /**
   * Returns the arguments of `fetch`.
   *
   * @param origin URL of the running application, such as `await app.getUrl()`
   *
   * @example
   * ```ts
   * const response = await fetch(...signalwire.form('/voice', inboundCall()).toFetch(await app.getUrl()));
   * ```
   */
  toFetch(origin: string): [url: string, init: RequestInit] {
    const { method, headers, body } = this;
    return [
      withoutTrailingSlashes(origin) + this.path,
      { method, headers: { ...headers }, ...(body && { body: Uint8Array.from(body) }) },
    ];
  }

  /**
   * Returns the options of `app.inject()`, of Fastify and of Nest.
   *
   * @example
   * ```ts
   * const response = await app.inject(signalwire.form('/voice', inboundCall()).toInject());
   * ```
   */
  toInject(): InjectRequest {
    const { method, path, headers, body } = this;
    return { method, url: path, headers: { ...headers }, ...(body && { payload: body }) };
  }

  /**
   * Returns the request as a supertest request, for `.expect(…)`. Its serializer prevents supertest from encoding the signed bytes
   * again.
   *
   * @example
   * ```ts
   * await signalwire.form('/voice', inboundCall()).applyTo(supertest(app.getHttpServer())).expect(200);
   * ```
   */
  applyTo<Request extends SupertestRequest>(agent: SupertestAgent<Request>): Request {
    const request = this.method === 'GET' ? agent.get(this.path) : agent.post(this.path);
    request.set({ ...this.headers });
    return this.body ? request.serialize((bytes) => bytes as string).send(this.body) : request;
  }

  /**
   * Changes one byte of the body, or of the query if there is no body, and keeps the signature.
   *
   * @throws TypeError if the request has neither body nor query
   */
  tampered(): SignedTestRequest {
    const { body, path } = this;
    if (body && body.length > 0) return this.with({ body: changeOneByte(body) });
    if (!path.includes('?')) throw new TypeError('tampered() needs a request with a body or a query.');
    return this.with({ path: changeQuery(path) });
  }

  /** Signs the current request again with the given key. */
  withKey(signingKey: string): SignedTestRequest {
    const { headers } = this.unsigned();
    return this.with({ headers: { ...headers, ...signRequest(this, signingKey, this.parts.options) } });
  }

  /** Removes the signature. */
  unsigned(): SignedTestRequest {
    const headers = Object.entries(this.headers).filter(([name]) => !isSignatureHeader(name));
    return this.with({ headers: Object.fromEntries(headers) });
  }

  /** Sets a header and keeps the signature, unless it sets the signature header. */
  withHeader(name: string, value: string): SignedTestRequest {
    return this.with({ headers: { ...this.headers, [name.toLowerCase()]: value } });
  }

  /** Replaces the body, encoded according to the content type, and keeps the signature. */
  withBody(body: FormBody | JsonBody): SignedTestRequest {
    return this.with({
      body: readBodyKind(this.headers['content-type']) === 'json' ? encodeJson(body) : encodeForm(body),
    });
  }

  /** Sends the request to a different path and keeps the signature. */
  replayedTo(path: string): SignedTestRequest {
    return this.with({ path });
  }

  private with(changes: Partial<RequestParts>): SignedTestRequest {
    return new SignedTestRequest({ ...this.parts, ...changes });
  }
}

/**
 * Checks the path. The request target is signed as sent, so the path must have a form that HTTP clients do not change.
 *
 * @throws TypeError that shows this form
 */
function checkPath(path: string): void {
  if (!path.startsWith('/')) throw new TypeError(`The path must begin with a slash. Fix: '/${path}'`);
  const { pathname, search } = new URL(`http://localhost${path}`);
  if (pathname + search === path) return;
  throw new TypeError(`HTTP clients change the path '${path}'. Fix: '${pathname + search}'`);
}
