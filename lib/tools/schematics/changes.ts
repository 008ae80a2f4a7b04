import { fail, NotUnderstoodError } from './errors.js';
import { posix } from 'node:path';

import { decodeForSearch, decodeText } from './decode-text.js';
import { type ChangedFile, checkWritable, isLink, restoreAfterFailure } from './files-on-disk.js';
import type { Directory, SchematicContext, Tree } from './schematic.js';

/** Edits of files. Either all files are written or none. */
export class Changes {
  private readonly texts = new Map<string, string>();

  constructor(private readonly tree: Tree) {}

  /** @throws NotUnderstoodError that names the file, if it cannot be read or is not UTF-8 */
  read(path: string): string | undefined {
    const pending = this.texts.get(path);
    if (pending !== undefined) return pending;
    const bytes = this.readBytes(path);
    return bytes && inFile(path, () => decodeText(bytes));
  }

  /** Parses the text of a file. The text is empty if the file is missing. */
  parse<T>(path: string, parse: (text: string) => T): T {
    const text = this.read(path) ?? '';
    return inFile(path, () => parse(text));
  }

  /** @throws NotUnderstoodError that names the file, if it is missing or the edit throws this error */
  edit(path: string, edit: (text: string) => string): void {
    const text = this.read(path);
    this.write(
      path,
      inFile(path, () => edit(text ?? missing())),
    );
  }

  write(path: string, text: string): void {
    if (text !== this.read(path)) this.texts.set(path, text);
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
    const files = [...this.texts].map(([path, text]): ChangedFile => {
      const before = this.readBytes(path);
      return { path, after: Buffer.from(text), ...(before && { before }) };
    });
    checkWritable(files);
    restoreAfterFailure(files, context);
    for (const [path, text] of this.texts) {
      if (this.tree.exists(path)) this.tree.overwrite(path, text);
      else this.tree.create(path, text);
    }
  }

  private textForSearch(path: string): string {
    const pending = this.texts.get(path);
    if (pending !== undefined) return pending;
    const bytes = this.readBytes(path);
    return bytes ? decodeForSearch(bytes) : '';
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

function missing(): never {
  fail('there is no such file');
}
