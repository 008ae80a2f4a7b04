import { UsageError } from '../errors.js';
import { readHar } from '../har/read-har.js';
import { type CapturedRequest, joinHeaders } from './captured-request.js';

/** The first request of a HAR file that carries a SignalWire signature, or else its first one. */
export function parseHar(text: string): CapturedRequest {
  const { entries, ownKey } = readHar(text);
  const entry = entries.find(({ isSigned }) => isSigned) ?? entries[0];
  if (!entry) throw new UsageError('The HAR file holds no request.');
  const { method, url, headers, body } = entry.request();
  return {
    method,
    url,
    headers: joinHeaders(headers),
    ...(body !== undefined && { body }),
    ...(ownKey !== undefined && { ownKey }),
  };
}
