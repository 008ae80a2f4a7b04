import { findKeyMistake } from './key-mistakes.js';
import { findPublicUrlMistake, withoutTrailingSlashes } from './public-url.js';
import type { SignedContent } from './signed-request.js';

/**
 * The options of {@link verifyRequest}.
 *
 * @publicApi
 */
export interface VerifyRequestOptions {
  /**
   * The project's Signing Key (`PSK_…`) from the API page of the SignalWire dashboard; never the API token. During a
   * rotation several, at most ten, the newest first.
   */
  readonly signingKey: string | readonly string[];
  /**
   * The public base that SignalWire calls: origin, optional credentials, optional path prefix. The path and the query of
   * the request follow it.
   */
  readonly publicUrl: string;
  /**
   * The HTTP methods that are let through, in capitals. The method is not part of any signature.
   *
   * @default ['GET', 'HEAD', 'POST']
   */
  readonly methods?: readonly string[] | undefined;
  /**
   * What of a request its signature may cover. `bodySHA256` lets a captured form, whose signature covers a URL with a
   * query, be turned into any JSON whose hash is added to that query.
   *
   * @default ['form', 'json', 'query']
   */
  readonly content?: readonly SignedContent[] | undefined;
  /**
   * The most bytes of a body. A larger one is refused: before it is read if its `Content-Length` says so, and else as soon
   * as that many have come.
   *
   * @default 1048576, which is Fastify's limit (Express's is 102400)
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

/** Each forged request costs up to four HMACs a key. */
const MAX_KEYS = 10;
const DEFAULT_METHODS = ['GET', 'HEAD', 'POST'];
const DEFAULT_CONTENT: readonly SignedContent[] = ['form', 'json', 'query'];
const CONTENTS: readonly unknown[] = [...DEFAULT_CONTENT, 'bodySHA256' satisfies SignedContent];
const DEFAULT_MAX_BODY_BYTES = 1_048_576;
const NAMES = [
  'signingKey',
  'publicUrl',
  'methods',
  'content',
  'maxBodyBytes',
] satisfies (keyof VerifyRequestOptions)[];

/** @throws TypeError that names the option and the line that fixes it, and never holds the key */
export function readVerifyRequestOptions(options: unknown): RequestRules {
  checkNames(options);
  const {
    signingKey,
    publicUrl,
    methods = DEFAULT_METHODS,
    content = DEFAULT_CONTENT,
    maxBodyBytes = DEFAULT_MAX_BODY_BYTES,
  } = options;
  const mistake = findPublicUrlMistake(publicUrl);
  if (mistake !== undefined) {
    throw new TypeError(`publicUrl must be an absolute http(s) URL without query or fragment; ${mistake}`);
  }
  if (!isListOf(methods, isMethod)) {
    throw new TypeError("methods must be a list of HTTP methods in capitals, such as methods: ['POST'].");
  }
  if (!isListOf(content, (each) => CONTENTS.includes(each))) {
    throw new TypeError(`content must be a list of ${CONTENTS.join(', ')}, such as content: ['form'].`);
  }
  if (!Number.isSafeInteger(maxBodyBytes) || maxBodyBytes < 1) {
    throw new TypeError(
      'maxBodyBytes must be a whole number of bytes from 1, such as maxBodyBytes: 1_048_576.',
    );
  }
  return {
    keys: listKeys(signingKey),
    base: withoutTrailingSlashes(publicUrl),
    methods,
    content,
    maxBodyBytes,
  };
}

function checkNames(options: unknown): asserts options is VerifyRequestOptions {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(
      "verifyRequest needs options: { signingKey: 'PSK_…', publicUrl: 'https://example.com' }.",
    );
  }
  const unknown = Object.keys(options).find((name) => !(NAMES as string[]).includes(name));
  if (unknown !== undefined) {
    throw new TypeError(`Unknown option "${unknown}". The options are ${NAMES.join(', ')}.`);
  }
}

function listKeys(signingKey: unknown): readonly string[] {
  if (!Array.isArray(signingKey)) return [usableKey(signingKey, 'signingKey')];
  const keys: readonly unknown[] = signingKey;
  if (keys.length === 0 || keys.length > MAX_KEYS) {
    throw new TypeError(`signingKey has ${keys.length} keys. Pass one to ${MAX_KEYS}, the newest first.`);
  }
  return Array.from(keys, (key, index) => usableKey(key, `signingKey[${index}]`));
}

function usableKey(key: unknown, name: string): string {
  if (typeof key !== 'string') {
    const what =
      key === undefined || key === null ? `${String(key)}: is the environment variable set?` : describe(key);
    throw new TypeError(`${name} must be the project's Signing Key, a string (PSK_…); it is ${what}`);
  }
  const mistake = findKeyMistake(key, true);
  if (mistake !== undefined) throw new TypeError(`${name} ${mistake}`);
  return key;
}

function describe(key: unknown): string {
  if (key instanceof Promise) return 'a Promise: await it.';
  return typeof key === 'object' ? 'an object.' : `a ${typeof key}.`;
}

function isListOf(value: unknown, isMember: (each: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isMember);
}

function isMethod(value: unknown): boolean {
  return typeof value === 'string' && /^[A-Z-]+$/.test(value);
}
