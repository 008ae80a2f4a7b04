import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** `node entries.mjs [<entry> <package>]` loads every entry in both ways; the named one must lack the named package. */
const NAME = 'nestjs-signalwire-webhook';
const [lacking, missing] = process.argv.slice(2);
const { exports } = JSON.parse(readFileSync(`../node_modules/${NAME}/package.json`, 'utf8'));
const entries = Object.entries(exports).flatMap(([path, { import: imported, require: required } = {}]) =>
  imported && required ? [`${NAME}${path.slice(1)}`] : [],
);
const ways = { import: (name) => import(name), require: createRequire(import.meta.url) };

const failures = [];
for (const name of entries) {
  const isLacking = name === `${NAME}/${lacking}`;
  for (const [way, load] of Object.entries(ways)) {
    try {
      const found = Object.keys(await load(name));
      if (isLacking || found.length === 0)
        failures.push(`${way} ${name} gives ${found.join(', ') || 'nothing'}`);
    } catch (error) {
      const isExpected = isLacking && /MODULE_NOT_FOUND/.test(error.code) && error.message.includes(missing);
      if (!isExpected) failures.push(`${way} ${name}: ${error.stack}`);
    }
  }
}
for (const failure of failures) console.error(failure);
console.log(
  entries.length > 4 && failures.length === 0 ? 'all is well' : `${failures.length} failures of ${entries}`,
);
