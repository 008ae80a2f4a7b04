import { posix } from 'node:path';

import { NotUnderstoodError } from './not-understood.error.js';
import type { Directory, Tree } from './schematic.js';

/** Edits of files that are written all together or not at all. */
export class Changes {
  private readonly texts = new Map<string, string>();

  constructor(private readonly tree: Tree) {}

  read(path: string): string | undefined {
    const pending = this.texts.get(path);
    if (pending !== undefined) return pending;
    const bytes = this.tree.read(path);
    return bytes ? Buffer.from(bytes).toString('utf8') : undefined;
  }

  /** @throws NotUnderstoodError that names the file, if there is none or the edit throws one */
  edit(path: string, edit: (text: string) => string): void {
    this.write(
      path,
      inFile(path, () => edit(this.read(path) ?? missing())),
    );
  }

  write(path: string, text: string): void {
    if (text !== this.read(path)) this.texts.set(path, text);
  }

  /** TypeScript files below a folder, without tests and declarations. */
  sourceFiles(folder: string): string[] {
    return filesBelow(this.tree.getDir(folder)).filter((path) =>
      /(?<!\.d|[.-]spec|[.-]test)\.ts$/.test(path),
    );
  }

  has(path: string): boolean {
    return this.texts.has(path);
  }

  apply(): void {
    for (const [path, text] of this.texts) {
      if (this.tree.exists(path)) this.tree.overwrite(path, text);
      else this.tree.create(path, text);
    }
  }
}

function filesBelow(directory: Directory): string[] {
  const files = directory.subfiles.map((name) => posix.join(directory.path, name).replace(/^\//, ''));
  const folders = directory.subdirs.filter((name) => !/^(?:node_modules|dist|\..*)$/.test(name));
  return [...files, ...folders.flatMap((name) => filesBelow(directory.dir(name)))];
}

export function inFile<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof NotUnderstoodError ? new NotUnderstoodError(`${path}: ${error.message}`) : error;
  }
}

function missing(): never {
  throw new NotUnderstoodError('there is no such file');
}
