import { shownNameOf } from '../mask-url.js';
import { hasQueryPayload } from '../url-variants.js';
import type { WebhookPayloadData } from '../webhook-request.js';
import { expiryOf, type ParsedUrlToken, parseUrlToken } from './url-token.js';

/** Query parameter that contains the token of a URL. */
export const URL_TOKEN_PARAMETER = 'sw_token';

/** Decodes to {@link URL_TOKEN_PARAMETER}. Decoding throws for a malformed name, and a query can have thousands of them. */
const ENCODED_NAME = /^(?:s|%73)(?:w|%77)(?:_|%5[fF])(?:t|%74)(?:o|%6[fF])(?:k|%6[bB])(?:e|%65)(?:n|%6[eE])$/;

/** Why a URL has no usable token. */
export type UnusableUrlToken = 'missing-token' | 'malformed-token' | 'expired-token';

/** The token of a received URL. It is unverified. */
export interface ReceivedUrlToken {
  readonly token: ParsedUrlToken;
  /** The URL before the token, which the token covers. */
  readonly url: string;
}

/**
 * Reads the token of a received URL, without computing an HMAC.
 *
 * The token is the last parameter. SignalWire appends the parameters of a GET after it. No second parameter may decode to its name,
 * because parsers differ in which one counts.
 */
export function readUrlToken(method: string, url: string): ReceivedUrlToken | UnusableUrlToken {
  if (url.includes('#')) return 'malformed-token';
  const [first, ...others] = tokenParameters(url);
  if (first === undefined) return 'missing-token';
  const isLast = first.end === url.length || hasQueryPayload(method);
  const token = others.length === 0 && isLast ? parseParameter(url.slice(first.start, first.end)) : undefined;
  if (token === undefined) return 'malformed-token';
  if (expiryOf(token) <= Date.now()) return 'expired-token';
  return { token, url: url.slice(0, first.start - 1) };
}

/** Whether the query has a parameter whose name is, or decodes to, the name of the token. */
export function hasUrlToken(url: string): boolean {
  return tokenParameters(url).length > 0;
}

/** Removes the token from the payload of a request whose payload is its query. */
export function removeUrlToken(method: string, payload: WebhookPayloadData): WebhookPayloadData {
  if (hasQueryPayload(method)) Reflect.deleteProperty(payload, URL_TOKEN_PARAMETER);
  return payload;
}

/** Masks the value of the token, and of each parameter that decodes to its name. */
export function maskUrlToken(url: string): string {
  let masked = '';
  let copied = 0;
  for (const { start, end } of tokenParameters(url)) {
    masked += `${url.slice(copied, start)}${nameOf(url.slice(start, end))}=…`;
    copied = end;
  }
  return masked + url.slice(copied);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Returns the places of the parameters whose name is, or decodes to, the name of the token. */
function tokenParameters(url: string): Span[] {
  const found: Span[] = [];
  const query = url.indexOf('?');
  for (let start = query + 1; query >= 0 && start < url.length;) {
    const next = url.indexOf('&', start);
    const end = next < 0 ? url.length : next;
    if (isTokenName(nameOf(url.slice(start, end)))) found.push({ start, end });
    start = end + 1;
  }
  return found;
}

function nameOf(parameter: string): string {
  return shownNameOf(parameter) ?? parameter;
}

function isTokenName(name: string): boolean {
  return name === URL_TOKEN_PARAMETER || ENCODED_NAME.test(name);
}

/** Returns `undefined` for a malformed token, or a name that is encoded. */
function parseParameter(parameter: string): ParsedUrlToken | undefined {
  const start = `${URL_TOKEN_PARAMETER}=`;
  return parameter.startsWith(start) ? parseUrlToken(parameter.slice(start.length)) : undefined;
}
