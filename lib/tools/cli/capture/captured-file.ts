import type { CapturedRequest } from './captured-request.js';

/** A captured request in a file. It is read on demand, because a different one may be malformed. */
export interface CapturedEntry {
  /** Counted from 1. */
  readonly number: number;
  readonly isSigned: boolean;
  /** @throws UsageError that names the malformed member */
  read(): CapturedRequest;
}

export interface CapturedFile {
  readonly entries: readonly CapturedEntry[];
  /** Whether every entry is a webhook. The file of a browser or a proxy contains pages and assets. */
  readonly areWebhooks: boolean;
  /** The key in the file, as in a redacted recording. */
  readonly recordedKey?: string | undefined;
}

export function fileOfOne(request: CapturedRequest): CapturedFile {
  return { entries: [{ number: 1, isSigned: true, read: () => request }], areWebhooks: true };
}
