import { readField } from './conditions.js';

const MAXIMUM_MEDIA = 100;
const ISO_8601 =
  /^(?<local>[12]\d{3}-\d\d-(?<day>\d\d)T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?:Z|[+-](?:0\d|1[0-4]):?[0-5]\d)$/;
const RFC_2822 =
  /^(?<local>(?:[A-Z][a-z]{2}, )?(?<day>\d{1,2}) [A-Z][a-z]{2} [12]\d{3} \d\d:\d\d(?::\d\d)?)(?: GMT| UTC?| [+-](?:0\d|1[0-4])[0-5]\d)$/;
const MILLISECONDS = { seconds: 1000, milliseconds: 1, microseconds: 0.001 };

/**
 * A media file of a message.
 *
 * @publicApi
 */
export interface Media {
  readonly url: string;
  readonly contentType: string | undefined;
}

/**
 * The unit of a Unix time.
 *
 * @publicApi
 */
export type EpochUnit = 'seconds' | 'milliseconds' | 'microseconds';

/**
 * A whole number, such as `SequenceNumber`; `undefined` for anything else, as from all readers.
 *
 * @publicApi
 */
export function readInteger(value: unknown): number | undefined {
  const number = readNumber(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

/**
 * A decimal number, such as `AudioInMos`.
 *
 * @publicApi
 */
export function readNumber(value: unknown): number | undefined {
  const isNumeric =
    typeof value === 'number' || (typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value));
  return isNumeric && Number.isFinite(Number(value)) ? Number(value) : undefined;
}

/**
 * A duration in seconds, such as `CallDuration`.
 *
 * @publicApi
 */
export function readSeconds(value: unknown): number | undefined {
  const seconds = readNumber(value);
  return seconds !== undefined && seconds >= 0 ? seconds : undefined;
}

/**
 * A `Confidence`, from 0 to 1.
 *
 * @publicApi
 */
export function readConfidence(value: unknown): number | undefined {
  const confidence = readSeconds(value);
  return confidence !== undefined && confidence <= 1 ? confidence : undefined;
}

/**
 * `true` or `false`, such as `Muted`.
 *
 * @publicApi
 */
export function readBoolean(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : undefined;
}

/**
 * Values separated by commas, with surrounding whitespace trimmed; an empty list for an empty string.
 *
 * @publicApi
 */
export function readList(value: unknown): string[] | undefined {
  if (typeof value !== 'string') return undefined;
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/**
 * A `Timestamp` in RFC 2822 or ISO 8601. It must have a time zone: without one it does not say when.
 *
 * @publicApi
 */
export function readTimestamp(value: unknown): Date | undefined {
  if (typeof value !== 'string') return undefined;
  const { local, day } = (ISO_8601.exec(value) ?? RFC_2822.exec(value))?.groups ?? {};
  if (local === undefined || !isRealDay(local, Number(day))) return undefined;
  return toDate(Date.parse(value));
}

/**
 * Unix time as a number: seconds in `timestamp` of events, milliseconds in `start_time` of call states, microseconds in
 * `call_start_date` of AI webhooks.
 *
 * @publicApi
 */
export function readEpoch(value: unknown, unit: EpochUnit = 'seconds'): Date | undefined {
  const time = readNumber(value);
  return time === undefined ? undefined : toDate(time * MILLISECONDS[unit]);
}

/**
 * The media of a message: each `MediaUrl0`, `MediaUrl1`, … that is present, at most `NumMedia` and at most 100. An empty list for
 * a message without media.
 *
 * @publicApi
 */
export function readMedia(payload: unknown): Media[] {
  const indexes = Array.from({ length: countMedia(payload) }, (_, index) => index);
  return indexes.flatMap((index) => {
    const url = readField(payload, `MediaUrl${index}`);
    const contentType = readField(payload, `MediaContentType${index}`);
    if (typeof url !== 'string' || url === '') return [];
    return [{ url, contentType: typeof contentType === 'string' ? contentType : undefined }];
  });
}

function countMedia(payload: unknown): number {
  const count = readInteger(readField(payload, 'NumMedia'));
  return count !== undefined && count >= 0 ? Math.min(count, MAXIMUM_MEDIA) : MAXIMUM_MEDIA;
}

/** `Date` reads 31 February as 2 March. */
function isRealDay(local: string, day: number): boolean {
  return new Date(`${local}Z`).getUTCDate() === day;
}

function toDate(milliseconds: number): Date | undefined {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
