import { NotUnderstoodError, NotWritableError } from './errors.js';
import { addDependency, configVersionFor, type Manifest, readManifest } from './add-dependency.js';
import { addEnvironmentVariables } from './add-environment-variables.js';
import { addWebhookModule } from './add-module.js';
import { addRawBody } from './add-raw-body.js';
import { adapterOf, addWebhookController } from './add-webhook-controller.js';
import { type Application, callsModule, findApplication } from './application.js';
import { Changes } from './changes.js';
import { readJsonObject, stringIn } from './json-object.js';
import { manualSteps } from './manual-steps.js';
import { rawBodySteps } from './raw-body-steps.js';
import { installPackages, type Rule, type SchematicContext } from './schematic.js';
import { webhookKindOf } from './controller-kinds.js';

const REINSTALL = 'rm -r node_modules/@nestjs/core && npm install';
const CORE_RANGE = '"@nestjs/core": "^12.0.0"';

export interface NestAddOptions {
  readonly sourceRoot?: string;
  readonly withExample?: boolean;
  readonly skipInstall?: boolean;
  /** The CLI of Nest 11 passes `-s` under this name. */
  readonly s?: boolean;
}

/** Sets up the library for `nest add`. Makes no edits if a file is not understood or not writable. */
export function nestAdd(options: NestAddOptions): Rule {
  const { sourceRoot = 'src', withExample = false } = options;
  const skipInstall = options.skipInstall === true || options.s === true;
  return (tree, context) => {
    const changes = new Changes(tree);
    const folder = sourceRoot.replaceAll('\\', '/');
    const steps = orNothing(context, changes, () => {
      const planned = plan(changes, folder, withExample);
      changes.apply(context);
      return planned;
    });
    const needsInstall = changes.has('package.json');
    if (needsInstall && !skipInstall) installPackages(tree, context);
    context.logger.info(nextSteps(steps, needsInstall && skipInstall));
  };
}

function orNothing<T>(context: SchematicContext, changes: Changes, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof NotUnderstoodError)
      context.logger.warn(`Nothing was changed, because a file was not understood.\n${error.message}\n`);
    else if (error instanceof NotWritableError) context.logger.warn(`${error.message}\n`);
    else throw error;
    context.logger.info(manualSteps(configRangeOf(changes)));
    throw new Error('Nothing was changed. Fix: add the lines above.', { cause: error });
  }
}

interface Planned {
  /** Steps that keep the raw body. */
  readonly rawBody: readonly string[];
  readonly controllerStep: string;
}

function plan(changes: Changes, sourceRoot: string, withExample: boolean): Planned {
  const manifest = changes.parse('package.json', readManifest);
  const application = findApplication(changes, sourceRoot);
  const { entryFile, moduleFile, moduleClass } = application;
  const isAdded = (name: string, specifier: string) => callsModule(changes, sourceRoot, name, specifier);
  changes.edit(entryFile, addRawBody);
  if (!isAdded('SignalWireWebhookModule', 'nestjs-signalwire-webhook')) {
    const withConfig = !isAdded('ConfigModule', '@nestjs/config');
    changes.edit(moduleFile, (text) => addWebhookModule(text, moduleClass, withConfig));
    changes.edit('package.json', (text) =>
      addDependency(text, '@nestjs/config', configVersionFor(nestVersion(changes, manifest))),
    );
  }
  const controllerStep = withExample
    ? addExample(changes, application, sourceRoot)
    : 'Add @SignalWireWebhook() to the controllers that SignalWire calls.';
  changes.write('.env.example', addEnvironmentVariables(changes.read('.env.example') ?? ''));
  const rawBody = rawBodySteps(changes, {
    sourceRoot,
    entryFile,
    adapter: application.adapter ?? adapterOf(manifest),
    nestMajor: Number(/\d+/.exec(nestVersion(changes, manifest) ?? '')?.[0]),
  });
  return { rawBody, controllerStep };
}

/** Returns the installed version, otherwise the range in package.json. */
function nestVersion(changes: Changes, { dependencies }: Manifest): string | undefined {
  const file = 'node_modules/@nestjs/core/package.json';
  return (
    changes.parse(file, (text) => stringIn(readJsonObject(text || '{}'), 'version', REINSTALL)) ??
    changes.parse('package.json', () => stringIn(dependencies ?? {}, '@nestjs/core', CORE_RANGE))
  );
}

function configRangeOf(changes: Changes): string {
  try {
    return configVersionFor(nestVersion(changes, changes.parse('package.json', readManifest)));
  } catch {
    return 'latest';
  }
}

/** Returns the step that follows. A file with the name of the example stays unchanged. */
function addExample(
  changes: Changes,
  { importEnding, moduleFile, moduleClass }: Application,
  sourceRoot: string,
): string {
  const isAdded = addWebhookController(changes, {
    folder: `${sourceRoot}/voice`,
    name: 'voice',
    kind: webhookKindOf('voice', undefined),
    importEnding,
    withTest: true,
    testSuffix: 'spec',
    module: { file: moduleFile, className: moduleClass },
  });
  return isAdded
    ? 'Start the application. VoiceController (POST /voice, below your global prefix if you have one) accepts only signed requests.'
    : 'Check that the existing voice.controller.ts has @SignalWireWebhook(). It was not changed.';
}

function nextSteps({ rawBody, controllerStep }: Planned, installs: boolean): string {
  const steps = [
    ...(installs ? ['Install @nestjs/config, which was added to package.json.'] : []),
    ...rawBody,
    'Set SIGNALWIRE_SIGNING_KEY and PUBLIC_URL in the environment or in .env. See .env.example.',
    controllerStep,
  ];
  const lines = steps.map((step, index) => `  ${index + 1}. ${step.replaceAll('\n', '\n     ')}`);
  const summary =
    rawBody.length === 0
      ? 'SignalWireWebhookModule is set up.'
      : 'SignalWireWebhookModule is added, but other lines of the application lose the raw body of webhooks.';
  return `${summary} Next:\n${lines.join('\n')}`;
}
