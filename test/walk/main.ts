import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { Commands } from './commands.js';
import { expectEqual, type NestMajor, Newcomer, type PackageManager } from './newcomer.js';
import { Registry } from './registry.js';

const root = join(import.meta.dirname, '../..');

/** `--short` for the walk alone; `--nest=11`, and `--manager=pnpm` or `--manager=yarn` instead of npm. */
const isShort = process.argv.includes('--short');
const majors = ([11, 12] as const).filter((major) => optionOf('nest') !== String(23 - major));
const manager = (optionOf('manager') ?? 'npm') as PackageManager;

function optionOf(name: string): string | undefined {
  return process.argv.find((each) => each.startsWith(`--${name}=`))?.split('=')[1];
}

/** Prints how long it took. */
async function step<T>(what: string, run: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await run();
  console.log(`${((performance.now() - start) / 1000).toFixed(1).padStart(7)} s  ${what}`);
  return result;
}

async function walk(commands: Commands, major: NestMajor): Promise<void> {
  const newcomer = new Newcomer(commands, major, manager);
  console.log(`Nest ${major}, ${manager}`);
  const start = performance.now();
  await step('nest new', () => newcomer.makeApplication());
  const made = (performance.now() - start) / 1000;
  const fastify = isShort || manager !== 'npm' ? undefined : await newcomer.copyForFastify();
  const manual = manager === 'npm' ? await newcomer.copy('app-manual') : undefined;
  const again = performance.now();
  await step('nest add nestjs-signalwire-webhook', () => newcomer.addLibrary());
  await newcomer.setEnvironment();
  await newcomer.decorate();
  await step('one decorator, npm start, a signed request and forged ones', () => newcomer.verifySignedGet());
  const seconds = made + (performance.now() - again) / 1000;
  console.log(`${seconds.toFixed(1).padStart(7)} s  from nest new to a verified signed request`);
  if (manual) await checkManualSetup(manual);
  if (isShort) return;
  await newcomer.undecorate();
  await checkFurther(newcomer);
  if (fastify) await checkFastify(fastify);
}

async function checkManualSetup(newcomer: Newcomer): Promise<void> {
  await step("the README's manual setup", () => newcomer.setUpManually());
  await step('its type-check', () => newcomer.typeCheck());
  await step('its end-to-end test, by `nest new`', () => newcomer.testEndToEnd());
  await step('a signed request, and forged ones', () => newcomer.verifyBySending('Hello from Nest'));
}

async function checkFurther(newcomer: Newcomer): Promise<void> {
  const before = await newcomer.snapshot();
  await step('a second nest add changes nothing', async () => {
    await newcomer.addLibrary();
    expectEqual('what nest add wrote', await newcomer.snapshot(), before);
  });
  await step('nest add --with-example', () => newcomer.addLibrary('--with-example'));
  await step('nest g webhook', () => newcomer.generateController('messages'));
  await step("the application's own type-check", () => newcomer.typeCheck());
  await step("the application's own tests, with the example's", () => newcomer.test());
  await step("the application's own end-to-end test", () => newcomer.testEndToEnd());
  await step("the application's own linter", () => newcomer.lint());
  await step('signalwire-webhook send, signed and forged', () => newcomer.verifyBySending());
}

async function checkFastify(newcomer: Newcomer): Promise<void> {
  await step('Fastify: nest add --with-example', () => newcomer.addLibrary('--with-example'));
  await newcomer.setEnvironment();
  await step('Fastify: type-check', () => newcomer.typeCheck());
  await step('Fastify: tests', () => newcomer.test());
  await step('Fastify: signalwire-webhook send, signed and forged', () => newcomer.verifyBySending());
}

const folder = await mkdtemp(join(tmpdir(), 'walk-'));
const inRoot = new Commands(root, {});
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
  name: string;
  version: string;
};
await inRoot.run(`npm pack --ignore-scripts --pack-destination ${folder}`);
const others = (await inRoot.run('npm config get registry')).trim();
const tarball = join(folder, `${manifest.name}-${manifest.version}.tgz`);
const registry = await Registry.start(manifest, tarball, others);
const tools = join(folder, 'tools');
const environment = {
  // Somebody at their desk: in CI pnpm would not add to the lock file.
  CI: '',
  npm_config_registry: registry.url,
  // Yarn's own may hold another build of this version.
  YARN_CACHE_FOLDER: join(folder, 'yarn'),
  PATH: [join(tools, 'node_modules/.bin'), process.env.PATH].join(delimiter),
};
try {
  if (manager !== 'npm')
    await inRoot.run(`npm install --prefix ${tools} ${manager}@${manager === 'yarn' ? 1 : 10}`);
  for (const major of majors) {
    const parent = join(folder, `nest-${major}`);
    await mkdir(parent);
    await walk(new Commands(parent, environment), major);
  }
} finally {
  await registry.stop();
  await rm(folder, { recursive: true, force: true });
}
