import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

import { codeOf, UsageError } from './errors.js';

const CHUNK = 65_536;
const MEGABYTE = 1024 * 1024;

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
    if (fstatSync(file).size > maxBytes) throw tooLong(`"${path}"`, maxBytes);
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK);
      const read = readSync(file, chunk, 0, CHUNK, null);
      if (read === 0) return Buffer.concat(chunks);
      length += read;
      if (length > maxBytes) throw tooLong(`"${path}"`, maxBytes);
      chunks.push(chunk.subarray(0, read));
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`"${path}" cannot be read: ${codeOf(error)}.`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
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
  return new UsageError(`${source} is longer than ${formatBytes(maxBytes)}.`);
}

export function formatBytes(bytes: number): string {
  return bytes < MEGABYTE ? `${bytes / 1024} kB` : `${bytes / MEGABYTE} MB`;
}
