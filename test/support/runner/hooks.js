import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { compile } from './compile.js';

const root = new URL('../../../', import.meta.url);
const samples = new URL('sample/', root).href;
const globals = new URL('globals.js', import.meta.url).href;
const { paths } = JSON.parse(readFileSync(new URL('tsconfig.json', root), 'utf8')).compilerOptions;

/**
 * Finds the sources: those of the library by its own name, and `x.ts` where `x.js` is imported. They take over the query of the
 * suite, so that each suite has sources of its own, and shares the packages.
 */
export function resolve(specifier, context, nextResolve) {
  const { parentURL } = context;
  if (!isOurs(parentURL)) return nextResolve(specifier, context);
  if (specifier === '@jest/globals') return { url: globals, shortCircuit: true };
  if (specifier.startsWith('.')) {
    return tryResolveSource(specifier, parentURL) ?? nextResolve(specifier, context);
  }
  if (/^nestjs-signalwire-webhook(\/|$)/.test(specifier) && paths[specifier]) {
    return sourceOf(paths[specifier][0], root, parentURL);
  }
  // Samples are tested with the packages of the root, even where `npm ci` has installed others in their folders.
  const from = parentURL.startsWith(samples) ? root.href : parentURL;
  return nextResolve(specifier, { ...context, parentURL: from });
}

export function load(url, context, nextLoad) {
  if (!isOurs(url) || !new URL(url).pathname.endsWith('.ts')) return nextLoad(url, context);
  return { format: 'module', source: compile(fileURLToPath(url)), shortCircuit: true };
}

function isOurs(url) {
  return url?.startsWith(root.href) && !url.includes('/node_modules/');
}

function tryResolveSource(specifier, parentURL) {
  const url = new URL(specifier.replace(/\.js$/, '.ts'), parentURL);
  return url.pathname.endsWith('.ts') && existsSync(url) ? sourceOf(url, root, parentURL) : undefined;
}

function sourceOf(path, base, parentURL) {
  const url = new URL(path, base);
  url.search = new URL(parentURL).search;
  return { url: url.href, shortCircuit: true };
}
