import { createRequire } from 'node:module';
import { join } from 'node:path';

/** `node bundle.mjs <bundler> <esm|cjs>` writes bundle/<bundler>-<format>.<mjs|cjs>: the application in one file. */
const [bundler, format] = process.argv.slice(2);
const entry = join(import.meta.dirname, 'dist/main.js');
const extension = format === 'esm' ? 'mjs' : 'cjs';
const name = `${bundler}-${format}.${extension}`;
const folder = join(import.meta.dirname, 'bundle');

/** What Nest and its adapters load only where it is installed. */
const require = createRequire(import.meta.url);
const OPTIONAL = [
  '@nestjs/microservices',
  '@nestjs/microservices/microservices-module',
  '@nestjs/microservices/microservices-module.js',
  '@nestjs/websockets',
  '@nestjs/websockets/socket-module',
  '@nestjs/websockets/socket-module.js',
  'class-transformer',
  'class-transformer/storage',
  'class-validator',
  '@fastify/multipart',
  '@fastify/static',
  '@fastify/view',
  '@nestjs/platform-socket.io',
].filter((each) => {
  try {
    require.resolve(each);
    return false;
  } catch {
    return true;
  }
});

async function esbuild() {
  const { build } = await import('esbuild');
  await build({
    entryPoints: [entry],
    outfile: join(folder, name),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format,
    keepNames: true,
    external: OPTIONAL,
    logLevel: 'error',
    ...(format === 'esm' && {
      banner: {
        js: "import { createRequire as makeRequire } from 'node:module'; import { dirname as dirnameOf } from 'node:path'; const require = makeRequire(import.meta.url); const __filename = import.meta.filename; const __dirname = dirnameOf(__filename);",
      },
    }),
  });
}

async function webpackLike(load) {
  const { default: make } = await load();
  const isModule = format === 'esm';
  const configuration = {
    mode: 'production',
    target: 'node20',
    entry,
    output: { path: folder, filename: name, ...(isModule && { module: true, library: { type: 'module' } }) },
    ...(isModule && { experiments: { outputModule: true } }),
    optimization: { minimize: false },
    externals: [
      ({ request }, callback) =>
        OPTIONAL.includes(request)
          ? callback(null, `${isModule ? 'node-commonjs' : 'commonjs'} ${request}`)
          : callback(),
    ],
    externalsPresets: { node: true },
    stats: 'errors-only',
  };
  await new Promise((resolve, reject) => {
    make(configuration, (error, stats) => {
      if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString('errors-only')));
      else resolve();
    });
  });
}

const bundlers = {
  esbuild,
  webpack: () => webpackLike(() => import('webpack')),
  rspack: () => webpackLike(() => import('@rspack/core').then(({ rspack }) => ({ default: rspack }))),
};
await bundlers[bundler]();
console.log('all is well');
