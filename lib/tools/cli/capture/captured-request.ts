import { UsageError } from '../errors.js';

/** A captured request. `url` is absolute, or only the request target. */
export interface CapturedRequest {
  readonly method: string;
  readonly url: string;
  /** Path and query as the application received them, if a gateway or the public URL has a path prefix. */
  readonly target?: string | undefined;
  readonly headers: Record<string, string>;
  readonly body?: Uint8Array | string | undefined;
  /** Whether an editor may have added the final line break of the body: the capture has no body length. */
  readonly mayHaveExtraLineBreak?: boolean;
}

export type HeaderPair = readonly [name: string, value: string];

/** Reads lines of `Name: value`. The error does not repeat the line, because it may contain a secret. */
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

/** Returns headers by name in lower case. Combines repeated headers like Node: the first value, or all with commas. */
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
