import { execFile } from 'node:child_process';

const CONCURRENCY = 2;
const TIME_LIMIT = 300_000;

let running = 0;
const waiting: (() => void)[] = [];

/** What a command printed. At most two run at once, so that the matrix also fits a small machine. */
export async function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  if (running >= CONCURRENCY) await new Promise<void>((resolve) => waiting.push(resolve));
  running++;
  try {
    return await execute(command, args, cwd);
  } finally {
    running--;
    waiting.shift()?.();
  }
}

function execute(command: string, args: readonly string[], cwd: string): Promise<string> {
  const options = {
    cwd,
    timeout: TIME_LIMIT,
    maxBuffer: 64 * 2 ** 20,
    env: { ...process.env, NODE_OPTIONS: '' },
  };
  return new Promise((resolve, reject) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      if (error) reject(new Error(`${[command, ...args].join(' ')}\n${stdout}\n${stderr}`));
      else resolve(stdout);
    });
  });
}
