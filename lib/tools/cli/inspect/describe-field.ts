import { readEpoch, readMedia, readSeconds, readTimestamp } from '../../../webhooks/readers.js';

/** Describes the value of a duration or time field in words; `undefined` for other fields. */
export function describeField(name: string, value: unknown): string | undefined {
  if (/duration$/i.test(name)) return inWords(readSeconds(value));
  if (/timestamp$|^date|_at$|time$/i.test(name))
    return (readTimestamp(value) ?? readMoment(value))?.toUTCString();
  return undefined;
}

/** Returns the content type of the media at `MediaUrl0`, `MediaUrl1`, … of a message. */
export function describeMedia(payload: object, name: string, value: unknown): string | undefined {
  if (!/^MediaUrl[0-9]+$/.test(name)) return undefined;
  return readMedia(payload).find(({ url }) => url === value)?.contentType;
}

function inWords(seconds: number | undefined): string | undefined {
  if (seconds === undefined) return undefined;
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds} s` : `${minutes} min ${Math.round(seconds % 60)} s`;
}

/** Derives the unit from the size of the number, because the moments are recent. */
function readMoment(value: unknown): Date | undefined {
  const number = Number(value);
  if (value === '' || value === null || typeof value === 'object' || !(number > 1e9)) return undefined;
  return readEpoch(value, number > 1e14 ? 'microseconds' : number > 1e11 ? 'milliseconds' : 'seconds');
}
