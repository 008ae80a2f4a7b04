import { describeValue } from './options/describe-value.js';
import {
  findHostMisconfiguration,
  findPathMisconfiguration,
  findReferenceMisconfiguration,
} from './options/unresolved-value.js';
import { maskUrl } from './mask-url.js';

const ABSOLUTE_HTTP_URL = /^https?:\/\/([^\s/?#\\'"`]+)(\/[^\s?#'"`]*)?$/i;

const EXAMPLE =
  "publicUrl: 'https://example.com' (scheme and host that SignalWire calls, without the route's path)";
const IS_IT_SET = 'Is the environment variable set?';

/**
 * Describes why a public URL is unusable, and the fix; `undefined` if it is an absolute http(s) URL without query and fragment.
 * The text contains no password and no query value.
 */
export function findPublicUrlMisconfiguration(
  publicUrl: unknown,
  { name }: { readonly name: string } = { name: 'publicUrl' },
): string | undefined {
  const misconfiguration =
    typeof publicUrl === 'string' ? findTextMisconfiguration(publicUrl) : describeUrlType(publicUrl);
  return misconfiguration && `${name} ${misconfiguration}`;
}

function describeUrlType(value: unknown): string {
  if (value instanceof Promise) return 'is a Promise. Fix: publicUrl: await …';
  if (ArrayBuffer.isView(value)) return 'is a Buffer. Fix: publicUrl: buffer.toString()';
  if (value instanceof URL) return 'is a URL object. Fix: publicUrl: url.href';
  const question = value === undefined || value === null ? ` ${IS_IT_SET}` : '';
  return `is ${describeValue(value)}; it must be an absolute http(s) URL.${question} Fix: ${EXAMPLE}`;
}

function findTextMisconfiguration(publicUrl: string): string | undefined {
  const [, authority, path = '/'] = ABSOLUTE_HTTP_URL.exec(publicUrl) ?? [];
  if (authority === undefined || !isUrl(publicUrl) || hasDoubledScheme(publicUrl)) {
    return describeMalformed(publicUrl);
  }
  const unresolved = findUnresolvedPart(authority, path);
  return unresolved && `${show(publicUrl)} ${unresolved}. ${IS_IT_SET} Fix: ${EXAMPLE}`;
}

/** Does not use `URL.canParse`: after optimization by V8, Node 20 returns `false` for a URL with a letter such as `ü`. */
export function isUrl(text: string): boolean {
  try {
    new URL(text);
    return true;
  } catch {
    return false;
  }
}

function findUnresolvedPart(authority: string, path: string): string | undefined {
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const credentials = authority.slice(0, -host.length).split(/[:@]/);
  if (credentials.some((part) => /^(undefined|null)$/.test(part)))
    return 'has credentials that are the text of a missing value';
  return findHostMisconfiguration(host) ?? findPathMisconfiguration(path);
}

/** Reports the first misconfiguration that applies. */
function describeMalformed(publicUrl: string): string {
  const text = publicUrl.trim();
  if (text === '') return `is empty. ${IS_IT_SET} Fix: ${EXAMPLE}`;
  if (/^(undefined|null|nan)$/i.test(text))
    return `is "${text}", the text of a missing value. ${IS_IT_SET} Fix: ${EXAMPLE}`;
  const reference = findReferenceMisconfiguration(text);
  if (reference !== undefined) return reference;
  if (/^(PSK_|PT[\da-f]{8}|whsec_)/.test(text)) return `is a key or a token, not a URL. Fix: ${EXAMPLE}`;
  return `${show(publicUrl)} ${describeMalformedUrl(publicUrl, text)}`;
}

function describeMalformedUrl(publicUrl: string, text: string): string {
  if (/undefined|\[object/.test(text)) return `is made from a missing value. ${IS_IT_SET} Fix: ${EXAMPLE}`;
  if (/\$\{|\{\{|<[^<>]*>|%[A-Z_]+%/i.test(text))
    return `is a template whose value was not filled in. ${IS_IT_SET} Fix: ${EXAMPLE}`;
  if (/['"`]/.test(text)) return 'contains quotation marks. Fix: remove them, in the .env file too';
  if (/[\r\n]/.test(publicUrl)) return 'contains a line break. Fix: publicUrl: value.trim()';
  if (/\s/.test(publicUrl)) return 'contains whitespace. Fix: publicUrl: value.trim()';
  if (hasDoubledScheme(text)) return `has its scheme twice. Fix: ${EXAMPLE}`;
  if (/^wss?:/i.test(text)) return `is a WebSocket URL, but webhooks use http or https. Fix: ${EXAMPLE}`;
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return `has no scheme. Fix: ${withScheme(text)}`;
  if (/[?#]/.test(text)) return `has a query or a fragment. Fix: ${EXAMPLE}`;
  return `is not an absolute http(s) URL. Fix: ${EXAMPLE}`;
}

const HOST_AND_PATH = /^(?:localhost|[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::\d+)?(?:\/[\w./-]*)?$/i;

function withScheme(text: string): string {
  return HOST_AND_PATH.test(text) ? `publicUrl: 'https://${text}'` : EXAMPLE;
}

function hasDoubledScheme(publicUrl: string): boolean {
  return /^https?:\/\/https?(?::|\/\/)/i.test(publicUrl);
}

const MAX_SHOWN = 100;
/** Matches the credentials even if the scheme is missing. */
const CREDENTIALS = /^([a-z][a-z0-9+.-]*:\/\/)?.*@/is;

/** Returns the value quoted, masked, escaped and truncated. A value that does not look like a URL may be a secret and is not shown. */
function show(publicUrl: string): string {
  if (!/[./:]/.test(publicUrl)) return '(a text that is not shown)';
  const masked = maskUrl(publicUrl.replace(CREDENTIALS, '$1***@'));
  return JSON.stringify(masked.length > MAX_SHOWN ? `${masked.slice(0, MAX_SHOWN)}…` : masked);
}

export function withoutTrailingSlashes(url: string): string {
  let end = url.length;
  while (end > 0 && url[end - 1] === '/') end--;
  return url.slice(0, end);
}
