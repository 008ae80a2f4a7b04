import { originOf } from '../signature/internal.js';

/** The URLs of a verified request. */
interface WebhookUrls {
  /** The URL as SignalWire signed it. */
  readonly url: string;
  /** Public URL of the request, without a trailing slash. */
  readonly publicUrl: string;
}

/**
 * Returns the absolute URL of a different webhook of the application, for `action`, `<Redirect>` or a status callback. The URL has
 * the path prefix and the credentials of `publicUrl`, so SignalWire reaches the route even if a proxy strips the prefix.
 *
 * @param webhook the result that `@VerifiedWebhook()` injects
 * @param path path of the route with a leading slash, or a path below the current webhook without one. It may have a query.
 * @throws TypeError if the path is empty, or is a URL
 *
 * @example
 * ```ts
 * // publicUrl: 'https://example.com/stage', the current route is /voice
 * actionUrl(webhook, 'menu'); // https://example.com/stage/voice/menu
 * actionUrl(webhook, '/voice'); // https://example.com/stage/voice
 * ```
 *
 * @publicApi
 */
export function actionUrl({ url, publicUrl }: WebhookUrls, path: string): string {
  if (path === '' || /^[a-z][a-z0-9+.-]*:/i.test(path)) {
    throw new TypeError("actionUrl() needs a path. Fix: actionUrl(webhook, '/voice/menu')");
  }
  if (path.startsWith('/')) return publicUrl + path;
  return `${originOf(publicUrl)}${pathOf(url)}/${path}`;
}

/** Returns the path without query, fragment and one trailing slash. */
function pathOf(url: string): string {
  const path = url.slice(originOf(url).length).replace(/[?#].*$/s, '');
  return path.endsWith('/') ? path.slice(0, -1) : path;
}
