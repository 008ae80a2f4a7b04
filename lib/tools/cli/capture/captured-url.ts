import {
  missingPublicUrl,
  type PublicUrl,
  publicUrlOfOrigin,
  type SignedUrl,
  toSignedUrl,
} from '../public-url.js';
import { originOf, readUrl, targetOf } from '../url.js';
import type { CapturedRequest } from './captured-request.js';

/** Whether a search for the host that SignalWire called follows, so that a local host is no error. */
export type FindsHost = (headers: CapturedRequest['headers']) => boolean;

/**
 * Returns the URL that a captured request was signed for: below the configured public URL, otherwise the captured one.
 *
 * @throws UsageError if SignalWire cannot call the captured host and there is no search for a different one
 */
export function signedUrlOf(
  captured: CapturedRequest,
  configured: PublicUrl | undefined,
  findsHost: FindsHost,
): SignedUrl {
  if (configured) return configuredUrlOf(captured, configured);
  const { url, source } = capturedUrlOf(captured);
  const origin = originOf(url);
  const { headers } = captured;
  const publicUrl = findsHost(headers)
    ? { url: origin, source, isConfigured: false }
    : publicUrlOfOrigin(origin, source, headers['x-forwarded-host']);
  return { url, publicUrl };
}

function configuredUrlOf(captured: CapturedRequest, publicUrl: PublicUrl): SignedUrl {
  const { url, target } = captured;
  const path = targetOf(readUrl(url.startsWith('/') ? `https://host${url}` : url, 'The captured URL'));
  return url.startsWith('/')
    ? { url: publicUrl.url + path, publicUrl }
    : toSignedUrl(publicUrl, originOf(url) + path, target ?? path);
}

/** Returns the absolute URL that the capture itself names; `undefined` without one. */
export function findCapturedUrl(captured: CapturedRequest): string | undefined {
  try {
    return capturedUrlOf(captured).url;
  } catch {
    return undefined;
  }
}

/** Returns the absolute URL of a captured request, with the scheme `https` if the capture has none. */
function capturedUrlOf({ url, headers }: CapturedRequest): { url: string; source: string } {
  if (!url.startsWith('/')) {
    const absolute = readUrl(url, 'The captured URL');
    return { url: originOf(absolute) + targetOf(absolute), source: 'the captured URL' };
  }
  const path = targetOf(readUrl(`https://host${url}`, 'The captured URL'));
  const { host, 'x-forwarded-host': forwardedHost } = headers;
  if (host === undefined) throw missingPublicUrl('The request has no Host header', forwardedHost);
  return { url: originOf(readUrl(`https://${host}/`, 'The Host header')) + path, source: 'the Host header' };
}
