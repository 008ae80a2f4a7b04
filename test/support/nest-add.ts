import { jest } from '@jest/globals';
import { spawn, spawnSync, type SpawnOptionsWithoutStdio } from 'node:child_process';
import {
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

// Each test starts processes, which a busy machine takes its time for.
jest.setTimeout(120_000);

const root = join(import.meta.dirname, '../..');
const requireOfNest = createRequire(join(root, 'node_modules/@nestjs/cli/package.json'));
/** Runs bash where it may mount a disk that nothing else sees. */
const IN_NAMESPACE = ['--map-root-user', '--mount', 'bash'];
/** Not every system lets a process do so. */
export const canMount =
  spawnSync('unshare', [...IN_NAMESPACE, '-c', 'mount -t tmpfs none /mnt']).status === 0;

/** The user “nobody”. */
const NOBODY = 65_534;
const NEST = join(root, 'node_modules/@nestjs/cli/bin/nest.js');
/** What the program `nest` starts. */
const SCHEMATICS = requireOfNest.resolve('@angular-devkit/schematics-cli/bin/schematics.js');

export const MAIN = `import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';

const app = await NestFactory.create(AppModule);
await app.listen(process.env.PORT ?? 3000);
`;
export const MODULE = `import { Module } from '@nestjs/common';

@Module({
  imports: [],
  controllers: [],
})
export class AppModule {}
`;
const FILES = {
  'package.json': `${JSON.stringify({ dependencies: { '@nestjs/core': '^12.0.1' } }, null, 2)}\n`,
  'nest-cli.json': '{ "sourceRoot": "src" }\n',
  'src/main.ts': MAIN,
  'src/app.module.ts': MODULE,
};

export type Files = Readonly<Record<string, string | Uint8Array>>;

export interface RunResult {
  readonly code: number | null;
  /** What was printed, without colors. */
  readonly output: string;
}

/** A new application on the disk, in which this package is installed as it was built. */
export class ApplicationOnDisk {
  readonly folder = mkdtempSync(join(tmpdir(), 'nest-add-'));

  constructor(files: Files = {}) {
    for (const [path, content] of Object.entries({ ...FILES, ...files })) this.write(path, content);
    mkdirSync(this.path('node_modules'));
    symlinkSync(root, this.path('node_modules/nestjs-signalwire-webhook'));
  }

  path(path: string): string {
    return join(this.folder, path);
  }

  write(path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), content);
  }

  read(path: string): string {
    return readFileSync(this.path(path), 'utf8');
  }

  /** Each file with its bytes, and each folder and link. */
  snapshot(folder = ''): Record<string, string> {
    const names = readdirSync(this.path(folder)).filter((name) => name !== 'node_modules');
    const entries = names.map((name) => {
      const path = join(folder, name);
      const stats = lstatSync(this.path(path));
      if (stats.isDirectory()) return { [path]: 'folder', ...this.snapshot(path) };
      return { [path]: stats.isFile() ? readFileSync(this.path(path)).toString('latin1') : 'link' };
    });
    return Object.assign({}, ...entries) as Record<string, string>;
  }

  /** By the program `nest`, as one types it. */
  nestAdd(...flags: string[]): Promise<RunResult> {
    return this.run([NEST, 'add', 'nestjs-signalwire-webhook', '--skip-install', ...flags]);
  }

  /** By the program that `nest` starts for it. */
  schematic(name: string, ...flags: string[]): Promise<RunResult> {
    return this.run([...schematicLine(name), ...flags]);
  }

  /** For a user to whom read-only files are read-only: root may write them. */
  schematicWithoutRights(name: string, ...flags: string[]): Promise<RunResult> {
    const line = [...schematicLine(name), ...flags];
    if (process.getuid?.() !== 0) return this.run(line);
    for (const path of ['', ...Object.keys(this.snapshot())]) chownSync(this.path(path), NOBODY, NOBODY);
    return this.run(line, { uid: NOBODY, gid: NOBODY });
  }

  /** With a limit to the size of files, which stops a write after some bytes, as a full disk does. */
  schematicWithFileLimit(kilobytes: number, name: string, ...flags: string[]): Promise<RunResult> {
    const line = [process.execPath, ...schematicLine(name), ...flags];
    return this.run(['-c', `ulimit -f ${kilobytes} && exec "$0" "$@"`, ...line], {}, 'bash');
  }

  /** On a disk of its own that is full; the disk's files come back into the folder. */
  async schematicOnFullDisk(name: string, ...flags: string[]): Promise<RunResult> {
    const disk = this.path('node_modules/disk');
    mkdirSync(disk);
    const script = `
      mount -t tmpfs -o size=64k none "${disk}" && cp -a package.json nest-cli.json src "${disk}" && cd "${disk}" || exit 9
      mkdir node_modules && ln -s "${root}" node_modules/nestjs-signalwire-webhook
      head -c 1M /dev/zero > fill 2> /dev/null
      "$0" "$@"; code=$?
      rm -r fill node_modules && cp -a . ../..; exit $code`;
    const line = [process.execPath, ...schematicLine(name), ...flags];
    return this.run([...IN_NAMESPACE, '-c', script, ...line], {}, 'unshare');
  }

  /** Where there is no package manager. */
  schematicWithoutManager(name: string, ...flags: string[]): Promise<RunResult> {
    return this.run([...schematicLine(name), ...flags], { env: { PATH: '' } });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private run(
    line: readonly string[],
    options: SpawnOptionsWithoutStdio = {},
    program = process.execPath,
  ): Promise<RunResult> {
    const env = { PATH: process.env.PATH, NO_COLOR: '1', CI: '1' };
    const child = spawn(program, line, { cwd: this.folder, env, timeout: 90_000, ...options });
    let output = '';
    const collect = (chunk: Buffer) => (output += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.stdin.end();
    return new Promise((resolve) => {
      child.on('close', (code) => {
        resolve({ code, output: stripVTControlCharacters(output) });
      });
    });
  }
}

function schematicLine(name: string): string[] {
  return [SCHEMATICS, `nestjs-signalwire-webhook:${name}`, '--source-root=src'];
}

/** Uses an application, and removes it whatever happens. */
export async function usingApplication<T>(
  files: Files,
  use: (application: ApplicationOnDisk) => Promise<T>,
): Promise<T> {
  const application = new ApplicationOnDisk(files);
  try {
    return await use(application);
  } finally {
    application.remove();
  }
}
