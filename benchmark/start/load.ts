import { Session } from 'node:inspector';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** `files` counts the files, which takes the inspector, so `cost` measures in a different process. */
const [figure, format, ...packages] = process.argv.slice(2);
const require = createRequire(join(process.cwd(), 'package.json'));

async function load(): Promise<void> {
  for (const name of packages) {
    if (format === 'require') require(name);
    else await import(name);
  }
}

async function countFiles(): Promise<number> {
  const session = new Session();
  const files = new Set<string>();
  session.connect();
  session.on('Debugger.scriptParsed', ({ params: { url } }) => {
    if (/^(?:file:|\/)/.test(url)) files.add(url);
  });
  session.post('Debugger.enable');
  await load();
  return files.size;
}

/** In ms of all threads, and in MB of resident memory. */
async function measureCost(): Promise<{ readonly time: number; readonly memory: number }> {
  const before = process.cpuUsage();
  await load();
  const { user, system } = process.cpuUsage(before);
  return { time: (user + system) / 1_000, memory: process.memoryUsage().rss / 2 ** 20 };
}

console.log(JSON.stringify(figure === 'files' ? await countFiles() : await measureCost()));
process.exit();
