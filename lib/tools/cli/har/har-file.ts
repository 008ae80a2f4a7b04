import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  type Stats,
  writeSync,
} from 'node:fs';
import { extname } from 'node:path';

import { codeOf, UsageError } from '../errors.js';
import { formatBytes } from '../read-file.js';
import { CREATOR } from './har-entry.js';
import { readHarLines } from './read-har.js';

const TAIL = '\n]}}\n';
const SEPARATOR = ',\n';

export interface HarFileOptions {
  readonly path: string;
  /** Maximum number of entries of a file. The next files are `name-2.har`, `name-3.har`, … */
  readonly maxEntries: number;
  /** Maximum length of a file, in bytes. A longer entry gets its own file. */
  readonly maxBytes: number;
  /** Key of a redacted recording, used if the file has no key yet. */
  readonly temporaryKey?: string | undefined;
}

/**
 * A HAR file to which entries are appended. An entry and the closing brackets are one positioned write, so that the file
 * is complete at any time, and a crash loses at most the last entry. If the write fails, the file keeps its previous end.
 */
export class HarFile {
  /** Key of a redacted recording, as in the file. */
  temporaryKey: string | undefined;
  private file: number | undefined;
  private path: string;
  private number = 1;
  private entries = 0;
  private end = 0;

  /** @throws UsageError if the file cannot be written, or is not a recording of this kind */
  constructor(private readonly options: HarFileOptions) {
    this.path = options.path;
    this.temporaryKey = options.temporaryKey;
    this.open();
  }

  /** @throws UsageError if the entry cannot be written. The file keeps its earlier entries */
  append(entry: object): void {
    const text = JSON.stringify(entry);
    if (this.isFull(Buffer.byteLength(text))) this.startNext();
    const bytes = Buffer.from((this.entries === 0 ? '' : SEPARATOR) + text + TAIL);
    this.replaceEnd(this.file as number, this.end, Buffer.from(TAIL), bytes);
    this.end += bytes.length - TAIL.length;
    this.entries++;
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }

  private isFull(nextLength: number): boolean {
    const { maxEntries, maxBytes } = this.options;
    const length = this.end + SEPARATOR.length + nextLength + TAIL.length;
    return this.entries >= maxEntries || (this.entries > 0 && length > maxBytes);
  }

  private startNext(): void {
    this.close();
    do this.path = numbered(this.options.path, ++this.number);
    while (existsSync(this.path));
    this.open();
  }

  private open(): void {
    try {
      const { O_RDWR, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
      // O_NONBLOCK, because a pipe could wait for a different process.
      this.file = openSync(this.path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
      this.checkReadable(fstatSync(this.file));
      fchmodSync(this.file, 0o600);
      this.continueOrStart(this.file);
    } catch (error) {
      this.close();
      if (error instanceof UsageError) throw error;
      throw new UsageError(`"${this.path}" cannot be written: ${codeOf(error)}.`);
    }
  }

  /** @throws UsageError before a device is read endlessly, or a file that exceeds the memory */
  private checkReadable(stats: Stats): void {
    const { maxBytes } = this.options;
    if (!stats.isFile()) throw this.unusable('is not a regular file');
    if (stats.size > maxBytes) throw this.unusable(`is longer than ${formatBytes(maxBytes)}`);
  }

  private continueOrStart(file: number): void {
    const present = readFileSync(file);
    const entries = present.length === 0 ? [] : this.readEntries(present.toString());
    const { temporaryKey } = this;
    const keyMember = temporaryKey === undefined ? '' : `"_signingKey":${JSON.stringify(temporaryKey)},`;
    const head = `{"log":{"version":"1.2","creator":${JSON.stringify(CREATOR)},${keyMember}"entries":[\n`;
    const bytes = Buffer.from(head + entries.join(',\n') + TAIL);
    if (!present.equals(bytes)) this.replaceEnd(file, 0, present, bytes);
    this.end = bytes.length - TAIL.length;
    this.entries = entries.length;
  }

  /** Replaces the bytes after a position. If that fails, as on a full disk, restores them. */
  private replaceEnd(file: number, position: number, before: Buffer, after: Buffer): void {
    try {
      writeAll(file, after, position);
      ftruncateSync(file, position + after.length);
    } catch (error) {
      ftruncateSync(file, position + before.length);
      writeAll(file, before, position);
      throw new UsageError(`"${this.path}" cannot be written: ${codeOf(error)}.`);
    }
  }

  private readEntries(text: string): string[] {
    const lines = readHarLines(text);
    if (!lines) throw this.unusable('is not a recording of listen');
    const isRedacted = lines.signingKey !== undefined;
    if (isRedacted !== (this.temporaryKey !== undefined))
      throw this.unusable(`was recorded ${isRedacted ? 'with' : 'without'} --redact`);
    this.temporaryKey = lines.signingKey;
    return lines.entries;
  }

  private unusable(reason: string): UsageError {
    return new UsageError(`"${this.path}" ${reason}. Fix: --record with a different file.`);
  }
}

/** Repeats short writes. If a write was short because of an error, the next write throws that error. */
function writeAll(file: number, bytes: Buffer, position: number): void {
  for (let written = 0; written < bytes.length;)
    written += writeSync(file, bytes, written, bytes.length - written, position + written);
}

function numbered(path: string, number: number): string {
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}-${number}${extension}`;
}
