import { isAscii } from 'node:buffer';

export type FormPair = readonly [name: string, value: string];

/**
 * Decodes `application/x-www-form-urlencoded` bytes as the WHATWG URL standard does: `+` is a space, a stray
 * `%` stands for itself, bytes that are not UTF-8 become U+FFFD. Order and repetition are kept.
 */
export function parseForm(body: Uint8Array | string): FormPair[] {
  const pairs: FormPair[] = [];
  for (const part of toAscii(body).replaceAll('+', ' ').split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    pairs.push(
      equals < 0 ? [decode(part), ''] : [decode(part.slice(0, equals)), decode(part.slice(equals + 1))],
    );
  }
  return pairs;
}

/** Escapes all bytes above ASCII, so that `%C3` followed by a bare 0xA9 decodes like the bytes it stands for. */
function toAscii(body: Uint8Array | string): string {
  const bytes = typeof body === 'string' ? Buffer.from(body) : asBuffer(body);
  const text = bytes.toString('latin1');
  return isAscii(bytes)
    ? text
    : text.replace(/[\x80-\xff]/g, (byte) => '%' + byte.charCodeAt(0).toString(16));
}

export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function decode(encoded: string): string {
  if (!encoded.includes('%')) return encoded;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return new URLSearchParams(`=${encoded}`).get('') ?? '';
  }
}
