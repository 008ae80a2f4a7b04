import {
  readBodyKind,
  SHA256_SIGNATURE_HEADER,
  SIGNATURE_HEADER,
  SIGNATURE_HEADER_ALIAS,
  withoutTrailingSlashes,
} from '../signature/internal.js';
import { type WebhookRequest, signRequest, type SignRequestOptions } from '../signature/index.js';
import { encodeForm, encodeJson, type FormBody, type JsonBody } from './encode-body.js';
import { checkPath } from './request-path.js';
import { changeOneByte, changeQuery } from './tamper.js';

/**
 * The options of `app.inject()`, of Fastify and of Nest.
 *
 * @publicApi
 */
export interface InjectRequest {
  method: 'GET' | 'POST';
  url: string;
  headers: Record<string, string>;
  payload?: Buffer;
}

/**
 * The part of a supertest request that is needed.
 *
 * @publicApi
 */
export interface SupertestRequest {
  set(headers: Record<string, string>): this;
  serialize(serializer: (body: unknown) => string): this;
  send(body: object): this;
}

/**
 * The part of `supertest(app.getHttpServer())` that is needed.
 *
 * @publicApi
 */
export interface SupertestAgent<Request extends SupertestRequest> {
  get(path: string): Request;
  post(path: string): Request;
}

export interface RequestParts {
  readonly method: 'GET' | 'POST';
  /** Without trailing slash. */
  readonly publicUrl: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly options: SignRequestOptions;
}

const SIGNATURE_HEADERS: readonly string[] = [
  SIGNATURE_HEADER,
  SIGNATURE_HEADER_ALIAS,
  SHA256_SIGNATURE_HEADER,
];

/**
 * A request as SignalWire would send it, made by {@link WebhookTestClient}. It is immutable: each method that changes something
 * returns a new request.
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
  readonly method: 'GET' | 'POST';
  /** The request target: path and query. */
  readonly path: string;
  /** The full public URL, which is what was signed. */
  readonly url: string;
  /** The headers, with their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes that were signed. */
  readonly body: Buffer | undefined;
  private readonly parts: RequestParts;

  /** Not signed yet; made by {@link WebhookTestClient}, which calls {@link withKey}. */
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
   * The arguments of `fetch`.
   *
   * @param origin where the application listens, such as `await app.getUrl()`
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
   * The options of `app.inject()`, of Fastify and of Nest.
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
   * The request as a supertest request, for `.expect(…)`. The serializer keeps supertest from encoding the signed bytes again;
   * its types allow only text.
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
   * Changes one byte of the body, or of the query if there is no body; the signature is kept.
   *
   * @throws TypeError if the request has neither body nor query
   */
  tampered(): SignedTestRequest {
    const { body, path } = this;
    if (body && body.length > 0) return this.with({ body: changeOneByte(body) });
    if (!path.includes('?'))
      throw new TypeError('A request without body and query has nothing to tamper with.');
    return this.with({ path: changeQuery(path) });
  }

  /** Signs the request again, as it is now, with the given key. */
  withKey(signingKey: string): SignedTestRequest {
    const { headers } = this.unsigned();
    return this.with({ headers: { ...headers, ...signRequest(this, signingKey, this.parts.options) } });
  }

  /** Removes the signature. */
  unsigned(): SignedTestRequest {
    const headers = Object.entries(this.headers).filter(([name]) => !SIGNATURE_HEADERS.includes(name));
    return this.with({ headers: Object.fromEntries(headers) });
  }

  /** Sets a header; the signature is kept, unless its header is the one that is set. */
  withHeader(name: string, value: string): SignedTestRequest {
    return this.with({ headers: { ...this.headers, [name.toLowerCase()]: value } });
  }

  /** Replaces the body, encoded as the content type says; the signature is kept. */
  withBody(body: FormBody | JsonBody): SignedTestRequest {
    return this.with({
      body: readBodyKind(this.headers['content-type']) === 'json' ? encodeJson(body) : encodeForm(body),
    });
  }

  /** Sends the request to another path; the signature is kept. */
  replayedTo(path: string): SignedTestRequest {
    return this.with({ path });
  }

  private with(changes: Partial<RequestParts>): SignedTestRequest {
    return new SignedTestRequest({ ...this.parts, ...changes });
  }
}
