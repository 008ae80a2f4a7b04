import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const comparisonKey = randomBytes(32);

/** What a `username:password` is compared by, so that neither content nor length shows in the time. */
export function digestOf(userPass: string | Uint8Array): Buffer {
  return createHmac('sha256', comparisonKey).update(userPass).digest();
}

/** Every candidate is compared. */
export function isOneOf(given: Buffer, allowed: readonly Buffer[]): boolean {
  let found = false;
  for (const candidate of allowed) found = timingSafeEqual(given, candidate) || found;
  return found;
}
