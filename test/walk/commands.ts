import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';

const TIME_LIMIT = 300_000;

/** Runs commands in one folder, as somebody types them. */
export class Commands {
  constructor(
    readonly folder: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  in(folder: string): Commands {
    return new Commands(folder, this.environment);
  }

  /** What it printed. */
  async run(line: string): Promise<string> {
    const child = this.spawn(line);
    const printed = printedBy(child);
    const timer = globalThis.setTimeout(() => {
      stop(child);
    }, TIME_LIMIT);
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    clearTimeout(timer);
    if (code !== 0) throw new Error(`${line}: exit code ${code}\n${printed.text}`);
    return printed.text;
  }

  /** Runs while the application responds on a port. */
  async during<T>(line: string, use: (port: number) => Promise<T>): Promise<T> {
    const port = await freePort();
    const child = this.spawn(line, { PORT: String(port) });
    const printed = printedBy(child);
    try {
      await untilItResponds(port, () => child.exitCode !== null);
      return await use(port);
    } catch (error) {
      throw new Error(`${line}: ${String(error)}\n${printed.text}`, { cause: error });
    } finally {
      stop(child);
    }
  }

  private spawn(line: string, more: Readonly<Record<string, string>> = {}): ChildProcess {
    const env = { ...process.env, NODE_OPTIONS: '', ...this.environment, ...more };
    return spawn(line, {
      cwd: this.folder,
      env,
      shell: true,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }
}

function printedBy(child: ChildProcess): { readonly text: string } {
  const printed = { text: '' };
  const add = (bytes: Buffer) => {
    printed.text += bytes.toString();
  };
  child.stdout?.on('data', add);
  child.stderr?.on('data', add);
  return printed;
}

/** With all that it started. */
function stop({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

async function untilItResponds(port: number, hasEnded: () => boolean): Promise<void> {
  const end = Date.now() + TIME_LIMIT;
  while (Date.now() < end && !hasEnded()) {
    const responds = await fetch(`http://localhost:${port}/`).then(
      () => true,
      () => false,
    );
    if (responds) return;
    await setTimeout(100);
  }
  throw new Error('the application does not respond');
}
