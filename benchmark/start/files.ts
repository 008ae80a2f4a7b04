import { Session } from 'node:inspector';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Prints how many files the packages load. */
const [format, ...packages] = process.argv.slice(2);
const require = createRequire(join(process.cwd(), 'package.json'));

const session = new Session();
const files = new Set<string>();
session.connect();
session.on('Debugger.scriptParsed', ({ params: { url } }) => {
  if (/^(?:file:|\/)/.test(url)) files.add(url);
});
session.post('Debugger.enable');
for (const name of packages) {
  if (format === 'require') require(name);
  else await import(name);
}
console.log(files.size);
process.exit();
