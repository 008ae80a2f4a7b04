import { posix } from 'node:path';

import { fail } from './errors.js';
import { addWebhookController, controllerFile, type NewController } from './add-webhook-controller.js';
import { findApplication, importEndingOf } from './application.js';
import { Changes } from './changes.js';
import type { Rule } from './schematic.js';
import { Source } from './source/source.js';
import { webhookKindOf } from './controller-kinds.js';

export interface WebhookOptions {
  readonly name: string;
  readonly path?: string;
  readonly type?: string;
  readonly sourceRoot?: string;
  readonly flat?: boolean;
  readonly spec?: boolean;
  readonly specFileSuffix?: string;
  readonly skipImport?: boolean;
}

/** Adds a protected controller and its test, for `nest g -c nestjs-signalwire-webhook webhook voice`. */
export function webhook(options: WebhookOptions): Rule {
  return (tree, context) => {
    const changes = new Changes(tree);
    const controller = newController(changes, options);
    const isAdded = addWebhookController(changes, controller);
    changes.apply(context);
    if (isAdded && controller.kind.bind) context.logger.info(NEXT_STEP);
    if (!isAdded)
      context.logger.warn(
        `${controllerFile(controller)} already exists, so no file was changed. Fix: choose a different name.`,
      );
  };
}

const NEXT_STEP =
  'SignalWire does not sign this webhook, so the controller accepts URL tokens. Create its URL with SignalWireWebhookUrls.create() in your ' +
  'SWML. Set URL_TOKEN_SECRET in .env: openssl rand -base64 32. In SignalWireWebhookModule, unless it is there: ' +
  "urlTokenSecret: config.getOrThrow<string>('URL_TOKEN_SECRET')";

function newController(changes: Changes, options: WebhookOptions): NewController {
  const sourceRoot = (options.sourceRoot ?? 'src').replaceAll('\\', '/');
  const parts = posix.join(options.path ?? '', options.name).split('/');
  const name = parts.pop() ?? '';
  if (![...parts, name].every((part) => /^[a-z][\w.-]*$/i.test(part))) failOnName(options);
  const folder = posix.join(sourceRoot, ...parts, ...(options.flat ? [] : [name]));
  const feature = featureModule(changes, folder, sourceRoot);
  const application = feature || options.skipImport ? undefined : findApplication(changes, sourceRoot);
  const module =
    feature ?? (application && { file: application.moduleFile, className: application.moduleClass });
  return {
    folder,
    name,
    kind: webhookKindOf(name, options.type),
    importEnding: application?.importEnding ?? importEndingOf(changes),
    withTest: options.spec ?? true,
    testSuffix: options.specFileSuffix ?? 'spec',
    ...(!options.skipImport && module && { module }),
  };
}

function failOnName({ path, name }: WebhookOptions): never {
  const given = [path ?? '', name].filter((each) => each !== '').join('/');
  throw new Error(
    `"${given}" is not a valid controller name. Each part between "/" needs a letter first, and then only letters, digits, ".", "_" and "-". Fix: nest g -c nestjs-signalwire-webhook webhook voice`,
  );
}

/** Returns the module in the folder or in the nearest folder above, like the generators of Nest. */
function featureModule(changes: Changes, folder: string, sourceRoot: string): NewController['module'] {
  if (folder === sourceRoot || !folder.startsWith(`${sourceRoot}/`)) return undefined;
  const [file, ...others] = changes.filesIn(folder).filter((each) => each.endsWith('.module.ts'));
  if (file === undefined || others.length > 0)
    return featureModule(changes, posix.dirname(folder), sourceRoot);
  const path = posix.join(folder, file);
  const { masked } = changes.parse(path, (text) => new Source(text));
  const decorator = masked.search(/@Module\b/);
  const [, className] = (decorator >= 0 && /\bclass\s+([\w$]+)/.exec(masked.slice(decorator))) || [];
  if (className === undefined) fail(`${path}: it has no class with @Module`);
  return { file: path, className };
}
