import { posix } from 'node:path';

import { fail, NotUnderstoodError } from './errors.js';
import { checkWritable, isLink, restoreAfterFailure } from './files-on-disk.js';
import type { Directory, SchematicContext, Tree } from './schematic.js';

/** Edits of files. Either all files are written or none. */
export class Changes {
  private readonly texts = new Map<string, string>();

  constructor(private readonly tree: Tree) {}

  /** @throws NotUnderstoodError that names the file, if it cannot be read or is not UTF-8 */
  read(path: string): string | undefined {
    return this.texts.get(path) ?? this.decode(path, decodeText);
  }

  /** Parses the text of a file. The text is empty if the file is missing. */
  parse<T>(path: string, parse: (text: string) => T): T {
    const text = this.read(path) ?? '';
    return inFile(path, () => parse(text));
  }

  /** @throws NotUnderstoodError that names the file, if it is missing or the edit throws this error */
  edit(path: string, edit: (text: string) => string): void {
    const text = this.read(path) ?? fail(`${path}: there is no such file`);
    const edited = inFile(path, () => edit(text));
    this.write(path, edited);
  }

  write(path: string, text: string): void {
    if (text !== this.read(path)) this.texts.set(path, text);
  }

  /** Returns the names of the files in a folder. */
  filesIn(folder: string): readonly string[] {
    return this.tree.getDir(folder).subfiles;
  }

  /** Returns the TypeScript files below a folder that match a pattern, without tests and declarations. */
  search(folder: string, pattern: RegExp): string[] {
    return filesBelow(this.tree.getDir(folder))
      .filter((path) => /(?<!\.d|[.-]spec|[.-]test)\.ts$/.test(path))
      .filter((path) => pattern.test(this.textForSearch(path)));
  }

  /** Parses a file that is not edited, in each encoding that TypeScript reads. */
  parseForSearch<T>(path: string, parse: (text: string) => T): T {
    return inFile(path, () => parse(this.textForSearch(path)));
  }

  has(path: string): boolean {
    return this.texts.has(path);
  }

  /** @throws NotWritableError if a file cannot be written. Then no file is changed. */
  apply(context: SchematicContext): void {
    const files = [...this.texts].map(([path, text]) => ({
      path,
      before: this.readBytes(path),
      after: Buffer.from(text),
    }));
    checkWritable(files);
    restoreAfterFailure(files, context);
    for (const [path, text] of this.texts) {
      if (this.tree.exists(path)) this.tree.overwrite(path, text);
      else this.tree.create(path, text);
    }
  }

  private textForSearch(path: string): string {
    return this.texts.get(path) ?? this.decode(path, decodeForSearch) ?? '';
  }

  private decode(path: string, decode: (bytes: Uint8Array) => string): string | undefined {
    const bytes = this.readBytes(path);
    return bytes && inFile(path, () => decode(bytes));
  }

  private readBytes(path: string): Uint8Array | undefined {
    try {
      return this.tree.read(path) ?? undefined;
    } catch (error) {
      fail(`${path}: it cannot be read (${String(error)})`);
    }
  }
}

function filesBelow(directory: Directory): string[] {
  const pathOf = (name: string) => posix.join(directory.path, name).replace(/^\//, '');
  const files = directory.subfiles.map(pathOf);
  // A link may lead to a folder above itself, and two such links would never end.
  const folders = directory.subdirs
    .filter((name) => !/^(?:node_modules|dist|\..*)$/.test(name))
    .filter((name) => !isLink(pathOf(name)));
  return [...files, ...folders.flatMap((name) => filesBelow(directory.dir(name)))];
}

function inFile<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof NotUnderstoodError ? new NotUnderstoodError(`${path}: ${error.message}`) : error;
  }
}

/**
 * Decodes the bytes of a file for an edit. The text keeps the byte order mark, so that an edit does not remove it.
 *
 * @throws NotUnderstoodError if encoding the text does not return the same bytes, or if the text has the zeros of UTF-16
 */
export function decodeText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString();
  if (!text.includes('\0') && Buffer.from(text).equals(bytes)) return text;
  fail('it is not encoded in UTF-8, and an edit would damage its characters. Fix: save the file as UTF-8.');
}

/** Decodes the bytes of a file for a search, in each encoding that TypeScript reads. */
function decodeForSearch(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}
