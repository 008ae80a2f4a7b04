import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const root = join(import.meta.dirname, '../../..');
const folder = join(root, 'build/jest');
const configuration = readFileSync(join(root, 'tsconfig.json'), 'utf8');
const { version } = require('typescript/package.json');

mkdirSync(folder, { recursive: true });

/** The JavaScript of a file, kept until the file changes. Types are not checked: `npm run typecheck` checks them. */
export function compile(path) {
  const source = readFileSync(path, 'utf8');
  const hash = createHash('sha256')
    .update(JSON.stringify([version, configuration, path, source]))
    .digest('hex');
  const file = join(folder, `${hash}.js`);
  return tryRead(file) ?? store(file, transpile(path, source));
}

function transpile(path, source) {
  const ts = require('typescript');
  const { compilerOptions } = ts.parseConfigFileTextToJson('tsconfig.json', configuration).config;
  const options = {
    ...compilerOptions,
    module: 'ESNext',
    moduleResolution: 'Bundler',
    noEmit: false,
    inlineSourceMap: true,
  };
  return ts.transpileModule(source, { fileName: path, compilerOptions: options }).outputText;
}

/** Workers compile at the same time: a file is complete as soon as it has its name. */
function store(file, code) {
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, code);
  renameSync(temporary, file);
  return code;
}

function tryRead(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
