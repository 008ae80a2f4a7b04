import { readEpoch, readTimestamp } from '../webhooks/readers.js';
import type { SignedEvent } from './event-id.js';

type Payload = Readonly<Record<string, unknown>>;
type TimedEvent = Pick<SignedEvent, 'url' | 'content' | 'isJson'>;

/** Between words a percent-decoded query still has `+` for a space. */
const RFC_2822 = String.raw`(?:[A-Z][a-z]{2},[ +])?\d{1,2}[ +][A-Z][a-z]{2}[ +]\d{4}[ +]\d{2}:\d{2}(?::\d{2})?[ +](?:[+-]\d{4}|GMT|UTC?)`;
const ISO_8601 = String.raw`\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})`;
const UNIX_SECONDS = String.raw`\d{10}`;
const SPELLED_TIMESTAMP = new RegExp(`Timestamp=?(?:(${RFC_2822})|(${ISO_8601})|(${UNIX_SECONDS}))`, 'g');
const PLUS_FOR_SPACE = /\+(?!\d{4}$)/g;

/**
 * Whether an event has a timestamp that is further from now than `maxAge` milliseconds, or that cannot be read. A future one
 * would never expire.
 */
export function isExpired(maxAge: number, payload: Payload, event: TimedEvent, now = Date.now()): boolean {
  return eventTimes(payload, event).some((time) => !(Math.abs(now - time) <= maxAge));
}

/**
 * Returns the times of an event in milliseconds since 1970, `NaN` for one that cannot be read: the timestamp that the payload
 * states, and each time that the signed string spells after the name `Timestamp`.
 *
 * A replay can split the signed string of a form or a query differently: it hides the timestamp in the value before it, or
 * presents a text that spells a time as the timestamp. The signed string itself stays the same. A JSON body cannot be split, so
 * the fields of the object count there, and the URL.
 */
export function eventTimes(payload: Payload, event: TimedEvent): number[] {
  const stated = statedTimestamp(payload);
  const spelled = spelledTimes(event);
  return stated === undefined ? spelled : [readTime(stated), ...spelled];
}

function statedTimestamp({ Timestamp, timestamp, message }: Payload): unknown {
  if (Timestamp !== undefined) return Timestamp;
  if (timestamp !== undefined) return timestamp;
  return typeof message === 'object' && message !== null ? (message as Payload)['timestamp'] : undefined;
}

function readTime(timestamp: unknown): number {
  return (readTimestamp(timestamp) ?? readEpoch(timestamp))?.getTime() ?? NaN;
}

/** As it was signed, and percent-decoded once, since a query is signed as it is encoded. */
function spelledTimes({ url, content, isJson }: TimedEvent): number[] {
  const text = isJson ? url : url + Buffer.from(content as string).toString('latin1');
  const texts = text.includes('%') ? [text, decodePercent(text)] : [text];
  return texts
    .flatMap((each) => [...each.matchAll(SPELLED_TIMESTAMP)])
    .map(([, rfc2822, iso8601, seconds]) =>
      readTime(rfc2822?.replaceAll(PLUS_FOR_SPACE, ' ') ?? iso8601 ?? Number(seconds)),
    );
}

function decodePercent(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
