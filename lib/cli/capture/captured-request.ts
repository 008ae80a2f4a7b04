import { UsageError } from '../errors.js';

/** A request as it was captured: `url` absolute, or only the request target. */
export interface CapturedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body?: Uint8Array | string;
  /** Where the capture does not say how long the body is, and its final line break may be an editor's. */
  readonly mayEndInForeignLineBreak?: boolean;
  /** The throw-away key of a redacted recording. */
  readonly signingKey?: string;
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

/** Names in lower case; a name that repeats is joined with a comma, as Node does. */
export function joinHeaders(pairs: readonly HeaderPair[]): Record<string, string> {
  const headers = Object.create(null) as Record<string, string>;
  for (const [given, value] of pairs) {
    const name = given.trim().toLowerCase();
    headers[name] = headers[name] === undefined ? value.trim() : `${headers[name]}, ${value.trim()}`;
  }
  return headers;
}
