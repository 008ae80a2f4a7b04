import { cp, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Testing from 'nestjs-signalwire-webhook/testing';

import type { Commands } from './commands.js';
import { readManualSetup } from './readme.js';

export type NestMajor = 11 | 12;
export type PackageManager = 'npm' | 'pnpm' | 'yarn';

const ENVIRONMENT = { signingKey: 'PSK_4NfT7wq0ZsLr2Xb9VdKe', publicUrl: 'https://example.com' };
const EXPORTED = `SIGNALWIRE_SIGNING_KEY=${ENVIRONMENT.signingKey}`;
const IMPORT = "import { SignalWireWebhook } from 'nestjs-signalwire-webhook';\n";

const FASTIFY_MAIN = (ending: string) => `import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module${ending}';

async function bootstrap() {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule,
    new FastifyAdapter(),
  );
  await app.listen(process.env.PORT ?? 3000);
}
void bootstrap();
`;

/** Somebody who has never used the library, with an application by `nest new`. */
export class Newcomer {
  private readonly app: string;
  private readonly inApp: Commands;

  constructor(
    private readonly commands: Commands,
    private readonly major: NestMajor,
    private readonly manager: PackageManager,
    private readonly name = 'app',
  ) {
    this.app = join(commands.folder, name);
    this.inApp = commands.in(this.app);
  }

  async makeApplication(): Promise<void> {
    await this.commands.run(
      `npx --yes @nestjs/cli@${this.major} new ${this.name} --package-manager ${this.manager} --skip-git`,
    );
  }

  /** The CLI of Nest 11 does not wait for pnpm and Yarn, and exits with 0 even if it has failed. */
  async addLibrary(flags = ''): Promise<void> {
    const byHand = this.major === 11 && this.manager !== 'npm';
    if (byHand) await this.inApp.run(`${this.manager} add nestjs-signalwire-webhook`);
    const skip = byHand ? '--skip-install' : '';
    const printed = await this.inApp.run(`npx nest add nestjs-signalwire-webhook ${skip} ${flags}`);
    if (!printed.includes('SignalWireWebhookModule is set up')) throw new Error(printed);
    if (byHand) await this.inApp.run(`${this.manager} install`);
  }

  async setEnvironment(): Promise<void> {
    const { signingKey, publicUrl } = ENVIRONMENT;
    await this.write('.env', `SIGNALWIRE_SIGNING_KEY=${signingKey}\nPUBLIC_URL=${publicUrl}\n`);
  }

  async decorate(): Promise<void> {
    const code = await this.read('src/app.controller.ts');
    await this.write(
      'src/app.controller.ts',
      IMPORT + code.replace('@Controller()', '@SignalWireWebhook()\n@Controller()'),
    );
  }

  async undecorate(): Promise<void> {
    const code = await this.read('src/app.controller.ts');
    await this.write('src/app.controller.ts', code.replace(IMPORT, '').replace('@SignalWireWebhook()\n', ''));
  }

  /** Starts the application; a signed request must be allowed, and forged requests must be rejected. */
  async verifySignedGet(): Promise<void> {
    await this.inApp.during('npm start', async (port) => {
      const { inboundCall, WebhookTestClient } = this.testing();
      const request = new WebhookTestClient(ENVIRONMENT).get('/', inboundCall());
      const origin = `http://localhost:${port}`;
      const statuses = [];
      for (const each of [request, request.tampered(), request.withKey('PSK_other'), request.unsigned()]) {
        statuses.push((await fetch(...each.toFetch(origin))).status);
      }
      expectEqual('statuses of a signed request and of forged ones', statuses, [200, 403, 403, 403]);
    });
  }

  /** The same by the library's own program, on the example's route. */
  async verifyBySending(said = 'Hello from NestJS'): Promise<void> {
    await this.inApp.during(`${EXPORTED} npm start`, async (port) => {
      const send = `${EXPORTED} npx signalwire-webhook send http://localhost:${port}/voice --public-url ${ENVIRONMENT.publicUrl} --as voice.inbound`;
      const printed = await this.inApp.run(send);
      if (!printed.includes(`<Say>${said}</Say>`)) throw new Error(printed);
      for (const forgery of ['key', 'body', 'unsigned']) await this.inApp.run(`${send} --forge ${forgery}`);
    });
  }

  async typeCheck(): Promise<void> {
    await this.inApp.run('npx tsc --noEmit -p tsconfig.json');
  }

  async test(): Promise<void> {
    await this.inApp.run('npm test');
  }

  async testEndToEnd(): Promise<void> {
    await this.inApp.run(`${EXPORTED} npm run test:e2e`);
  }

  /** The linter of `nest new`, but without its `--fix`. */
  async lint(): Promise<void> {
    await this.inApp.run(this.major === 11 ? 'npx eslint "src/**/*.ts"' : 'npm run lint');
  }

  async generateController(name: string): Promise<void> {
    await this.inApp.run(`npx nest g -c nestjs-signalwire-webhook webhook ${name}`);
  }

  async copyForFastify(): Promise<Newcomer> {
    const copy = await this.copy(`${this.name}-fastify`);
    await copy.inApp.run(`npm uninstall @nestjs/platform-express`);
    await copy.inApp.run(`npm install @nestjs/platform-fastify@${this.major}`);
    await copy.write('src/main.ts', FASTIFY_MAIN(this.major === 11 ? '' : '.js'));
    return copy;
  }

  /** A copy of the application, before anything is installed. */
  async copy(name: string): Promise<Newcomer> {
    await cp(this.app, join(this.commands.folder, name), { recursive: true });
    return new Newcomer(this.commands, this.major, this.manager, name);
  }

  /** Follows the README's section on the manual setup, word for word. */
  async setUpManually(): Promise<void> {
    const { commands, controller, registration, creation } = await readManualSetup();
    for (const command of commands) await this.inApp.run(command);
    await this.write('src/voice.controller.ts', controller);
    const module = await this.read('src/app.module.ts');
    if (!module.includes('VoiceController')) throw new Error(module);
    await this.write(
      'src/app.module.ts',
      `import { SignalWireWebhookModule } from 'nestjs-signalwire-webhook';\n${module.replace('imports: [', `imports: [${registration}`)}`,
    );
    const main = await this.read('src/main.ts');
    await this.write('src/main.ts', main.replace('NestFactory.create(AppModule)', creation));
  }

  /** All that nest add may change. */
  async snapshot(): Promise<readonly string[]> {
    const files = ['package.json', '.env.example', 'src/main.ts', 'src/app.module.ts'];
    return Promise.all(files.map((file) => this.read(file)));
  }

  private testing(): typeof Testing {
    return createRequire(join(this.app, 'package.json'))(
      'nestjs-signalwire-webhook/testing',
    ) as typeof Testing;
  }

  private read(file: string): Promise<string> {
    return readFile(join(this.app, file), 'utf8');
  }

  private write(file: string, text: string): Promise<void> {
    return writeFile(join(this.app, file), text);
  }
}

export function expectEqual(what: string, actual: unknown, expected: unknown): void {
  if (JSON.stringify(actual) === JSON.stringify(expected)) return;
  throw new Error(`${what}: ${JSON.stringify(actual)}, and not ${JSON.stringify(expected)}`);
}
