import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { install, installPackages, writeJson } from './install.js';
import { environmentOf, type NodeBinary } from './nodes.js';
import { run, withServer } from './run.js';
import type { Format, NestMajor } from './versions.js';

const TEMPLATE = join(import.meta.dirname, '../../test/matrix/new-application');
const SIGNING_KEY = 'PSK_of_a_new_application';
const PUBLIC_URL = 'https://example.com';
const LINTERS = /eslint|oxlint|^prettier$|^@nestjs\/mau$/;

export type Builder = 'tsc' | 'webpack' | 'rspack';

/** What `nest build` needs for a builder other than `tsc`; the program of Nest 10 and 11 brings webpack along. */
const RSPACK = {
  '@rspack/core': '^2.0.0',
  'webpack-node-externals': '^3.0.0',
  'tsconfig-paths-webpack-plugin': '^4.0.0',
};

interface Manifest {
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
}

/** An application as `nest new` makes it, with a protected controller put in. Its tools and their settings stay as they are. */
export class NewApplication {
  private constructor(
    readonly major: NestMajor,
    private readonly folder: string,
  ) {}

  /** `node` runs the schematics: those of Nest 12 need Node 22.22. */
  static async make(
    major: NestMajor,
    format: Format,
    { parent, tarball, node }: { parent: string; tarball: string; node: NodeBinary },
  ): Promise<NewApplication> {
    const folder = join(parent, `new-${major}-${format}`);
    await installPackages(folder, {
      '@nestjs/cli': `^${major}.0.0`,
      '@nestjs/schematics': `^${major}.0.0`,
    });
    const schematics = join(folder, 'node_modules/@angular-devkit/schematics-cli/bin/schematics.js');
    const type = major === 12 ? [`--type=${format}`] : [];
    const options = ['--name=application', '--package-manager=npm', ...type];
    await run(node.path, [schematics, '@nestjs/schematics:application', ...options], folder);
    const application = new NewApplication(major, join(folder, 'application'));
    await application.addPackages(tarball);
    await application.addController(format);
    return application;
  }

  /** Unit and end-to-end tests, by the scripts that `nest new` wrote. */
  async test(node: NodeBinary): Promise<void> {
    for (const script of ['test', 'test:e2e']) await this.npm(['run', script], node);
  }

  async build(builder: Builder, node: NodeBinary): Promise<void> {
    const choice = builder === 'tsc' ? [] : [this.major === 12 ? `--builder=${builder}` : `--${builder}`];
    await this.npm(['run', 'build', '--', ...choice], node);
  }

  /** Starts what was built, and sends it requests with this package's own program, as README.md does. */
  async start(node: NodeBinary): Promise<void> {
    const environment = { ...environmentOf(node), SIGNALWIRE_SIGNING_KEY: SIGNING_KEY };
    const program = join(this.folder, 'node_modules/.bin/signalwire-webhook');
    await withServer(node.path, ['dist/main.js'], this.folder, environment, async (origin) => {
      const request = [`${origin}/voice`, '--public-url', PUBLIC_URL, '--as', 'voice.inbound'];
      for (const forgery of [[], ['--forge', 'key'], ['--forge', 'unsigned']]) {
        await run(program, ['send', ...request, ...forgery], this.folder, environment);
      }
    });
  }

  private async addPackages(tarball: string): Promise<void> {
    const file = join(this.folder, 'package.json');
    const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
    const devDependencies = Object.fromEntries(
      Object.entries(manifest.devDependencies).filter(([name]) => !LINTERS.test(name)),
    );
    await writeJson(file, {
      ...manifest,
      dependencies: { ...manifest.dependencies, 'nestjs-signalwire-webhook': `file:${tarball}` },
      devDependencies: { ...devDependencies, ...(this.major === 12 && RSPACK) },
    });
    await install(this.folder);
  }

  private async addController(format: Format): Promise<void> {
    const copy = async (from: string, to: string) => {
      const text = withGlobals(await readFile(join(TEMPLATE, from), 'utf8'));
      await mkdir(join(this.folder, to, '..'), { recursive: true });
      await writeFile(join(this.folder, to), format === 'esm' ? text : withoutExtensions(text));
    };
    await copy('src/voice/voice.controller.ts', 'src/voice/voice.controller.ts');
    await copy('src/voice/voice.module.ts', 'src/voice/voice.module.ts');
    await copy('src/voice/voice.controller.test.ts', 'src/voice/voice.controller.spec.ts');
    await copy('test/voice.e2e-test.ts', 'test/voice.e2e-spec.ts');
    const extension = format === 'esm' ? '.js' : '';
    await this.edit('src/app.module.ts', 'imports: []', 'imports: [VoiceModule]');
    await this.edit(
      'src/app.module.ts',
      /^/,
      `import { VoiceModule } from './voice/voice.module${extension}';\n`,
    );
    await this.edit('src/main.ts', 'create(AppModule)', 'create(AppModule, { rawBody: true })');
  }

  private async edit(name: string, from: string | RegExp, to: string): Promise<void> {
    const file = join(this.folder, name);
    const text = await readFile(file, 'utf8');
    const edited = text.replace(from, to);
    if (edited === text) throw new Error(`${name} holds no ${String(from)}:\n${text}`);
    await writeFile(file, edited);
  }

  private async npm(args: readonly string[], node: NodeBinary): Promise<void> {
    const environment = { ...environmentOf(node), SIGNALWIRE_SIGNING_KEY: SIGNING_KEY };
    await run('npm', args, this.folder, environment);
  }
}

/** Both runners give `describe` and the like as globals. */
function withGlobals(text: string): string {
  return text.replace(/^import .* from '@jest\/globals';\n/, '');
}

/** CommonJS imports relative files without `.js`. */
function withoutExtensions(text: string): string {
  return text.replace(/(from '\.[^']*)\.js'/g, "$1'");
}
