import { chmodSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';

/**
 * Bundles what `tsc` has compiled to build/tsc/ into the few files of dist/. The sources cannot be bundled directly, because only `tsc`
 * writes the types of constructor parameters, which Nest's dependency injection needs.
 */
const root = join(import.meta.dirname, '..');
const compiled = join(root, 'build/tsc');
const dist = join(root, 'dist');

const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
/** The entries of the library by name, as the sources import them, with their files. */
const LIBRARY = Object.fromEntries(
  Object.entries(compilerOptions.paths)
    .filter(([name]) => /^nestjs-signalwire-webhook\b/.test(name))
    .map(([name, [source]]) => [name.split('/')[1] ?? 'index', source.slice('./lib/'.length, -'.ts'.length)]),
);
const CLI = { 'cli/main': 'tools/cli/main' };
const SCHEMATICS = { 'nest-add': 'tools/schematics/nest-add', webhook: 'tools/schematics/webhook' };

/**
 * The chunks that several entries share: a file belongs to the first one that fits, so that an entry loads nothing that it does not use.
 * `loaders` are the entries and the files of an `import()` that load a file.
 */
const CHUNKS = {
  signing: (loaders) => loaders.has(LIBRARY.signature),
  'diagnosis-base': (loaders) => loaders.has(LIBRARY.index) && loaders.has(LIBRARY.diagnosis),
  'diagnosis-search': (loaders) => loaders.has(LIBRARY.diagnosis),
  shared: (loaders) => loaders.has(LIBRARY.index) && loaders.size > 1,
  fixtures: (loaders) => loaders.has(LIBRARY.testing) && loaders.size > 1,
};

/** Returns which entries and which files that are imported later load a file when they are loaded. */
function loadersOf(file, graph, ending) {
  const loaders = new Set();
  const visited = new Set();
  const visit = (each) => {
    if (visited.has(each)) return;
    visited.add(each);
    const { isEntry, importers, dynamicImporters } = graph.getModuleInfo(each);
    if (isEntry || dynamicImporters.length > 0) loaders.add(each.slice(compiled.length + 1, -ending.length));
    importers.forEach(visit);
  };
  visit(file);
  return loaders;
}

async function bundle(entries, ending, { plugins, ...output }) {
  const input = Object.fromEntries(
    Object.entries(entries).map(([name, file]) => [name, join(compiled, file + ending)]),
  );
  const groups = Object.entries(CHUNKS).map(([chunk, has], index, { length }) => ({
    debugName: chunk,
    priority: length - index,
    name: (file, graph) => (has(loadersOf(file, graph, ending)) ? chunk : null),
  }));
  const build = await rolldown({
    input,
    // The helpers of tsc become a part of the bundle, so that the package has no dependency.
    external: /^(?!tslib$)[^./]/,
    platform: 'node',
    plugins,
    experimental: { attachDebugInfo: 'none' },
  });
  return build.write({ minifyInternalExports: false, codeSplitting: { groups }, ...output });
}

/** One character beyond Latin-1, such as an ellipsis, makes V8 keep and scan a whole file as two-byte text. */
const asciiOnly = {
  name: 'ascii-only',
  generateBundle(_options, files) {
    for (const file of Object.values(files)) file.code = file.code.replace(/[^ -~\t\n]/g, escaped);
  },
};

function escaped(character) {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function bundleCode(entries, format, dir) {
  const isOfCli = ({ moduleIds }) => moduleIds.some((file) => file.startsWith(join(compiled, 'tools/cli')));
  const chunkFileNames = (chunk) => (isOfCli(chunk) ? 'cli/[name].js' : '[name].js');
  const names = { entryFileNames: '[name].js', chunkFileNames };
  const plugins = [asciiOnly];
  return bundle(entries, '.js', { plugins, format, dir, exports: 'named', comments: false, ...names });
}

/** The printer of the types puts the comment of a nested field behind the previous field, where TypeScript ignores it. */
const commentsOfNestedFields = {
  name: 'comments-of-nested-fields',
  renderChunk: (code) => code.replace(/^( *)(.*;) (\/\*\* .* \*\/)$/gm, '$1$2\n$1$3'),
};

function bundleTypes(dir) {
  const chunkFileNames = ({ name }) => `${name.replace(/\.d$/, '')}.d.ts`;
  const plugins = [dts({ dtsInput: true, tsconfig: false }), commentsOfNestedFields];
  return bundle(LIBRARY, '.d.ts', {
    plugins,
    dir,
    format: 'esm',
    entryFileNames: '[name].ts',
    chunkFileNames,
  });
}

const schematics = join(dist, 'cjs/schematics');
for (const format of ['esm', 'cjs']) rmSync(join(dist, format), { recursive: true, force: true });
await bundleCode({ ...LIBRARY, ...CLI }, 'esm', join(dist, 'esm'));
await bundleCode(LIBRARY, 'cjs', join(dist, 'cjs'));
await bundleCode(SCHEMATICS, 'cjs', schematics);
// For each format its own types: TypeScript does not let a CommonJS declaration import Nest 12, which is an ES module.
const types = await bundleTypes(join(dist, 'esm'));
for (const { fileName } of types.output) cpSync(join(dist, 'esm', fileName), join(dist, 'cjs', fileName));

// Node reads the files of dist/cjs as CommonJS, whatever the package says.
writeFileSync(join(dist, 'cjs/package.json'), JSON.stringify({ type: 'commonjs' }));
cpSync(join(root, 'lib/tools/schematics'), schematics, {
  recursive: true,
  filter: (file) => !/\.ts$|\/source$/.test(file),
});
chmodSync(join(dist, 'esm/cli/main.js'), 0o755);
