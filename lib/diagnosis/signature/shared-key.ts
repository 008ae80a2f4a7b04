import type { HeaderIndex } from '../headers.js';

/** Header that Twilio adds to `X-Twilio-Signature` if it signs with a SharedKey: `key=…,algorithm=HMAC_SHA256`. */
export const SHARED_KEY_HEADER = 'x-twilio-webhooks-signature-settings';

const ALGORITHM = /(?:^|[,;\s])algorithm\s*=\s*"?(HMAC_SHA1|HMAC_SHA256)"?\s*(?:[,;]|$)/i;

export type SharedKeyAlgorithm = 'HMAC_SHA1' | 'HMAC_SHA256' | 'an unknown algorithm';

/** Returns the algorithm in the header; `undefined` if the header is missing. */
export function readSharedKeyAlgorithm(headers: HeaderIndex): SharedKeyAlgorithm | undefined {
  const settings = headers.get(SHARED_KEY_HEADER);
  if (settings === undefined) return undefined;
  const named = ALGORITHM.exec(settings)?.[1]?.toUpperCase() as SharedKeyAlgorithm | undefined;
  return named ?? 'an unknown algorithm';
}
