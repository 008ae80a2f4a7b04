import { UsageError } from '../errors.js';
import type { Har, HarEntry } from '../har/read-har.js';
import type { CapturedFile } from './captured-file.js';
import { type CapturedRequest, joinHeaders } from './captured-request.js';

/** Returns the requests of a HAR file. */
export function toCapturedFile({ entries, recordedKey, isRecording }: Har): CapturedFile {
  return {
    entries: entries.map((entry) => ({
      number: entry.index + 1,
      isSigned: entry.isSigned,
      read: () => readEntry(entry),
    })),
    areWebhooks: isRecording,
    recordedKey,
  };
}

function readEntry(entry: HarEntry): CapturedRequest {
  const { method, url, target, headers, body, isCut } = entry.request();
  if (isCut) {
    throw new UsageError(
      `The HAR file does not contain the whole body of log.entries[${entry.index}].request, so its signature cannot be verified. Fix: pass a file with the whole request.`,
    );
  }
  return { method, url, target, headers: joinHeaders(headers), body };
}
