import { NotUnderstoodError } from './not-understood.error.js';

/**
 * Decodes the bytes of a file that is to be edited.
 *
 * @throws NotUnderstoodError if the text would not be encoded as the same bytes again, or has the zeros of UTF-16
 */
export function decodeText(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text !== undefined && !text.includes('\0') && Buffer.from(text).equals(bytes)) return text;
  throw new NotUnderstoodError(
    'it is not encoded in UTF-8, and an edit would damage its characters. Fix: save the file as UTF-8.',
  );
}

/** Decodes the bytes of a file that is only searched, as TypeScript does. */
export function decodeForSearch(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

/** With the byte order mark, which stays in the file. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
