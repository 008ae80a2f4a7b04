import { createHmac, timingSafeEqual } from 'node:crypto';

import { otherPort, splitUrl } from '../url-variants.js';
import type { BoundValues } from './url-token-request.js';

/** The version is the first part of each token. */
const VERSION = 'v1';
/** Separates these HMACs from any other use of the secret. */
const LABEL = 'nestjs-signalwire-webhook url token';
/** The base64url of 32 bytes has 43 characters. The last one encodes 4 bits, so its other 2 bits are zero. */
const TOKEN = /^v1\.([1-9a-z][0-9a-z]{0,7})\.([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048])$/;
const MAX_LENGTH = 55;

/** What a token is valid for. */
export interface UrlTokenScope {
  /** The HTTP method. */
  readonly method: string;
  /** The public URL with its path and its query, as it is before the token is appended. */
  readonly url: string;
  /** The bound values. */
  readonly bind: BoundValues;
}

/** A well-formed token. It is unverified. */
export interface ParsedUrlToken {
  /** Seconds since 1970, base 36, as received. */
  readonly expiry: string;
  readonly mac: Buffer;
}

/** Returns `undefined` for a malformed token. Each token has exactly one spelling. */
export function parseUrlToken(token: unknown): ParsedUrlToken | undefined {
  if (typeof token !== 'string' || token.length > MAX_LENGTH) return undefined;
  const [, expiry, mac] = TOKEN.exec(token) ?? [];
  if (expiry === undefined || mac === undefined) return undefined;
  return { expiry, mac: Buffer.from(mac, 'base64url') };
}

/** Returns the time in milliseconds since 1970 from which the token is no longer accepted. */
export function expiryOf({ expiry }: Pick<ParsedUrlToken, 'expiry'>): number {
  return parseInt(expiry, 36) * 1_000;
}

/** @param expiresAt milliseconds since 1970, rounded up to seconds */
export function formatUrlToken(secret: string, scope: UrlTokenScope, expiresAt: number): string {
  const expiry = Math.ceil(expiresAt / 1_000).toString(36);
  return `${VERSION}.${expiry}.${macOf(secret, coveredText(expiry, scope)).toString('base64url')}`;
}

/** Returns the index of the secret that made the token; -1 if none did. Compares with every secret, in constant time. */
export function findSecretOf(
  { expiry, mac }: ParsedUrlToken,
  scope: UrlTokenScope,
  secrets: readonly string[],
): number {
  const text = coveredText(expiry, scope);
  let found = -1;
  for (let index = secrets.length - 1; index >= 0; index--) {
    if (timingSafeEqual(macOf(secrets[index] as string, text), mac)) found = index;
  }
  return found;
}

function macOf(secret: string, text: string): Buffer {
  // Faster than a digest as a Buffer.
  return Buffer.from(createHmac('sha256', secret).update(text).digest('binary'), 'binary');
}

/**
 * The text that a token covers. JSON separates its parts: no value can pass for a part of the next one, and a lone surrogate
 * differs from U+FFFD.
 */
function coveredText(expiry: string, { method, url, bind }: UrlTokenScope): string {
  const { origin, target } = normalizeUrl(url);
  const parts = [LABEL, VERSION, expiry, coveredMethod(method), origin, target];
  for (const name of Object.keys(bind).sort()) parts.push(name, bind[name] as string);
  return JSON.stringify(parts);
}

/** Returns the method as a token covers it. */
export function coveredMethod(method: string): string {
  return method === 'HEAD' ? 'GET' : method;
}

/** Proxies change the letter case and the port of an origin, but nothing after it. A WebSocket URL is requested over HTTP. */
function normalizeUrl(url: string): { readonly origin: string; readonly target: string } {
  const parts = splitUrl(url.replace(/^ws(?=s?:)/i, 'http'));
  if (!parts) return { origin: '', target: url };
  const protocol = parts.protocol.toLowerCase();
  const port = otherPort(protocol, parts.port) === '' ? '' : parts.port;
  const target = parts.rest.startsWith('/') ? parts.rest : `/${parts.rest}`;
  return { origin: `${protocol}://${parts.host.toLowerCase()}${port}`, target };
}
