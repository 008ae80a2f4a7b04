import { UsageError } from '../errors.js';

/** A request as it was captured: `url` absolute, or only the request target. */
export interface CapturedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body?: Uint8Array | string;
  /** Where the capture does not say how long the body is, and its final line break may be an editor's. */
  readonly mayEndInForeignLineBreak?: boolean;
  /** The key in the file of the request, as in a redacted recording. */
  readonly ownKey?: string;
}

export type HeaderPair = readonly [name: string, value: string];

/** Lines of `Name: value`; the error does not repeat the line, which may hold a secret. */
export function readHeaderLines(lines: readonly string[]): Record<string, string> {
  return joinHeaders(
    lines.map((line, index): HeaderPair => {
      const colon = line.indexOf(':');
      if (colon < 1) throw new UsageError(`Header ${index + 1} is not "Name: value".`);
      return [line.slice(0, colon), line.slice(colon + 1)];
    }),
  );
}

/** Of a repeated header with one of these names, Node keeps the first value. */
const SINGLE_VALUED = new Set(
  `age authorization content-length content-type etag expires from host if-modified-since if-unmodified-since last-modified
   location max-forwards proxy-authorization referer retry-after server user-agent`.split(/\s+/),
);

/** Names in lower case; the values of a repeated name become one as they do in Node: the first, or all joined with a comma. */
export function joinHeaders(pairs: readonly HeaderPair[]): Record<string, string> {
  const headers = Object.create(null) as Record<string, string>;
  for (const [given, value] of pairs) {
    const name = given.trim().toLowerCase();
    const earlier = headers[name];
    if (earlier === undefined) headers[name] = value.trim();
    else if (!SINGLE_VALUED.has(name)) headers[name] = `${earlier}, ${value.trim()}`;
  }
  return headers;
}
