import { readEpoch, readMedia, readSeconds, readTimestamp } from '../../../webhooks/readers.js';

/** What a field says in words where its value alone does not: a duration, or a moment. */
export function describeField(name: string, value: unknown): string | undefined {
  if (/duration$/i.test(name)) return inWords(readSeconds(value));
  if (/timestamp$|^date|_at$|time$/i.test(name))
    return (readTimestamp(value) ?? readMoment(value))?.toUTCString();
  return undefined;
}

/** What kind of media a message's `MediaUrl0`, `MediaUrl1`, … leads to. */
export function describeMedia(payload: object, name: string, value: unknown): string | undefined {
  if (!/^MediaUrl[0-9]+$/.test(name)) return undefined;
  return readMedia(payload).find(({ url }) => url === value)?.contentType;
}

function inWords(seconds: number | undefined): string | undefined {
  if (seconds === undefined) return undefined;
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds} s` : `${minutes} min ${Math.round(seconds % 60)} s`;
}

/** The unit follows from the size: these are moments of our time. */
function readMoment(value: unknown): Date | undefined {
  const number = Number(value);
  if (value === '' || value === null || typeof value === 'object' || !(number > 1e9)) return undefined;
  return readEpoch(value, number > 1e14 ? 'microseconds' : number > 1e11 ? 'milliseconds' : 'seconds');
}
