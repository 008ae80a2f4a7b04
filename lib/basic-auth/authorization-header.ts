import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const BASIC = /^Basic +([A-Za-z0-9+/]+={0,2}) *$/i;

/** The `username:password` bytes of an `Authorization` header; `undefined` if it holds none. */
export function readUserPass(authorization: unknown): Buffer | undefined {
  const encoded = typeof authorization === 'string' ? BASIC.exec(authorization)?.[1] : undefined;
  if (encoded === undefined) return undefined;
  const userPass = Buffer.from(encoded, 'base64');
  return userPass.includes(':') ? userPass : undefined;
}

const comparisonKey = randomBytes(32);

/** Compares digests, so that neither content nor length shows in the time; every candidate is compared. */
export function isOneOf(userPass: Uint8Array, allowed: readonly string[]): boolean {
  const given = digest(userPass);
  let found = false;
  for (const candidate of allowed) found = timingSafeEqual(given, digest(candidate)) || found;
  return found;
}

function digest(value: string | Uint8Array): Buffer {
  return createHmac('sha256', comparisonKey).update(value).digest();
}
