/** An HMAC with a blank key can be made by anyone. */
export function isUsableKey(key: unknown): key is string {
  return typeof key === 'string' && key.trim() !== '';
}
