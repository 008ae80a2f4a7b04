import { closeSync, openSync, readSync } from 'node:fs';

import { codeOf, UsageError } from './errors.js';

const CHUNK = 65_536;

/**
 * Reads a file, pipe or device up to a limit.
 *
 * @throws UsageError if the file cannot be read or is longer
 */
export function readBounded(path: string, maxBytes: number): Buffer {
  const chunks: Buffer[] = [];
  let length = 0;
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK);
      const read = readSync(file, chunk, 0, CHUNK, null);
      if (read === 0) return Buffer.concat(chunks);
      length += read;
      if (length > maxBytes) break;
      chunks.push(chunk.subarray(0, read));
    }
  } catch (error) {
    throw new UsageError(`"${path}" cannot be read: ${codeOf(error)}.`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
  throw tooLong(`"${path}"`, maxBytes);
}

/** @throws UsageError if the input is longer */
export async function readInput(input: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of input) {
    length += chunk.length;
    if (length > maxBytes) throw tooLong('The standard input', maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLong(source: string, maxBytes: number): UsageError {
  return new UsageError(`${source} is longer than ${maxBytes / 1024} kB.`);
}
