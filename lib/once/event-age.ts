import type { SignedEvent } from './event-id.js';

const RFC_2822 = String.raw`(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} (?:[+-]\d{4}|GMT|UTC)`;
const ISO_8601 = String.raw`\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})`;
const DATE = new RegExp(`^(?:${RFC_2822}|${ISO_8601})$`);
const UNIX_SECONDS = /^\d{9,11}(?:\.\d+)?$/;
const SIGNED_TIMESTAMP = new RegExp(`timestamp(${RFC_2822}|${ISO_8601})`, 'gi');

/** Whether an event has a signed timestamp that is older, in milliseconds, or that cannot be read. */
export function isOlderThan(
  maxAge: number,
  payload: Readonly<Record<string, unknown>>,
  event: SignedEvent,
  now = Date.now(),
): boolean {
  const time = eventTime(payload, event);
  return time !== undefined && !(now - time <= maxAge);
}

/**
 * When an event happened, by its signed timestamp, in milliseconds since 1970.
 *
 * @returns `undefined` where it has none, `NaN` where it has one that cannot be read
 */
export function eventTime(
  payload: Readonly<Record<string, unknown>>,
  event: SignedEvent,
): number | undefined {
  const stated = statedTimestamp(payload);
  return stated === undefined ? hiddenTime(event) : parseTimestamp(stated);
}

function statedTimestamp({ Timestamp, timestamp, message }: Readonly<Record<string, unknown>>): unknown {
  if (Timestamp !== undefined) return Timestamp;
  if (timestamp !== undefined) return timestamp;
  return typeof message === 'object' && message !== null && 'timestamp' in message
    ? message.timestamp
    : undefined;
}

/** Dates in RFC 2822 and ISO 8601, and seconds since 1970, with fractions, as a number or a string. */
function parseTimestamp(value: unknown): number {
  if (typeof value === 'number') return value * 1_000;
  if (typeof value !== 'string') return NaN;
  if (UNIX_SECONDS.test(value)) return Number(value) * 1_000;
  return DATE.test(value) ? Date.parse(value) : NaN;
}

/**
 * A replay under the same signature can move the end of one parameter into the next, and so hide the timestamp from the
 * payload, but not from the signed string. The oldest one counts.
 */
function hiddenTime({ url, content }: SignedEvent): number | undefined {
  const text = url + (typeof content === 'string' ? content : Buffer.from(content).toString('latin1'));
  const times = [...text.matchAll(SIGNED_TIMESTAMP)].map(([, date = '']) => Date.parse(date));
  return times.length === 0 ? undefined : Math.min(...times);
}
