const LAST_DIGIT = /[0-9](?=[^0-9]*$)/;
const LAST_LETTER = /[a-z](?=[^a-z]*$)/i;

/**
 * Changes one byte: the last digit, otherwise the last letter, otherwise the last byte. With a changed digit, forms,
 * percent-escapes and JSON stay well-formed.
 */
export function changeOneByte(bytes: Uint8Array): Buffer {
  const changed = Buffer.from(bytes);
  const text = changed.toString('latin1');
  const digit = text.search(LAST_DIGIT);
  if (digit >= 0) changed.write(text[digit] === '0' ? '1' : '0', digit);
  else changeLetter(changed, text.search(LAST_LETTER));
  return changed;
}

function changeLetter(bytes: Buffer, letter: number): void {
  const index = letter >= 0 ? letter : bytes.length - 1;
  bytes.write(/a/i.test(String.fromCharCode(bytes.readUInt8(index))) ? 'b' : 'a', index);
}

/** Changes one byte of the query. */
export function changeQuery(path: string): string {
  const start = path.indexOf('?') + 1;
  return path.slice(0, start) + changeOneByte(Buffer.from(path.slice(start))).toString();
}
