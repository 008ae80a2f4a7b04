import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import type { Load, LoadLength, LoadResult } from './client.js';
import type { Contestant } from './contestants.js';
import type { BenchmarkRequest } from './requests.js';

export type AdapterName = 'express' | 'fastify';
export const adapters: readonly AdapterName[] = ['express', 'fastify'];

export interface Figures {
  readonly requestsPerSecond: number;
  /** Of the server's process, in µs for one request; other processes on the machine disturb it less. */
  readonly processorTime: number;
}

/** In MB, after a garbage collection. */
export interface Memory {
  readonly heap: number;
  readonly resident: number;
}

function start(file: string, args: readonly string[]): ChildProcess {
  const child = fork(file, args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced',
    execArgv: ['--expose-gc', '--no-warnings'],
  });
  child.on('exit', (code) => {
    if (code) throw new Error(`${file} ${args.join(' ')} ended with ${code}`);
  });
  return child;
}

async function reply(child: ChildProcess): Promise<unknown> {
  const [message] = (await once(child, 'message')) as [unknown];
  return message;
}

async function ask(child: ChildProcess, question: object | string): Promise<unknown> {
  const answer = reply(child);
  child.send(question);
  return answer;
}

/** Server and client run in a process each; all servers stay up, so that the contestants can take turns. */
export class Arena<Name extends string = Contestant> {
  private readonly servers = new Map<string, { process: ChildProcess; port: number }>();
  private readonly client = start(join(import.meta.dirname, 'client.js'), []);

  /** @param server the compiled file, which gets adapter and contestant as its arguments */
  constructor(private readonly server = join(import.meta.dirname, 'server.js')) {}

  async open(adapter: AdapterName, contestant: Name): Promise<void> {
    const process = start(this.server, [adapter, contestant]);
    const port = (await reply(process)) as number;
    this.servers.set(`${adapter} ${contestant}`, { process, port });
  }

  /** Asks a server for its memory. */
  async memoryOf(adapter: AdapterName, contestant: Name): Promise<Memory> {
    return (await ask(this.serverOf(adapter, contestant).process, 'memory')) as Memory;
  }

  /** Sends requests at a fixed rate, and returns the latency in ms that 99 % of them do not exceed. */
  async p99(adapter: AdapterName, contestant: Name, load: Omit<Load, 'port'>): Promise<number> {
    const { port } = this.serverOf(adapter, contestant);
    return ((await ask(this.client, { ...load, port })) as LoadResult).p99;
  }

  private serverOf(adapter: AdapterName, contestant: Name): { process: ChildProcess; port: number } {
    const server = this.servers.get(`${adapter} ${contestant}`);
    if (!server) throw new Error(`${contestant} is not open on ${adapter}`);
    return server;
  }

  async run(
    adapter: AdapterName,
    contestant: Name,
    request: BenchmarkRequest,
    length: LoadLength,
  ): Promise<Figures> {
    const server = this.serverOf(adapter, contestant);
    const load: Load = { port: server.port, request, length };
    const before = (await ask(server.process, 'processorTime')) as number;
    const result = (await ask(this.client, load)) as LoadResult;
    const used = ((await ask(server.process, 'processorTime')) as number) - before;
    if (result.wrong > 0)
      throw new Error(`${contestant} on ${adapter}: ${result.wrong} wrong responses: ${result.statuses}`);
    return { requestsPerSecond: result.requests / result.seconds, processorTime: used / result.requests };
  }

  close(): void {
    for (const { process } of this.servers.values()) process.disconnect();
    this.client.disconnect();
  }
}
