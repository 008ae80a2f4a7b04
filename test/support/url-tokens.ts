import type { RequestToSend } from './applications.js';
import { JSON_TYPE } from './signing.js';

/** Secrets of URL tokens. */
export const SECRET = 'h5CzJtJ7bC3k1Hqv2bWkTtZ0mJr0nD8x';
export const NEWER_SECRET = 'p9ExAqR2mV6s8Yw1cUdLfGiKhNzBt3O7';

/** JSON without a signature, as SignalWire sends it to the URL of a SWAIG function. A text is the body as it is. */
export function postTo(
  target: string,
  payload: unknown,
  headers: Record<string, string> = {},
): RequestToSend {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return { target, headers: { ...JSON_TYPE, ...headers }, body };
}
