import { describeValue } from './options/describe-value.js';
import { type OptionPlace, type OptionTable, wholeNumber, withDefaults } from './options/option.js';
import { findMisconfiguration, type OptionSet } from './options/option-set.js';
import { VERIFY_REQUEST_HINTS } from './options/sister-names.js';
import { DEFAULT_KEY_KIND, isKeyKind, KEY_KIND_MISCONFIGURATION, type SigningKeyKind } from './key-kind.js';
import { findKeyMisconfiguration } from './find-key-misconfiguration.js';
import { CONTENT_OPTION, methodsOption } from './pinning-options.js';
import { findPublicUrlMisconfiguration, withoutTrailingSlashes } from './public-url.js';
import type { SignedContent } from './webhook-request.js';

/**
 * The options of {@link verifyRequest}.
 *
 * @publicApi
 */
export interface VerifyRequestOptions {
  /**
   * The project's signing key (`PSK_…`) from the API page of the SignalWire dashboard; during a rotation a list of at most ten
   * keys, the newest key first. An API token (`PT…`) is an error without `signingKeyKind: 'api-token'`.
   */
  readonly signingKey: string | readonly string[];
  /**
   * Kind of `signingKey`. With `api-token`, an API token (`PT…`) is accepted; all other checks of the key still apply.
   *
   * @default 'signing-key'
   */
  readonly signingKeyKind?: SigningKeyKind | undefined;
  /**
   * Public URL that SignalWire calls: scheme and host, optional credentials, optional path prefix. The path and the query of the
   * request are appended.
   */
  readonly publicUrl: string;
  /**
   * Allowed HTTP methods, in capitals. No signature covers the method.
   *
   * @default ['GET', 'HEAD', 'POST']
   */
  readonly methods?: readonly string[] | undefined;
  /**
   * Content that a signature may cover. `bodySHA256` lets an attacker turn a captured form whose URL has a query into any JSON, by
   * adding the hash of the JSON to the query.
   *
   * @default ['form', 'json', 'query']
   */
  readonly content?: readonly SignedContent[] | undefined;
  /**
   * Maximum size of a body in bytes. A larger body is rejected: before it is read if its `Content-Length` is larger, and otherwise as
   * soon as the limit is exceeded.
   *
   * @default 1048576, the limit of Fastify (the limit of Express is 102400)
   */
  readonly maxBodyBytes?: number | undefined;
}

/** The options with their defaults. */
export interface RequestRules {
  readonly keys: readonly string[];
  /** `publicUrl` without trailing slash. */
  readonly base: string;
  readonly methods: readonly string[];
  readonly content: readonly SignedContent[];
  readonly maxBodyBytes: number;
}

/** Each forged request costs up to four HMACs per key. */
const MAX_KEYS = 10;

const TABLE = {
  signingKey: { default: undefined, isRequired: true, check: findKeysMisconfiguration },
  signingKeyKind: { default: DEFAULT_KEY_KIND, check: findKindMisconfiguration },
  publicUrl: { default: undefined, isRequired: true, check: findPublicUrlMisconfiguration },
  methods: methodsOption((method) => typeof method === 'string' && /^[A-Z-]+$/.test(method)),
  content: CONTENT_OPTION,
  maxBodyBytes: wholeNumber({ unit: 'bytes', default: 1_048_576 }),
} satisfies OptionTable<VerifyRequestOptions>;

const VERIFY_REQUEST_OPTIONS: OptionSet = {
  owner: 'verifyRequest()',
  table: TABLE,
  example: "verifyRequest(request, { signingKey: 'PSK_…', publicUrl: 'https://example.com' })",
  hints: VERIFY_REQUEST_HINTS,
};

/** @throws TypeError that names the option and contains the fix, but never the key */
export function readVerifyRequestOptions(options: unknown): RequestRules {
  const misconfiguration = findMisconfiguration(options, VERIFY_REQUEST_OPTIONS);
  if (misconfiguration !== undefined) throw new TypeError(misconfiguration);
  const { signingKey, publicUrl, methods, content, maxBodyBytes } = withDefaults<
    VerifyRequestOptions,
    typeof TABLE
  >(options as VerifyRequestOptions, TABLE);
  const keys = typeof signingKey === 'string' ? [signingKey] : signingKey;
  return { keys, base: withoutTrailingSlashes(publicUrl), methods, content, maxBodyBytes };
}

function findKindMisconfiguration(kind: unknown): string | undefined {
  return isKeyKind(kind) ? undefined : `signingKeyKind ${KEY_KIND_MISCONFIGURATION}`;
}

function findKeysMisconfiguration(signingKey: unknown, { siblings }: OptionPlace): string | undefined {
  const kind = siblings?.['signingKeyKind'] ?? DEFAULT_KEY_KIND;
  if (!isKeyKind(kind)) return findKindMisconfiguration(kind);
  if (!Array.isArray(signingKey)) return findMisconfigurationOfKey(signingKey, 'signingKey', kind);
  const keys: readonly unknown[] = signingKey;
  if (keys.length === 0 || keys.length > MAX_KEYS) {
    return `signingKey has ${keys.length} keys. Pass one to ${MAX_KEYS}, the newest first.`;
  }
  const misconfigurations = Array.from(keys, (key, index) =>
    findMisconfigurationOfKey(key, `signingKey[${index}]`, kind),
  );
  return misconfigurations.find((misconfiguration) => misconfiguration !== undefined);
}

function findMisconfigurationOfKey(key: unknown, name: string, kind: SigningKeyKind): string | undefined {
  if (typeof key === 'string') {
    const misconfiguration = findKeyMisconfiguration(key, { kind, allowsGuessable: true });
    return misconfiguration && `${name} ${misconfiguration}`;
  }
  const question = key === undefined || key === null ? ' Is the environment variable set?' : '';
  const fix = key instanceof Promise ? 'await the Promise: signingKey: await …' : `signingKey: 'PSK_…'`;
  return `${name} is ${describeValue(key)}; it must be the signing key of the project, a string.${question} Fix: ${fix}`;
}
