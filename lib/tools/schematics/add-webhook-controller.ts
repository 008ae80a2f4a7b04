import { posix } from 'node:path';

import { type Manifest, readManifest } from './add-dependency.js';
import { addController } from './add-module.js';
import type { Changes } from './changes.js';
import { Source } from './source/source.js';
import { inStyle, styleOf } from './source/style.js';
import {
  type Adapter,
  controllerCode,
  controllerNames,
  controllerTest,
  type TestRunner,
} from './webhook-controller.js';
import type { WebhookKind } from './controller-kinds.js';

export interface NewController {
  readonly folder: string;
  readonly name: string;
  readonly kind: WebhookKind;
  readonly importEnding: '.js' | '';
  readonly withTest: boolean;
  readonly testSuffix: string;
  /** Module in which the controller is registered. Undefined if no module changes. */
  readonly module?: { readonly file: string; readonly className: string };
}

export function controllerFile({ folder, name }: NewController): string {
  return posix.join(folder, `${name}.controller.ts`);
}

/** @returns whether it was added; an existing file stays unchanged */
export function addWebhookController(changes: Changes, controller: NewController): boolean {
  const manifest = changes.parse('package.json', readManifest);
  const { folder, name, kind, importEnding, module } = controller;
  const file = controllerFile(controller);
  if (changes.read(file) !== undefined) return false;
  const names = controllerNames(name, importEnding);
  const style = styleOf(new Source(changes.read(module?.file ?? '') ?? ''));
  changes.write(file, inStyle(controllerCode(kind, names), style));
  const runner = testRunnerOf(manifest);
  if (controller.withTest && runner) {
    const test = controllerTest(kind, names, { runner, adapter: adapterOf(manifest) });
    changes.write(posix.join(folder, `${name}.controller.${controller.testSuffix}.ts`), inStyle(test, style));
  }
  if (module) {
    const specifier = relativeSpecifier(module.file, file, importEnding);
    changes.edit(module.file, (text) => addController(text, module.className, names.className, specifier));
  }
  return true;
}

function relativeSpecifier(from: string, to: string, ending: '.js' | ''): string {
  const path = posix.relative(posix.dirname(from), to.replace(/\.ts$/, ''));
  return (path.startsWith('.') ? path : `./${path}`) + ending;
}

function has({ dependencies, devDependencies }: Manifest, name: string): boolean {
  return dependencies?.[name] !== undefined || devDependencies?.[name] !== undefined;
}

function testRunnerOf(manifest: Manifest): TestRunner | undefined {
  if (has(manifest, 'vitest')) return 'vitest';
  return has(manifest, 'jest') ? 'jest' : undefined;
}

/** Returns the adapter for the packages of the application. */
export function adapterOf(manifest: Manifest): Adapter {
  const isFastify = has(manifest, '@nestjs/platform-fastify') && !has(manifest, '@nestjs/platform-express');
  return isFastify ? 'fastify' : 'express';
}
