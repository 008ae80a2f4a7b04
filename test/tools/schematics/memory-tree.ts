import type { Directory, SchematicContext, Tree } from '../../../lib/tools/schematics/schematic.js';

/** Files in memory, as a schematic sees those of an application. */
export class MemoryTree implements Tree {
  readonly files: Map<string, string>;

  constructor(files: Readonly<Record<string, string>>) {
    this.files = new Map(Object.entries(files));
  }

  read(path: string): Uint8Array | null {
    const text = this.files.get(path);
    return text === undefined ? null : Buffer.from(text);
  }

  exists(path: string): boolean {
    return this.files.has(path);
  }

  create(path: string, content: string): void {
    if (this.exists(path)) throw new Error(`${path} exists`);
    this.files.set(path, content);
  }

  overwrite(path: string, content: string): void {
    if (!this.exists(path)) throw new Error(`${path} does not exist`);
    this.files.set(path, content);
  }

  getDir(path: string): Directory {
    const inside = [...this.files.keys()].flatMap((file) =>
      file.startsWith(`${path}/`) ? [file.slice(path.length + 1).split('/')] : [],
    );
    return {
      path: `/${path}`,
      subfiles: inside.flatMap(([name = '', ...rest]) => (rest.length === 0 ? [name] : [])),
      subdirs: [...new Set(inside.flatMap(([name = '', ...rest]) => (rest.length > 0 ? [name] : [])))],
      dir: (name) => this.getDir(`${path}/${name}`),
    };
  }
}

/** Notes what is printed and which tasks are asked for. */
export class NotedContext implements SchematicContext {
  readonly printed: string[] = [];
  readonly tasks: object[] = [];
  readonly logger = {
    info: (message: string) => this.printed.push(message),
    warn: (message: string) => this.printed.push(message),
    error: (message: string) => this.printed.push(message),
  };

  addTask(task: Parameters<SchematicContext['addTask']>[0]): void {
    this.tasks.push(task.toConfiguration());
  }
}
