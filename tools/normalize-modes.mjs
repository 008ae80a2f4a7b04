import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';

/** npm packs each file with the mode that the umask of the clone gave it: the same commit must give the same bytes. */
const root = join(import.meta.dirname, '..');
const options = { cwd: root, encoding: 'utf8' };
const [{ files }] = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], options),
);
const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const programs = Object.values(bin).map(normalize);

for (const { path } of files) chmodSync(join(root, path), programs.includes(path) ? 0o755 : 0o644);
