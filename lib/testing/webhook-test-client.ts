import { encodeBasicAuthOf } from '../credentials/basic-auth-header.js';
import { checkPublicUrl } from '../request/read-public-url.js';
import type { SignRequestOptions, ValuesToBind } from '../signature/index.js';
import {
  DEFAULT_EXPIRES_IN,
  formatUrlToken,
  readBind,
  URL_TOKEN_PARAMETER,
  withoutTrailingSlashes,
} from '../signature/internal.js';
import { encodeForm, encodeJson, type FormBody, type JsonBody } from './encode-body.js';
import { type RequestParts, SignedTestRequest } from './signed-test-request.js';

/**
 * The signing key and the public URL of a {@link WebhookTestClient}.
 *
 * @publicApi
 */
export interface WebhookTestClientOptions {
  /** A signing key of the application under test. It may be any non-blank text. */
  readonly signingKey: string;
  /**
   * The application's `publicUrl`. If it contains credentials, requests carry them in an `Authorization` header, as
   * SignalWire's do.
   */
  readonly publicUrl: string;
  /** The `urlTokenSecret` of the application under test. Required by {@link WebhookTestClient.pathWithToken}. */
  readonly urlTokenSecret?: string;
}

/**
 * What a URL token of {@link WebhookTestClient.pathWithToken} is valid for.
 *
 * @publicApi
 */
export interface TestTokenOptions {
  /** The bound values, by the names in the route's `urlToken.bind`. */
  readonly bind: ValuesToBind;
  /**
   * HTTP method of the request.
   *
   * @default 'POST'
   */
  readonly method?: 'GET' | 'POST';
  /**
   * Time in milliseconds for which the token is valid. With a negative number, the token has expired.
   *
   * @default 3_600_000
   */
  readonly expiresIn?: number;
}

/**
 * Creates requests with the signatures of SignalWire, to test protected controllers. It does not send them: pass each request to
 * supertest, `inject()` or `fetch`.
 *
 * @example
 * ```ts
 * const signalwire = new WebhookTestClient({ signingKey: 'PSK_test', publicUrl: 'https://example.com' });
 *
 * const request = signalwire.form('/voice', inboundCall({ From: '+12025550143' }));
 * await request.applyTo(supertest(app.getHttpServer())).expect(200);
 * await request.withKey('PSK_other').applyTo(supertest(app.getHttpServer())).expect(403);
 * ```
 *
 * @publicApi
 */
export class WebhookTestClient {
  private readonly signingKey: string;
  private readonly publicUrl: string;
  private readonly urlTokenSecret: string | undefined;

  /** @throws SignalWireWebhookConfigurationError if `publicUrl` is not an absolute http(s) URL */
  constructor({ signingKey, publicUrl, urlTokenSecret }: WebhookTestClientOptions) {
    checkPublicUrl(publicUrl);
    this.urlTokenSecret = urlTokenSecret;
    this.signingKey = signingKey;
    this.publicUrl = withoutTrailingSlashes(publicUrl);
  }

  /**
   * Creates a form POST, as cXML sends it.
   *
   * @example
   * ```ts
   * signalwire.form('/messages', { Body: 'Hello', To: ['+12025550143', '+12025550187'] });
   * ```
   */
  form(path: string, parameters: FormBody = {}): SignedTestRequest {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.sign({ method: 'POST', path, headers, body: encodeForm(parameters), options: {} });
  }

  /**
   * Creates a JSON POST, as SWML, RELAY and AI agents send it.
   *
   * @param options the digests, as in {@link SignRequestOptions}: SHA-1 by default
   *
   * @example
   * ```ts
   * signalwire.json('/swml', swmlCall(), { algorithms: ['sha1', 'sha256'] });
   * ```
   */
  json(
    path: string,
    payload: JsonBody,
    options: Pick<SignRequestOptions, 'algorithms'> = {},
  ): SignedTestRequest {
    const headers = { 'content-type': 'application/json' };
    return this.sign({ method: 'POST', path, headers, body: encodeJson(payload), options });
  }

  /**
   * Creates a GET, as cXML sends it if its method is GET. The query is appended to the query of the path.
   *
   * @example
   * ```ts
   * signalwire.get('/voice', inboundCall());
   * ```
   */
  get(path: string, query: FormBody = {}): SignedTestRequest {
    const target = appendQuery(path, encodeForm(query).toString());
    return this.sign({ method: 'GET', path: target, headers: {}, options: {} });
  }

  /**
   * Returns a path with a URL token, as the URLs of `SignalWireWebhookUrls` have it. A route with `accept: 'url-token'` verifies no
   * signature, so {@link SignedTestRequest.unsigned} requests reach it, too.
   *
   * @throws TypeError if the client has no `urlTokenSecret`, or a value is missing
   *
   * @example
   * ```ts
   * const call = swaigFunction({ function: 'look_up_order' });
   * const path = signalwire.pathWithToken('/swaig/look-up-order', {
   *   bind: { call_id: call.call_id, function: call.function },
   * });
   * await signalwire.json(path, call).unsigned().applyTo(supertest(app.getHttpServer())).expect(200);
   * ```
   */
  pathWithToken(
    path: string,
    { bind, method = 'POST', expiresIn = DEFAULT_EXPIRES_IN }: TestTokenOptions,
  ): string {
    if (this.urlTokenSecret === undefined)
      throw new TypeError(
        "pathWithToken() needs a secret. Fix: new WebhookTestClient({ …, urlTokenSecret: '…' })",
      );
    const bound = readBind(bind);
    if (typeof bound === 'string') throw new TypeError(bound);
    const scope = { method, url: this.publicUrl + path, bind: bound };
    const token = formatUrlToken(this.urlTokenSecret, scope, Date.now() + expiresIn);
    return appendQuery(path, `${URL_TOKEN_PARAMETER}=${token}`);
  }

  private sign(parts: Omit<RequestParts, 'publicUrl'>): SignedTestRequest {
    const headers = { ...parts.headers, ...authorizationOf(this.publicUrl) };
    return new SignedTestRequest({ ...parts, headers, publicUrl: this.publicUrl }).withKey(this.signingKey);
  }
}

function authorizationOf(publicUrl: string): { authorization?: string } {
  const authorization = encodeBasicAuthOf(new URL(publicUrl));
  return authorization === undefined ? {} : { authorization };
}

function appendQuery(path: string, query: string): string {
  if (query === '') return path;
  return path + (path.includes('?') ? '&' : '?') + query;
}
