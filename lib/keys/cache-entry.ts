import type { SigningKeysUnavailableError } from '../errors/signing-keys-unavailable.error.js';

/** The secrets of one ID, and the times of their lookups on the monotonic clock, in milliseconds. */
export interface CacheEntry {
  secrets: readonly string[];
  resolvedAt: number;
  attemptedAt: number;
  /** When an unverified request last used a permit for this ID. */
  permitAt: number;
  /** Duration of the last lookup. */
  duration: number;
  failure: SigningKeysUnavailableError | undefined;
}

/** Returns an entry without a lookup so far. */
export function newCacheEntry(): CacheEntry {
  return {
    secrets: [],
    resolvedAt: -Infinity,
    attemptedAt: -Infinity,
    permitAt: -Infinity,
    duration: 0,
    failure: undefined,
  };
}
