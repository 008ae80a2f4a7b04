import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const tsc = fileURLToPath(import.meta.resolve('typescript/bin/tsc'));

const STEPS = [
  [tsc, '-p', 'tsconfig.build.json', '--noCheck'],
  ['tools/bundle.mjs'],
  [tsc, '-p', 'sample', '--noCheck'],
];

/** Compiles the library and the samples, as far as they have changed. Types are checked by `npm test`. */
export function compile() {
  console.log('Compiling the library and the samples; the first time this takes some seconds.');
  const startedAt = performance.now();
  for (const step of STEPS) {
    const { status } = spawnSync(process.execPath, step, { cwd: root, stdio: 'inherit' });
    if (status !== 0) process.exit(status ?? 1);
  }
  console.log(`Compiled in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
}
