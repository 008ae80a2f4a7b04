import { decodeOrKeep } from '../signature/internal.js';

const BASIC = /^Basic +([A-Za-z0-9+/]+={0,2}) *$/i;

/** Returns the value of an `Authorization` header for `username:password`. */
export function encodeBasicAuth(userPass: string): string {
  return `Basic ${Buffer.from(userPass).toString('base64')}`;
}

/** Returns the value of an `Authorization` header for the credentials of a URL; `undefined` if it has none. */
export function encodeBasicAuthOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  return encodeBasicAuth(`${decodeOrKeep(username)}:${decodeOrKeep(password)}`);
}

/** Returns the `username:password` bytes of an `Authorization` header; `undefined` if it contains no basic auth. */
export function decodeBasicAuth(authorization: unknown): Buffer | undefined {
  const encoded = typeof authorization === 'string' ? BASIC.exec(authorization)?.[1] : undefined;
  if (encoded === undefined) return undefined;
  const userPass = Buffer.from(encoded, 'base64');
  return userPass.includes(':') ? userPass : undefined;
}
