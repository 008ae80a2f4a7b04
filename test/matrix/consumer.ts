import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { installPackages, writeJson } from './install.js';
import type { NodeBinary } from './nodes.js';
import { run } from './run.js';
import type { Runtime } from './runtimes.js';
import {
  type Adapter,
  COMPILERS,
  type Dependencies,
  type Format,
  FORMATS,
  type NestMajor,
  type TypeScript,
} from './versions.js';

const TEMPLATE = join(import.meta.dirname, '../../test/matrix/consumer');

/** What needs packages that are installed later. */
const OPTIONAL = 'src/optional';
const SPEC = 'src/voice.controller.test.ts';

export type Resolution = 'node10' | 'node16' | 'nodenext' | 'bundler';

/**
 * Nest 12 is ESM only: TypeScript lets CommonJS require it from 5.8 under `nodenext`, never under `node16`. `node10` is what
 * `nest new` chose for Nest 10; TypeScript 6 has deprecated it.
 */
export function resolutionsOf(major: NestMajor, format: Format, compiler: TypeScript): readonly Resolution[] {
  if (format === 'esm') return ['node16', 'nodenext', 'bundler'];
  if (major === 12) return compiler === '5.4' ? ['bundler'] : ['nodenext', 'bundler'];
  const modern = ['node16', 'nodenext', 'bundler'] as const;
  return compiler === '5.4' || compiler === '5.9' ? ['node10', ...modern] : modern;
}

const MODULES = {
  esm: { node10: 'esnext', node16: 'node16', nodenext: 'nodenext', bundler: 'esnext' },
  cjs: { node10: 'commonjs', node16: 'node16', nodenext: 'nodenext', bundler: 'preserve' },
} as const;

const COMPILER_OPTIONS = {
  target: 'ES2022',
  lib: ['ES2023'],
  strict: true,
  isolatedModules: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  esModuleInterop: true,
  skipLibCheck: false,
  types: ['node'],
  rootDir: './src',
  outDir: './dist',
};

/** Freshly made applications of one Nest: one in ESM, one in CommonJS, on what one `npm install` put beside them. */
export class Consumer {
  private constructor(
    readonly major: NestMajor,
    private readonly folder: string,
    private dependencies: Dependencies,
  ) {}

  static async make(major: NestMajor, folder: string, dependencies: Dependencies): Promise<Consumer> {
    const consumer = new Consumer(major, folder, dependencies);
    await installPackages(folder, dependencies);
    for (const format of FORMATS) await consumer.makeApplication(format);
    return consumer;
  }

  async add(dependencies: Dependencies): Promise<void> {
    this.dependencies = { ...this.dependencies, ...dependencies };
    await installPackages(this.folder, this.dependencies);
  }

  /** Sources that import the optional entries. */
  async addOptionalEntries(): Promise<void> {
    for (const format of FORMATS) {
      await cp(join(TEMPLATE, OPTIONAL), join(this.folder, format, OPTIONAL), { recursive: true });
    }
  }

  /** The version that npm chose. */
  async versionOf(name: string): Promise<string> {
    const text = await readFile(join(this.folder, 'node_modules', name, 'package.json'), 'utf8');
    return (JSON.parse(text) as { version: string }).version;
  }

  typeCheck(format: Format, compiler: TypeScript, resolution: Resolution): Promise<string> {
    const options = ['--module', MODULES[format][resolution], '--moduleResolution', resolution];
    return this.tsc(format, compiler, ['--noEmit', ...options]);
  }

  /** With the compiler of its major, in both formats. */
  async compile(options: readonly string[] = []): Promise<void> {
    const resolution = ['--module', 'nodenext', '--moduleResolution', 'nodenext'];
    for (const format of FORMATS) {
      await this.tsc(format, COMPILERS[this.major], [...resolution, ...options]);
    }
  }

  async start(format: Format, adapter: Adapter, { path }: NodeBinary): Promise<void> {
    await this.script(format, ['dist/main.js', adapter], path);
  }

  async script(format: Format, args: readonly string[], node = process.execPath): Promise<void> {
    const printed = await run(node, args, join(this.folder, format));
    if (!printed.includes('all is well')) throw new Error(printed);
  }

  /** Signed and forged requests, an event twice, outcomes, and the optional entries. */
  async startOn({ command, args }: Runtime, format: Format, adapter: Adapter): Promise<void> {
    for (const script of ['dist/runtime.js', 'dist/optional/main.js'])
      await this.script(format, [...args, script, adapter], command);
  }

  async jestInEsm({ path }: NodeBinary): Promise<void> {
    const jest = join(this.folder, 'node_modules/jest/bin/jest.js');
    const folder = join(this.folder, 'esm');
    await cp(join(TEMPLATE, SPEC), join(folder, SPEC));
    await run(path, ['--experimental-vm-modules', '--no-warnings', jest], folder);
  }

  private async makeApplication(format: Format): Promise<void> {
    const folder = join(this.folder, format);
    const isLater = (path: string) => [OPTIONAL, SPEC].some((each) => path === join(TEMPLATE, each));
    await cp(TEMPLATE, folder, { recursive: true, filter: (path) => !isLater(path) });
    await writeJson(join(folder, 'package.json'), {
      private: true,
      type: format === 'esm' ? 'module' : 'commonjs',
    });
    await writeJson(join(folder, 'tsconfig.json'), { compilerOptions: COMPILER_OPTIONS, include: ['src'] });
    await writeFile(join(folder, 'jest.config.json'), JSON.stringify(JEST_IN_ESM));
  }

  private tsc(format: Format, compiler: TypeScript, options: readonly string[]): Promise<string> {
    const tsc = join(this.folder, `node_modules/typescript-${compiler}/bin/tsc`);
    return run(process.execPath, [tsc, '-p', '.', ...options], join(this.folder, format));
  }
}

const JEST_IN_ESM = {
  rootDir: 'src',
  testRegex: '.*\\.test\\.ts$',
  testEnvironment: 'node',
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      'ts-jest',
      {
        useESM: true,
        tsconfig: {
          ...COMPILER_OPTIONS,
          skipLibCheck: true,
          module: 'nodenext',
          moduleResolution: 'nodenext',
        },
      },
    ],
  },
};
