import { join } from 'node:path';

import { installPackages } from './install.js';
import { run } from './run.js';

/** A runtime other than Node.js, from the npm package that ships its own binary for Linux. */
export interface Runtime {
  /** As the table names it: `Bun 1.4.5`. */
  readonly name: string;
  readonly command: string;
  /** Before the script. */
  readonly args: readonly string[];
}

const PACKAGES = { bun: '@oven/bun-linux-x64', deno: '@deno/linux-x64-glibc' } as const;

export async function installRuntimes(folder: string): Promise<Runtime[]> {
  await installPackages(folder, { [PACKAGES.bun]: '^1.4.0', [PACKAGES.deno]: '^2.0.0' });
  const bun = join(folder, 'node_modules', PACKAGES.bun, 'bin/bun');
  const deno = join(folder, 'node_modules', PACKAGES.deno, 'deno');
  return [
    { name: `Bun ${await versionOf(bun, folder)}`, command: bun, args: [] },
    {
      name: `Deno ${await versionOf(deno, folder)}`,
      command: deno,
      args: ['run', '--allow-all', '--cached-only', '--node-modules-dir=manual'],
    },
  ];
}

/** Deno prints its version in a sentence. */
async function versionOf(command: string, folder: string): Promise<string> {
  const printed = await run(command, ['--version'], folder);
  return /\d+\.\d+\.\d+/.exec(printed)?.[0] ?? printed;
}
