import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Application, OptionDefaults, type TypeDocOptions } from 'typedoc';
import type { PluginOptions } from 'typedoc-plugin-markdown';

import { GENERATED, ROOT } from './pages.js';

/** The list of its pages, for the sidebar. */
export const API_NAVIGATION = join(ROOT, GENERATED, 'api.json');

/** The sources of the entries that package.json exports. */
function entryPoints(): string[] {
  const { compilerOptions } = JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8')) as {
    compilerOptions: { readonly paths: Record<string, readonly [string]> };
  };
  return Object.entries(compilerOptions.paths)
    .filter(([name]) => name.startsWith('nestjs-signalwire-webhook'))
    .map(([, [source]]) => join(ROOT, source));
}

/** Writes the reference of all public names, from their types and comments, as Markdown. */
export async function writeApi(folder: string): Promise<void> {
  const options: Partial<TypeDocOptions & PluginOptions> = {
    name: 'API',
    entryPoints: entryPoints(),
    tsconfig: join(ROOT, 'tsconfig.build.json'),
    plugin: ['typedoc-plugin-markdown'],
    modifierTags: [...OptionDefaults.modifierTags, '@publicApi'],
    excludeTags: ['@publicApi'],
    excludeInternal: true,
    excludePrivate: true,
    // Nest makes the services: their constructors say nothing to who uses them.
    excludeNotDocumented: true,
    excludeNotDocumentedKinds: ['Constructor'],
    validation: { notExported: false, invalidLink: true },
    treatValidationWarningsAsErrors: true,
    readme: 'none',
    disableSources: true,
    // The type check is a step of its own.
    skipErrorChecking: true,
    logLevel: 'Warn',
    out: folder,
    entryFileName: 'index',
    hidePageHeader: true,
    hideBreadcrumbs: true,
    useCodeBlocks: true,
    expandObjects: true,
    pageTitleTemplates: {
      index: 'API',
      module: ({ name }: { name: string }) => packageName(name),
      member: '{name}',
    },
    navigationJson: API_NAVIGATION,
  };
  const application = await Application.bootstrapWithPlugins(options);
  const project = await application.convert();
  if (project === undefined) throw new Error('TypeDoc could not read lib/: its messages are above.');
  application.validate(project);
  await application.generateOutputs(project);
  if (application.logger.hasErrors()) throw new Error('TypeDoc found errors: its messages are above.');
}

/** TypeDoc names an entry by its folder, and the main one by its file. */
export function packageName(entry: string): string {
  return entry === 'index' ? 'nestjs-signalwire-webhook' : `nestjs-signalwire-webhook/${entry}`;
}
