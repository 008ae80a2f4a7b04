import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const CONCURRENCY = 2;
const TIME_LIMIT = 300_000;
const START_LIMIT = 60_000;

let running = 0;
const waiting: (() => void)[] = [];

/** What a command printed. At most two run at once, so that the matrix also fits a small machine. */
export async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<string> {
  if (running >= CONCURRENCY) await new Promise<void>((resolve) => waiting.push(resolve));
  running++;
  try {
    return await execute(command, args, cwd, environment);
  } finally {
    running--;
    waiting.shift()?.();
  }
}

function execute(
  command: string,
  args: readonly string[],
  cwd: string,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const options = { cwd, timeout: TIME_LIMIT, maxBuffer: 64 * 2 ** 20, env: environmentWith(environment) };
  return new Promise((resolve, reject) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      if (error) reject(new Error(`${[command, ...args].join(' ')}\n${stdout}\n${stderr}`));
      else resolve(stdout);
    });
  });
}

/** Starts a server that listens on `PORT`, and stops it after its use. */
export async function withServer(
  command: string,
  args: readonly string[],
  cwd: string,
  environment: NodeJS.ProcessEnv,
  use: (origin: string) => Promise<void>,
): Promise<void> {
  const port = await freePort();
  const env = environmentWith({ ...environment, PORT: String(port) });
  const server = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  const exited = once(server, 'exit');
  try {
    const origin = `http://127.0.0.1:${port}`;
    const stopped = exited.then(() => {
      throw new Error('the server has stopped');
    });
    await Promise.race([isListening(origin), stopped]);
    await use(origin);
  } catch (error) {
    throw new Error(`${String(error)}\n${printed}`, { cause: error });
  } finally {
    server.kill();
    await exited;
  }
}

async function isListening(origin: string): Promise<void> {
  const deadline = Date.now() + START_LIMIT;
  while (Date.now() < deadline) {
    if (await fetch(origin).catch(() => undefined)) return;
    await sleep(100);
  }
  throw new Error('the server does not listen');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

function environmentWith(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...process.env, NODE_OPTIONS: '', ...environment };
}
