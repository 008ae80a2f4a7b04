import type { HarResponse } from '../har/read-har.js';
import type { ReceivedResponse } from '../http/exchange.js';
import { readRawHeader } from '../listen/delivery.js';
import { diffBodies } from './line-diff.js';

/** Differences of a response from the recorded one, apart from its status. */
export interface ResponseChanges {
  readonly contentType?: { readonly recorded: string; readonly now: string };
  /** Lines with `-` and `+`. */
  readonly body?: readonly string[];
}

/** Compares only what the recording contains. A redacted recording has no bodies. */
export function compareResponses(recorded: HarResponse, response: ReceivedResponse): ResponseChanges {
  const { contentType: before, body, isComplete } = recorded;
  const now = readRawHeader(response.headers, 'content-type') ?? '';
  const lines = body === undefined ? [] : diffBodies(body, response.body, isComplete);
  return {
    ...(before !== undefined &&
      normalize(before) !== normalize(now) && { contentType: { recorded: before, now } }),
    ...(lines.length > 0 && { body: lines }),
  };
}

function normalize(contentType: string): string {
  return contentType.toLowerCase().replace(/\s/g, '');
}
