import { fail } from './errors.js';

/**
 * Decodes the bytes of a file for an edit.
 *
 * @throws NotUnderstoodError if encoding the text does not return the same bytes, or if the text has the zeros of UTF-16
 */
export function decodeText(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text !== undefined && !text.includes('\0') && Buffer.from(text).equals(bytes)) return text;
  fail('it is not encoded in UTF-8, and an edit would damage its characters. Fix: save the file as UTF-8.');
}

/** Decodes the bytes of a file for a search, in each encoding that TypeScript reads. */
export function decodeForSearch(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

/** Keeps the byte order mark, so that an edit does not remove it. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
