/**
 * A received request, without a framework. It is unverified.
 *
 * @publicApi
 */
export interface WebhookRequest {
  /** The HTTP method. No signature covers the method, but it determines where the parameters are. */
  readonly method: string;
  /**
   * The webhook URL exactly as configured at SignalWire: scheme, host as written, path, and query in its order and encoding. It may
   * contain credentials (`https://user:password@host/path`).
   */
  readonly url: string;
  /**
   * The headers as Node provides them, with names in any letter case. A number is read as decimal digits, because some serverless
   * adapters set `content-length` as a number. `undefined` and `null` mean an absent header. A value of a different type never
   * throws, and its request is rejected if the header is needed.
   */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /**
   * The raw body, as received. A string means its UTF-8 bytes; `null` means no body. A request with a body of a different type,
   * such as a parsed object, is rejected as `malformed-body`.
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
 * Hash algorithm of the HMAC. SHA-256 signatures exist only for JSON.
 *
 * @publicApi
 */
export type SignatureAlgorithm = 'sha1' | 'sha256';

/**
 * Content that a signature covers in addition to the URL.
 *
 * - `form`: the decoded parameters of a form.
 * - `json`: the raw body of a JSON request.
 * - `query`: no further content; the request has no body, such as a GET.
 * - `bodySHA256`: a JSON body, by its hash in the query parameter `bodySHA256`.
 *
 * @publicApi
 */
export type SignedContent = 'form' | 'json' | 'query' | 'bodySHA256';

/**
 * Reason of a rejection. It is for the operator's log only; do not send it to the caller.
 *
 * - `no-signing-key`: no usable key was given to verify with.
 * - `missing-signature`: no signature header.
 * - `malformed-signature`: the signature header is malformed for the content type, or has more than one value.
 * - `unsupported-content-type`: a body that is neither a form nor JSON in UTF-8.
 * - `malformed-body`: JSON that is not one whole object, a form of more than 10,000 parameters, or a body that is neither
 *   bytes nor a string.
 * - `body-not-signed`: the signature covers only the URL, but the request has a body, or lacks the body that `bodySHA256`
 *   announces.
 * - `signature-mismatch`: a well-formed signature of a different key, URL or body.
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
 * Result for a verified signature.
 *
 * @publicApi
 */
export interface SignatureVerified {
  /** Always `true`. */
  readonly verified: true;
  /** Format of the signature: `cxml` or `swml`. */
  readonly signatureFormat: SignatureFormat;
  /** Hash algorithm of the signature: `sha1` or `sha256`. */
  readonly algorithm: SignatureAlgorithm;
  /** Index of the key that matched. */
  readonly keyIndex: number;
  /** The URL as SignalWire signed it, with or without the default port and the credentials. */
  readonly url: string;
}

/**
 * A rejection.
 *
 * @publicApi
 */
export interface SignatureRejection {
  /** Always `false`. */
  readonly verified: false;
  /** Reason of the rejection. Do not send it to the caller: it would help an attacker. */
  readonly reason: SignatureRejectionReason;
}

/**
 * Result of {@link verifySignature}: the data of the signature, or the reason of the rejection.
 *
 * @publicApi
 */
export type SignatureVerificationResult = SignatureVerified | SignatureRejection;

/**
 * The payload of a webhook. Objects have no prototype, so that a parameter named `__proto__` is a parameter like any
 * other.
 *
 * @publicApi
 */
export type WebhookPayloadData = Record<string, unknown>;
