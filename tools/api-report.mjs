import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** `node tools/api-report.mjs` compares the public surface of the build with api/; `--update` writes it. */
const root = join(import.meta.dirname, '..');
const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const isUpdate = process.argv.includes('--update');
const silent = { logLevel: 'none' };

mkdirSync(join(root, 'api'), { recursive: true });
const entries = Object.entries(exports).filter(([, conditions]) => typeof conditions !== 'string');
const typesOf = ({ import: { types } }) => join(root, types);
const configs = entries.map(([entry, conditions]) => {
  const name = entry === '.' ? 'index' : entry.slice(2);
  return ExtractorConfig.prepare({
    packageJsonFullPath: join(root, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: typesOf(conditions),
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            module: 'NodeNext',
            moduleResolution: 'NodeNext',
            target: 'ES2022',
            types: ['node'],
            skipLibCheck: true,
          },
          include: entries.map(([, each]) => typesOf(each)),
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: name,
        reportFolder: join(root, 'api'),
        reportTempFolder: join(root, 'build/api'),
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: { logLevel: 'error' } },
        extractorMessageReporting: { default: silent },
        tsdocMessageReporting: { default: silent },
      },
    },
  });
});

// One program for all entries.
const compilerState = CompilerState.create(configs[0]);
const changed = [];
for (const config of configs) {
  const result = Extractor.invoke(config, {
    compilerState,
    localBuild: isUpdate,
    messageCallback: (message) => {
      if (message.logLevel === 'info' || message.logLevel === 'verbose') message.handled = true;
    },
  });
  if (result.apiReportChanged) changed.push(basename(config.reportFilePath, '.api.md'));
}

if (changed.length > 0) {
  console.log(`The public API has changed: ${changed.join(', ')}.`);
  if (!isUpdate) console.log('If that is meant: npm run api:report, and commit api/.');
}
process.exitCode = changed.length > 0 && !isUpdate ? 1 : 0;
