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
  /** URL of the file. */
  readonly url: string;
  /** Content type of the file, such as `image/jpeg`; `undefined` if the request has none. */
  readonly contentType: string | undefined;
}

/**
 * The unit of a Unix time.
 *
 * @publicApi
 */
export type EpochUnit = 'seconds' | 'milliseconds' | 'microseconds';

/**
 * Reads a whole number, such as `SequenceNumber`.
 *
 * @returns `undefined` for a missing, invalid or repeated value, like all readers
 *
 * @example
 * ```ts
 * readInteger('4'); // 4
 * readInteger('4.5'); // undefined
 * ```
 *
 * @publicApi
 */
export function readInteger(value: unknown): number | undefined {
  const number = readNumber(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

/**
 * Reads a decimal number, such as `AudioInMos`.
 *
 * @returns `undefined` for a missing, invalid or repeated value
 *
 * @example
 * ```ts
 * readNumber('4.3'); // 4.3
 * ```
 *
 * @publicApi
 */
export function readNumber(value: unknown): number | undefined {
  const isNumeric =
    typeof value === 'number' || (typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value));
  return isNumeric && Number.isFinite(Number(value)) ? Number(value) : undefined;
}

/**
 * Reads a duration in seconds, such as `CallDuration`.
 *
 * @returns `undefined` for a missing, negative, invalid or repeated value
 *
 * @example
 * ```ts
 * readSeconds('94'); // 94
 * readSeconds('-1'); // undefined
 * ```
 *
 * @publicApi
 */
export function readSeconds(value: unknown): number | undefined {
  const seconds = readNumber(value);
  return seconds !== undefined && seconds >= 0 ? seconds : undefined;
}

/**
 * Reads a confidence from 0 to 1, such as `Confidence`.
 *
 * @returns `undefined` for a missing, invalid or repeated value, or a value outside this range
 *
 * @example
 * ```ts
 * readConfidence('0.92'); // 0.92
 * ```
 *
 * @publicApi
 */
export function readConfidence(value: unknown): number | undefined {
  const confidence = readSeconds(value);
  return confidence !== undefined && confidence <= 1 ? confidence : undefined;
}

/**
 * Reads `true` or `false`, such as `Muted`.
 *
 * @returns `undefined` for a missing, different or repeated value
 *
 * @example
 * ```ts
 * readBoolean('true'); // true
 * readBoolean('yes'); // undefined
 * ```
 *
 * @publicApi
 */
export function readBoolean(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : undefined;
}

/**
 * Reads values separated by commas. Whitespace around a value is removed, and empty values are left out.
 *
 * @returns an empty list for an empty string, and `undefined` for a missing or repeated value
 *
 * @example
 * ```ts
 * readList('sales, support'); // ['sales', 'support']
 * ```
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
 * Reads a time in RFC 2822 or ISO 8601, such as `Timestamp`.
 *
 * @returns `undefined` for a missing, invalid or repeated value, or a time without a time zone
 *
 * @example
 * ```ts
 * readTimestamp('Thu, 04 Apr 2024 18:32:15 +0000')?.toISOString(); // '2024-04-04T18:32:15.000Z'
 * readTimestamp('2024-01-15T10:30:00'); // undefined
 * ```
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
 * Reads a Unix time: seconds in `timestamp` of events, milliseconds in `start_time` of call states, microseconds in
 * `call_start_date` of AI webhooks.
 *
 * @returns `undefined` for a missing, invalid or repeated value
 *
 * @example
 * ```ts
 * readEpoch(event.timestamp);
 * readEpoch(summary.call_start_date, 'microseconds');
 * ```
 *
 * @publicApi
 */
export function readEpoch(value: unknown, unit: EpochUnit = 'seconds'): Date | undefined {
  const time = readNumber(value);
  return time === undefined ? undefined : toDate(time * MILLISECONDS[unit]);
}

/**
 * Reads the media of a message: each `MediaUrl0`, `MediaUrl1`, … that is present, at most `NumMedia` and at most 100.
 *
 * @returns an empty list for a message without media
 *
 * @example
 * ```ts
 * for (const { url, contentType } of readMedia(message)) await download(url, contentType);
 * ```
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
