import { cp, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { run } from './run.js';
import {
  type Adapter,
  COMPILERS,
  consumerDependencies,
  type Format,
  FORMATS,
  type NestMajor,
  toolDependencies,
  type TypeScript,
} from './versions.js';

const TEMPLATE = join(import.meta.dirname, '../../test/matrix/consumer');

export type Resolution = 'node16' | 'nodenext' | 'bundler';

/**
 * Nest 12 is ESM only: TypeScript lets CommonJS require it from 5.8 under `nodenext`, never under `node16`.
 */
export function resolutionsOf(major: NestMajor, format: Format, compiler: TypeScript): readonly Resolution[] {
  if (major < 12 || format === 'esm') return ['node16', 'nodenext', 'bundler'];
  return compiler === '5.4' ? ['bundler'] : ['nodenext', 'bundler'];
}

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

/** Freshly made applications of one Nest major: one in ESM, one in CommonJS, on what one `npm install` put beside them. */
export class Consumer {
  private constructor(
    readonly major: NestMajor,
    private readonly folder: string,
  ) {}

  static async make(
    major: NestMajor,
    parent: string,
    tarball: string,
    { compilers, withTools }: { compilers: readonly TypeScript[]; withTools: boolean },
  ): Promise<Consumer> {
    const consumer = new Consumer(major, join(parent, `nest-${major}`));
    const dependencies = {
      ...consumerDependencies(major, tarball, compilers),
      ...(withTools && toolDependencies(major)),
    };
    await mkdir(consumer.folder);
    await writeJson(join(consumer.folder, 'package.json'), { private: true, dependencies });
    await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], consumer.folder);
    for (const format of FORMATS) await consumer.makeApplication(format);
    return consumer;
  }

  /** The version that npm chose. */
  async versionOf(name: string): Promise<string> {
    const text = await readFile(join(this.folder, 'node_modules', name, 'package.json'), 'utf8');
    return (JSON.parse(text) as { version: string }).version;
  }

  typeCheck(format: Format, compiler: TypeScript, resolution: Resolution): Promise<string> {
    const module = resolution === 'bundler' ? (format === 'esm' ? 'esnext' : 'preserve') : resolution;
    return this.tsc(format, compiler, ['--noEmit', '--module', module, '--moduleResolution', resolution]);
  }

  compile(format: Format): Promise<string> {
    const resolution = ['--module', 'nodenext', '--moduleResolution', 'nodenext'];
    return this.tsc(format, COMPILERS[this.major], [...resolution, '--skipLibCheck']);
  }

  async start(format: Format, adapter: Adapter, node: string): Promise<void> {
    await this.script(format, ['dist/main.js', adapter], node);
  }

  async script(format: Format, args: readonly string[], node = process.execPath): Promise<void> {
    const printed = await run(node, args, join(this.folder, format));
    if (!printed.includes('all is well')) throw new Error(printed);
  }

  async jest(format: Format): Promise<void> {
    const flags = format === 'esm' ? ['--experimental-vm-modules', '--no-warnings'] : [];
    await this.writeSpec(format, '@jest/globals');
    await run(process.execPath, [...flags, this.bin('jest/bin/jest.js')], join(this.folder, format));
  }

  async vitest(): Promise<void> {
    await this.writeSpec('esm', 'vitest');
    await run(process.execPath, [this.bin('vitest/vitest.mjs'), 'run'], join(this.folder, 'esm'));
  }

  private async makeApplication(format: Format): Promise<void> {
    const folder = join(this.folder, format);
    await cp(TEMPLATE, folder, { recursive: true });
    await rename(join(folder, 'src/voice.controller.test.ts'), join(folder, 'spec.txt'));
    await writeJson(join(folder, 'package.json'), {
      private: true,
      type: format === 'esm' ? 'module' : 'commonjs',
      jest: jestOptions(format),
    });
    await writeJson(join(folder, 'tsconfig.json'), { compilerOptions: COMPILER_OPTIONS, include: ['src'] });
    await writeFile(
      join(folder, 'vitest.config.mjs'),
      "export default { test: { include: ['src/**/*.spec.ts'] } };\n",
    );
  }

  private async writeSpec(format: Format, runner: string): Promise<void> {
    const folder = join(this.folder, format);
    const spec = await readFile(join(folder, 'spec.txt'), 'utf8');
    await writeFile(join(folder, 'src/voice.controller.spec.ts'), spec.replace('@jest/globals', runner));
  }

  private tsc(format: Format, compiler: TypeScript, options: readonly string[]): Promise<string> {
    const tsc = this.bin(`typescript-${compiler}/bin/tsc`);
    return run(process.execPath, [tsc, '-p', '.', ...options], join(this.folder, format));
  }

  private bin(path: string): string {
    return join(this.folder, 'node_modules', path);
  }
}

function jestOptions(format: Format): object {
  const tsconfig = {
    ...COMPILER_OPTIONS,
    skipLibCheck: true,
    module: 'nodenext',
    moduleResolution: 'nodenext',
  };
  return {
    rootDir: 'src',
    testRegex: '.*\\.spec\\.ts$',
    testEnvironment: 'node',
    moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
    transform: { '^.+\\.ts$': ['ts-jest', { tsconfig, useESM: format === 'esm' }] },
    ...(format === 'esm' && { extensionsToTreatAsEsm: ['.ts'] }),
  };
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, JSON.stringify(value, null, 2));
}
