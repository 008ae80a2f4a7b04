import { NotUnderstoodError } from './not-understood.error.js';
import type { Tree } from './schematic.js';

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
