import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `node tools/api-report.mjs` compares the public surface of the build with api/; `--update` writes it. */
const root = join(import.meta.dirname, '..');
const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const isUpdate = process.argv.includes('--update');
const silent = { logLevel: 'none' };

mkdirSync(join(root, 'api'), { recursive: true });
const changed = [];
for (const [entry, conditions] of Object.entries(exports)) {
  if (typeof conditions === 'string') continue;
  const name = entry === '.' ? 'index' : entry.slice(2);
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: join(root, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: join(root, conditions.import.types),
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            module: 'NodeNext',
            moduleResolution: 'NodeNext',
            target: 'ES2022',
            types: ['node'],
            skipLibCheck: true,
          },
          include: [join(root, conditions.import.types)],
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
  const result = Extractor.invoke(config, {
    localBuild: isUpdate,
    messageCallback: (message) => {
      if (message.logLevel === 'info' || message.logLevel === 'verbose') message.handled = true;
    },
  });
  if (result.apiReportChanged) changed.push(name);
}

if (changed.length > 0) {
  console.log(`The public API has changed: ${changed.join(', ')}.`);
  if (!isUpdate) console.log('If that is meant: npm run api:report, and commit api/.');
}
process.exitCode = changed.length > 0 && !isUpdate ? 1 : 0;
