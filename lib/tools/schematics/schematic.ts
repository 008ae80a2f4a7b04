/** Tree of a schematic, as far as it is used. `@angular-devkit` is not a dependency. */
export interface Tree {
  read(path: string): Uint8Array | null;
  exists(path: string): boolean;
  create(path: string, content: string): void;
  overwrite(path: string, content: string): void;
  getDir(path: string): Directory;
}

export interface Directory {
  readonly path: string;
  readonly subfiles: readonly string[];
  readonly subdirs: readonly string[];
  dir(name: string): Directory;
}

export interface SchematicContext {
  readonly logger: Readonly<Record<'info' | 'warn' | 'error', (message: string) => void>>;
  addTask(task: { toConfiguration(): { name: string; options: object } }): unknown;
}

export type Rule = (tree: Tree, context: SchematicContext) => void;

/** Installs the dependencies of package.json with the application's package manager. */
export function installPackages(tree: Tree, context: SchematicContext): void {
  // The runner recognizes the lock files of npm, Yarn and pnpm, but not those of Bun.
  const usesBun = tree.exists('bun.lock') || tree.exists('bun.lockb');
  const options = {
    command: 'install',
    quiet: true,
    hideOutput: true,
    allowScripts: false,
    ...(usesBun && { packageManager: 'bun' }),
  };
  context.addTask({ toConfiguration: () => ({ name: 'node-package', options }) });
}
