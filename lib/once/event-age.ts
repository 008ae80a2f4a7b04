import { readEpoch, readTimestamp } from '../webhooks/readers.js';
import type { SignedEvent } from './event-id.js';

type Payload = Readonly<Record<string, unknown>>;

const RFC_2822 = String.raw`(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}(?::\d{2})? (?:[+-]\d{4}|GMT|UTC?)`;
const ISO_8601 = String.raw`\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})`;
const HIDDEN_TIMESTAMP = new RegExp(`timestamp(${RFC_2822}|${ISO_8601})`, 'gi');

/**
 * Whether an event has a signed timestamp that is further from now than `maxAge` milliseconds, or that cannot be read. One in the
 * future is wrong as well: it would be good for ever.
 */
export function isExpired(maxAge: number, payload: Payload, event: SignedEvent, now = Date.now()): boolean {
  const time = eventTime(payload, event);
  return time !== undefined && !(Math.abs(now - time) <= maxAge);
}

/**
 * When an event happened, by its signed timestamp, in milliseconds since 1970.
 *
 * @returns `undefined` where it has none, `NaN` where it has one that cannot be read
 */
export function eventTime(payload: Payload, event: SignedEvent): number | undefined {
  const stated = statedTimestamp(payload);
  if (stated === undefined) return hiddenTime(event);
  return (readTimestamp(stated) ?? readEpoch(stated))?.getTime() ?? NaN;
}

function statedTimestamp({ Timestamp, timestamp, message }: Payload): unknown {
  if (Timestamp !== undefined) return Timestamp;
  if (timestamp !== undefined) return timestamp;
  return typeof message === 'object' && message !== null ? (message as Payload)['timestamp'] : undefined;
}

/**
 * A replay under the same signature can move the end of one parameter into the next, and so hide the timestamp from the
 * payload, but not from the signed string. The oldest one counts.
 */
function hiddenTime({ url, content }: SignedEvent): number | undefined {
  const text = url + (typeof content === 'string' ? content : Buffer.from(content).toString('latin1'));
  const times = [...text.matchAll(HIDDEN_TIMESTAMP)].map(([, date]) => readTimestamp(date)?.getTime() ?? NaN);
  return times.length === 0 ? undefined : Math.min(...times);
}
