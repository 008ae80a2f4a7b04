import { UsageError } from '../errors.js';
import { readHar } from '../har/read-har.js';
import { type CapturedRequest, joinHeaders } from './captured-request.js';

/** Returns the first request of a HAR file with a SignalWire signature, otherwise the first request. */
export function parseHar(text: string): CapturedRequest {
  const { entries, recordedKey } = readHar(text);
  const entry = entries.find(({ isSigned }) => isSigned) ?? entries[0];
  if (!entry) throw new UsageError('The HAR file has no request.');
  const { method, url, target, headers, body, isCut } = entry.request();
  if (isCut) {
    throw new UsageError(
      `The HAR file does not contain the whole body of log.entries[${entry.index}].request, so its signature cannot be verified. Fix: pass a file with the whole request.`,
    );
  }
  return { method, url, target, headers: joinHeaders(headers), body, recordedKey };
}
