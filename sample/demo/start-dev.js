import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { compile, root, tsc } from './compile.js';

const sample = `sample/${process.argv[2]}`;
const folder = join(root, sample);

if (!existsSync(join(folder, '.env')) && !process.env.SIGNALWIRE_SIGNING_KEY) {
  console.error(`${sample}/.env is missing. Copy the example and fill it in:

  cp ${sample}/.env.example ${sample}/.env

${readFileSync(join(folder, '.env.example'), 'utf8')}`);
  process.exit(1);
}

compile();
const children = [
  start([tsc, '-p', 'sample', '--watch', '--preserveWatchOutput'], root),
  start(['--watch', join(root, 'build', sample, 'src/main.js')], folder),
];
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    for (const child of children) child.kill(signal);
  });
}

function start(args, cwd) {
  return spawn(process.execPath, args, { cwd, stdio: 'inherit' });
}
