/** Whether the key is not blank. Anyone can compute an HMAC with a blank key. */
export function isUsableKey(key: unknown): key is string {
  return typeof key === 'string' && key.trim() !== '';
}
