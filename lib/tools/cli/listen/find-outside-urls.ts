import { isObject } from '../../../errors/is-object.js';
import { printable } from '../../../errors/printable.js';
import { shownUrl } from '../url.js';
import { type DeliveredResponse, readRawHeader } from './delivery.js';
import { readXmlUrls, type UrlUse } from './read-xml-urls.js';

/** The URLs of a verified request. */
export interface PublicUrls {
  /** The URL that SignalWire called. */
  readonly url: string;
  /** Public URL without trailing slash. */
  readonly publicUrl: string;
}

const MAX_WARNINGS = 3;
const MAX_SHOWN_URL = 120;
const MAX_SWML_DEPTH = 32;
/** Names of the webhook URLs in SWML. Other URLs, such as that of `request` or `play`, may lead anywhere. */
const SWML_NAMES = new Set(['status_url', 'web_hook_url', 'post_prompt_url']);

/**
 * Returns warnings about the webhook URLs of a document that are not under the public URL, at most three. SignalWire resolves a relative
 * URL of cXML against the URL that it called. A relative `action` therefore lacks the path prefix that a proxy strips.
 *
 * @param response response whose document SignalWire can read
 */
export function findOutsideUrls({ headers, body }: DeliveredResponse, urls: PublicUrls): string[] {
  const type = (readRawHeader(headers, 'content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'text/xml' || type === 'application/xml')
    return toWarnings(readXmlUrls(body.toString()), urls);
  return type === 'application/json' ? toWarnings(readSwmlUrls(parseBody(body), 0), urls) : [];
}

function toWarnings(uses: Iterable<UrlUse>, urls: PublicUrls): string[] {
  const warnings = new Set<string>();
  for (const use of uses) {
    const warning = toWarning(use, urls);
    if (warning !== undefined) warnings.add(warning);
    if (warnings.size === MAX_WARNINGS) break;
  }
  return [...warnings];
}

function toWarning(
  { name, url: given, isAudio }: UrlUse,
  { url, publicUrl }: PublicUrls,
): string | undefined {
  const base = parseUrl(publicUrl);
  const target = parseUrl(given, url);
  if (!base || !target || !/^https?:$/.test(target.protocol) || isUnder(target, base)) return undefined;
  if (isAudio && target.host !== base.host) return undefined;
  const isRelative = !parseUrl(given);
  const what = isRelative ? `${name}: ${shown(given)}` : name;
  const why = isRelative ? ' SignalWire resolves a relative URL against the URL that it called.' : '';
  const leadsTo = shown(target.origin + target.pathname);
  const route = routeOf(target, base);
  return (
    `${what} leads to ${leadsTo}, outside of the public URL ${shown(publicUrl)}.${why} ` +
    `If a different application handles that URL, ignore this warning. Fix: actionUrl(webhook, '${route}')`
  );
}

function shown(url: string): string {
  return printable(shownUrl(url), MAX_SHOWN_URL);
}

/** Returns the path below the public URL, as far as it can be pasted into code. */
function routeOf({ pathname }: URL, base: URL): string {
  const prefix = prefixOf(base);
  const path = pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) : pathname;
  return /^[\w./~-]{1,100}$/.test(path) ? path : '/…';
}

function prefixOf({ pathname }: URL): string {
  return pathname.replace(/\/$/, '');
}

function isUnder({ origin, pathname }: URL, base: URL): boolean {
  const prefix = prefixOf(base);
  return origin === base.origin && (pathname === prefix || pathname.startsWith(`${prefix}/`));
}

function* readSwmlUrls(value: unknown, depth: number): Generator<UrlUse> {
  if (depth > MAX_SWML_DEPTH || typeof value !== 'object' || value === null) return;
  for (const [name, each] of Object.entries(value)) {
    if (typeof each !== 'string') yield* readSwmlUrls(each, depth + 1);
    // SWML does not document relative URLs, and replaces variables such as %{vars.url}.
    else if (SWML_NAMES.has(name) && isObject(value) && /^https?:\/\/[^{}]*$/i.test(each))
      yield { name, url: each, isAudio: false };
  }
}

function parseUrl(text: string, base?: string): URL | undefined {
  return URL.canParse(text, base) ? new URL(text, base) : undefined;
}

function parseBody(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
