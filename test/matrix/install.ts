import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { run } from './run.js';
import type { Dependencies } from './versions.js';

const INSTALL = ['install', '--no-audit', '--no-fund', '--prefer-offline'];

/** Makes the folder where it is missing, and puts these packages into it. */
export async function installPackages(folder: string, dependencies: Dependencies): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeJson(join(folder, 'package.json'), { private: true, dependencies });
  await run('npm', INSTALL, folder);
}

export async function install(folder: string): Promise<void> {
  await run('npm', INSTALL, folder);
}

export async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, JSON.stringify(value, null, 2));
}
