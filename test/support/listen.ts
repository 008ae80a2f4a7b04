import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type RunningProgram, startListen, stopPrograms } from './program.js';
import { type ArrivedRequest, RawUpstream, type Respond, valuesOf } from './raw-upstream.js';
import { PUBLIC_URL } from './signing.js';

export interface Forwarding {
  readonly upstream: RawUpstream;
  readonly program: RunningProgram;
}

export interface ListenSetup {
  folder(): string;
  /** Starts `listen` with these options. */
  startProgram(...args: string[]): Promise<RunningProgram>;
  /** Starts an application that responds so, and `listen --json` before it. */
  startForwarding(respond: Respond, ...args: string[]): Promise<Forwarding>;
  /** The same without `--public-url`. */
  startWithoutPublicUrl(respond: Respond): Promise<Forwarding>;
}

/** Ends after each test what it started. */
export function listenSetup(): ListenSetup {
  let folder = '';
  const upstreams: RawUpstream[] = [];
  const programs: RunningProgram[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'listen-'));
  });
  afterEach(async () => {
    for (const upstream of upstreams.splice(0)) upstream.close();
    for (const program of programs.splice(0)) await program.stop();
  });
  afterAll(() => {
    stopPrograms();
    rmSync(folder, { recursive: true });
  });
  const startProgram = async (...args: string[]) => {
    const program = await startListen(args, folder);
    programs.push(program);
    return program;
  };
  const startWith = async (respond: Respond, args: readonly string[]) => {
    const upstream = new RawUpstream(respond);
    upstreams.push(upstream);
    const forward = ['--forward', `http://127.0.0.1:${await upstream.listen()}`];
    return { upstream, program: await startProgram('--json', ...forward, ...args) };
  };
  return {
    folder: () => folder,
    startProgram,
    startForwarding: (respond, ...args) => startWith(respond, ['--public-url', PUBLIC_URL, ...args]),
    startWithoutPublicUrl: (respond) => startWith(respond, []),
  };
}

/** What `listen --json` said of requests. */
export function linesOf(program: RunningProgram): Record<string, unknown>[] {
  return program
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{') && !line.startsWith('{"address"'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

export function marksOf(requests: readonly ArrivedRequest[]): string[][] {
  return requests.map((request) => valuesOf(request, 'x-signalwire-webhook-listen'));
}
