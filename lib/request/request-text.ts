/** SignalWire's webhooks have a few kB. */
const MAX_BODY_LENGTH = 128 * 1024;

/**
 * Returns the URLs, header values and body of a request as one text, escaped and unescaped. A log must not repeat any part of it.
 *
 * @returns `undefined` if a part is unreadable or the body too long to search
 */
export function textOfRequest(request: unknown): string | undefined {
  try {
    const { url, originalUrl, raw, headers, rawBody, body } = request as Readonly<Record<string, unknown>>;
    if (lengthOf(rawBody) > MAX_BODY_LENGTH || lengthOf(body) > MAX_BODY_LENGTH) return undefined;
    const values: unknown[] = Object.values(headers ?? {});
    const rawUrl = (raw as { readonly url?: unknown } | undefined)?.url;
    const text = [url, originalUrl, rawUrl, ...values, ...values.map(credentialsOf), rawBody, body].map(
      toText,
    );
    return [...text, ...text.map(unescape)].join('\n');
  } catch {
    return undefined;
  }
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' || value instanceof Uint8Array ? value.length : 0;
}

/** Returns user and password of basic auth. */
function credentialsOf(header: unknown): string {
  const encoded = typeof header === 'string' ? /^basic\s+(.*)/i.exec(header)?.[1] : undefined;
  return Buffer.from(encoded ?? '', 'base64').toString('latin1');
}

function toText(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}

/** Resolves the escapes of forms, then those of JSON. */
function unescape(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, toCharacter).replace(/\\u00([0-9a-f]{2})/gi, toCharacter);
}

function toCharacter(_escape: string, digits: string): string {
  return String.fromCharCode(parseInt(digits, 16));
}
