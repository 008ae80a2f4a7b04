/**
 * What SignalWire signed, framework-free.
 *
 * @publicApi
 */
export interface WebhookRequest {
  /** The HTTP method. It is not part of any signature; it tells where the parameters are. */
  readonly method: string;
  /**
   * The full public URL exactly as it is configured at SignalWire: signatureFormat, host as written, path and query in
   * their order and encoding. It may hold credentials (`https://user:password@host/path`).
   */
  readonly url: string;
  /**
   * The headers as Node gives them. Names in any case are understood. A number counts as its decimal digits, as some
   * serverless adapters set `content-length`; `undefined` and `null` as an absent header. A value of any other type is
   * never accepted, and never throws.
   */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /**
   * The raw body, before any parser touched it. A string stands for its UTF-8 bytes, `null` for no body. A request with
   * anything else, such as an object that a parser made, is rejected as `malformed-body`.
   */
  readonly body?: Uint8Array | string | null | undefined;
}

/**
 * `cxml`: form posts, GETs and `bodySHA256` requests of cXML (LaML, compatibility API), signed in base64.
 * `swml`: JSON requests of SWML and RELAY, signed in hexadecimal.
 *
 * @publicApi
 */
export type SignatureFormat = 'cxml' | 'swml';

/**
 * The digest of the HMAC. SHA-256 signs JSON only.
 *
 * @publicApi
 */
export type SignatureAlgorithm = 'sha1' | 'sha256';

/**
 * What of a request its signature covers, beside the URL.
 *
 * - `form`: the decoded parameters of a form.
 * - `json`: the raw body of a JSON request.
 * - `query`: nothing; the URL with its query, of a GET or of another request without a body.
 * - `bodySHA256`: a JSON body by its hash, which stands as `bodySHA256` in the query.
 *
 * @publicApi
 */
export type SignedContent = 'form' | 'json' | 'query' | 'bodySHA256';

/**
 * Why a request was rejected. For operators' logs only: a caller must not learn it.
 *
 * - `no-signing-key`: no usable key was given to verify with.
 * - `missing-signature`: no signature header.
 * - `malformed-signature`: not the one canonical form that the content type calls for, or more than one value.
 * - `unsupported-content-type`: a body that is neither a form nor JSON in UTF-8.
 * - `malformed-body`: JSON that is not one whole object, a form of more than 10,000 parameters, or a body that is neither
 *   bytes nor a string.
 * - `body-not-signed`: a signature over the URL alone came with a body that it does not cover, or without the body that the
 *   `bodySHA256` of the URL announces.
 * - `signature-mismatch`: well-formed, but made with another key, URL or body.
 *
 * @publicApi
 */
export type SignatureRejectionReason =
  | 'no-signing-key'
  | 'missing-signature'
  | 'malformed-signature'
  | 'unsupported-content-type'
  | 'malformed-body'
  | 'body-not-signed'
  | 'signature-mismatch';

/**
 * The signature is right.
 *
 * @publicApi
 */
export interface SignatureVerified {
  readonly verified: true;
  readonly signatureFormat: SignatureFormat;
  readonly algorithm: SignatureAlgorithm;
  /** The place of the key that matched among those given, from 0. */
  readonly keyIndex: number;
  /** The URL in the form that was signed: with or without its default port and its credentials. */
  readonly url: string;
}

/**
 * The signature is not right.
 *
 * @publicApi
 */
export interface SignatureRejection {
  readonly verified: false;
  readonly reason: SignatureRejectionReason;
}

/**
 * Whether the signature is right: with what is known of it, or with the reason why not.
 *
 * @publicApi
 */
export type SignatureVerificationResult = SignatureVerified | SignatureRejection;
