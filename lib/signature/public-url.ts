import { maskUrl } from './mask-url.js';

const ABSOLUTE_HTTP_URL = /^https?:\/\/[^\s/?#'"`]+(?:\/[^\s?#'"`]*)?$/i;

/**
 * What is wrong with a public base, and the line that fixes it; `undefined` if it is an absolute http(s) URL without
 * query and fragment. It holds no password and no value of a query.
 */
export function findPublicUrlMistake(publicUrl: unknown): string | undefined {
  const what = typeof publicUrl === 'string' ? findTextMistake(publicUrl) : describeType(publicUrl);
  return what && `it is ${what}. Pass publicUrl: 'https://example.com' or 'https://example.com/prefix'.`;
}

function findTextMistake(publicUrl: string): string | undefined {
  if (ABSOLUTE_HTTP_URL.test(publicUrl) && URL.canParse(publicUrl) && !hasDoubledScheme(publicUrl))
    return undefined;
  return show(publicUrl) + describeProblem(publicUrl);
}

function describeType(value: unknown): string {
  if (value instanceof Promise) return 'a Promise: await it before you pass it';
  if (ArrayBuffer.isView(value)) return 'a Buffer: pass its text, publicUrl.toString()';
  if (value instanceof URL) return 'a URL object: pass its text, publicUrl.origin';
  return value === null ? 'null' : typeof value;
}

function describeProblem(publicUrl: string): string {
  const text = publicUrl.trim();
  if (text === '') return ', which is blank: is the environment variable set?';
  if (text === 'undefined' || text === 'null')
    return ', the text of a missing value: is the environment variable set?';
  if (/undefined|\[object/.test(text)) return ', made from a missing value: is the environment variable set?';
  if (/['"`]/.test(text)) return ', which holds quotes: remove them, also from the .env file';
  if (/[\r\n]/.test(publicUrl)) return ', which holds a line break: trim it';
  if (/\s/.test(publicUrl)) return ', which holds whitespace: trim it';
  if (hasDoubledScheme(text)) return ', whose scheme stands there twice';
  if (/^wss?:/i.test(text)) return ': webhooks come by http or https';
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return ', whose scheme is missing: begin it with https://';
  if (/[?#]/.test(text)) return ': end it before the query or fragment';
  return '';
}

function hasDoubledScheme(publicUrl: string): boolean {
  return /^https?:\/\/https?(?::|\/\/)/i.test(publicUrl);
}

const MAX_SHOWN = 100;

/** In quotes, masked, escaped and cut. */
function show(publicUrl: string): string {
  const masked = maskUrl(publicUrl);
  return JSON.stringify(masked.length > MAX_SHOWN ? `${masked.slice(0, MAX_SHOWN)}…` : masked);
}

export function withoutTrailingSlashes(url: string): string {
  let end = url.length;
  while (end > 0 && url[end - 1] === '/') end--;
  return url.slice(0, end);
}
