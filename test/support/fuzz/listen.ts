import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { PROGRAM, type RunningProgram, startListen, stopPrograms } from '../program.js';
import { RawUpstream, type UpstreamConnection } from '../raw-upstream.js';
import { PUBLIC_URL } from '../signing.js';
import { respondByPlan, respondsEarly } from './listen-application.js';
import { failureOf, type Promises, restFailure } from './listen-checks.js';
import { type Attack, AttackMaker } from './listen-requests.js';
import { Random } from './random.js';

export interface ListenFinding {
  readonly failure: string;
  readonly options: string;
  readonly detail: string;
}

export interface ListenFuzzRun {
  readonly connections: number;
  readonly requests: number;
  /** How many requests arrived at the application, and how many of them without the listen header. */
  readonly arrived: number;
  readonly withoutHeader: number;
  readonly webSockets: number;
  /** The most memory that one program held, in MB; 0 if the system does not say. */
  readonly peakMemory: number;
  readonly findings: readonly ListenFinding[];
}

const SETUPS: readonly (Promises & { readonly args: readonly string[] })[] = [
  {
    base: PUBLIC_URL,
    isOnlyVerified: false,
    passesWebSockets: true,
    args: ['--public-url', PUBLIC_URL, '--record', 'listen.har'],
  },
  { base: undefined, isOnlyVerified: false, passesWebSockets: true, args: [] },
  {
    base: PUBLIC_URL,
    isOnlyVerified: true,
    passesWebSockets: false,
    args: ['--public-url', PUBLIC_URL, '--only-verified'],
  },
  {
    base: PUBLIC_URL,
    isOnlyVerified: true,
    passesWebSockets: true,
    args: ['--public-url', PUBLIC_URL, '--only-verified', '--allow-websockets'],
  },
];

const CONNECTIONS = 16;
const MOST_FINDINGS = 20;
/** Longer than the program gives a caller that does not finish its request. */
const TIME_LIMIT = 45_000;
/** After which a caller that waits for no certain response closes its side. */
const QUIET = 60;
const MOST_ENDLESS_BYTES = 3_000_000;

/**
 * Sends raw bytes through the real program, before an application that keeps what it gets. A finding is: a request that
 * arrives with a wrong listen header, without one, or with one of the caller; a request out of a body or from behind a handshake;
 * bytes that are no request; a request that is neither in the log nor in the recording; a connection that hangs; a crash.
 */
export async function runListenFuzz(
  seed: number,
  requests: number,
  program: string = PROGRAM,
): Promise<ListenFuzzRun> {
  const random = new Random(seed);
  const parts: ListenFuzzRun[] = [];
  for (const { args, ...promises } of SETUPS) {
    const fuzz = new ListenFuzz(promises, args, new Random(random.below(2 ** 32)));
    parts.push(await fuzz.run(Math.ceil(requests / SETUPS.length), program));
  }
  const sum = (of: (part: ListenFuzzRun) => number) => parts.reduce((total, part) => total + of(part), 0);
  return {
    connections: sum((part) => part.connections),
    requests: sum((part) => part.requests),
    arrived: sum((part) => part.arrived),
    withoutHeader: sum((part) => part.withoutHeader),
    webSockets: sum((part) => part.webSockets),
    peakMemory: Math.max(...parts.map((part) => part.peakMemory)),
    findings: parts.flatMap(({ findings }) => findings),
  };
}

class ListenFuzz {
  private readonly findings: ListenFinding[] = [];
  private readonly switched = new WeakSet<UpstreamConnection>();
  private readonly targets = new Set<string>();
  private readonly upstream = new RawUpstream(
    respondByPlan((_request, connection) => {
      if (connection.rest.length > 0) this.report('bytes before the 101', connection.rest);
      this.switched.add(connection);
      this.webSockets++;
    }),
    respondsEarly,
  );
  private readonly maker: AttackMaker;
  private connections = 0;
  private requests = 0;
  private arrived = 0;
  private withoutHeader = 0;
  private webSockets = 0;

  constructor(
    private readonly promises: Promises,
    private readonly args: readonly string[],
    random: Random,
  ) {
    this.maker = new AttackMaker(random, promises.base);
  }

  async run(requests: number, path: string): Promise<ListenFuzzRun> {
    const folder = mkdtempSync(join(tmpdir(), 'fuzz-listen-'));
    const forward = ['--forward', `http://127.0.0.1:${await this.upstream.listen()}`];
    const program = await startListen(['--json', ...forward, ...this.args], folder, path);
    await Promise.all(Array.from({ length: CONNECTIONS }, () => this.keepAttacking(program.port, requests)));
    const peakMemory = peakMemoryOf(program);
    await this.stop(program);
    this.sweep();
    this.checkOutput(program.output());
    if (this.args.includes('--record')) this.checkRecording(folder);
    this.upstream.close();
    rmSync(folder, { recursive: true });
    const { connections, arrived, withoutHeader, webSockets, findings } = this;
    return { connections, requests: this.requests, arrived, withoutHeader, webSockets, peakMemory, findings };
  }

  private async stop(program: RunningProgram): Promise<void> {
    const ended = program.stop().then(() => true);
    if (await Promise.race([ended, pause(TIME_LIMIT, false, { ref: false })])) return;
    this.report('a program that Ctrl-C does not end', Buffer.alloc(0));
    stopPrograms();
  }

  private async keepAttacking(port: number, requests: number): Promise<void> {
    while (this.requests < requests && this.findings.length < MOST_FINDINGS) {
      const attack = this.maker.make();
      this.requests += attack.requests;
      this.connections++;
      const failure = await new Caller(port, attack).run();
      if (failure !== undefined) this.report(failure, Buffer.concat(attack.parts));
      this.sweep();
    }
  }

  /** Looks at what arrived since the last time. */
  private sweep(): void {
    const { connections } = this.upstream;
    for (const connection of [...connections]) {
      for (const request of connection.requests.splice(0)) {
        this.arrived++;
        this.targets.add(request.target);
        const hasListenHeader = request.headers.some(([name]) => name === 'X-SignalWire-Webhook-Listen');
        if (!hasListenHeader) this.withoutHeader++;
        // What is verified is sent whole: a part of it arrives only if the application closes.
        const failure = request.isComplete || hasListenHeader ? failureOf(request, this.promises) : undefined;
        if (failure !== undefined)
          this.report(failure, Buffer.from(JSON.stringify(request.headers)), request.target);
      }
      const failure = restFailure(connection, this.switched.has(connection));
      if (connection.socket.destroyed || failure !== undefined)
        connections.splice(connections.indexOf(connection), 1);
      if (failure !== undefined) this.report(failure, connection.rest);
    }
  }

  private checkOutput(output: string): void {
    const lines = output.split('\n').filter((line) => line !== '');
    const odd = lines.find((line) => !line.startsWith('{') && !line.startsWith('Warning: "listen'));
    if (odd !== undefined) this.report('a crash, or a warning', Buffer.from(output.slice(-3000)));
    const logged = new Set(
      lines
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as { url?: string })
        .map(({ url = '' }) => url.replace(/^https:\/\/[^/]*/, '')),
    );
    this.reportMissing(logged, 'arrived, and is not in the log');
  }

  private checkRecording(folder: string): void {
    const recorded = new Set(
      readdirSync(folder)
        .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Recording)
        .flatMap(({ log }) => log.entries.map(({ request }) => request._target)),
    );
    this.reportMissing(recorded, 'arrived, and is not in the recording');
  }

  private reportMissing(known: ReadonlySet<string>, failure: string): void {
    const missing = [...this.targets].find((target) => !known.has(target));
    if (missing !== undefined) this.report(failure, Buffer.alloc(0), missing);
  }

  private report(failure: string, bytes: Buffer, target = ''): void {
    const text = JSON.stringify(bytes.toString('latin1'));
    const detail = `${target} ${text.length > 3_000 ? `${text.slice(0, 2_000)} … ${text.slice(-1_000)}` : text}`;
    this.findings.push({ failure, options: this.args.join(' '), detail });
  }
}

interface Recording {
  readonly log: { readonly entries: readonly { readonly request: { readonly _target: string } }[] };
}

/** One connection of a caller; ends with what is wrong with how it went. */
class Caller {
  private received = '';
  private isClosed = false;
  private error: string | undefined;
  private lastAt = Date.now();
  private readonly socket: Socket;

  constructor(
    port: number,
    private readonly attack: Attack,
  ) {
    this.socket = connect({ port, host: '127.0.0.1' });
    this.socket.setEncoding('latin1').on('data', (text: string) => {
      this.received += text;
      this.lastAt = Date.now();
    });
    this.socket.on('error', ({ message }) => (this.error = message));
    this.socket.on('close', () => (this.isClosed = true));
  }

  async run(): Promise<string | undefined> {
    const { parts, ending } = this.attack;
    if (ending === 'endless') return this.sendEndlessly(parts);
    for (const part of parts) {
      this.socket.write(part);
      if (parts.length > 1) await pause(1);
    }
    switch (ending) {
      case 'abort':
        await pause(5);
        this.socket.resetAndDestroy();
        return undefined;
      case 'response':
        return this.awaitResponses();
      default:
        return this.awaitQuiet();
    }
  }

  private async awaitResponses(): Promise<string | undefined> {
    const isDone = await this.until(() => this.isClosed || this.responses() >= this.attack.requests);
    this.socket.destroy();
    if (this.error?.includes('ECONNREFUSED') === true) return 'the program is gone';
    if (!isDone) return 'no response';
    return this.responses() < this.attack.requests ? `closed without response: ${this.received}` : undefined;
  }

  private async awaitQuiet(): Promise<string | undefined> {
    await this.until(() => this.isClosed || Date.now() - this.lastAt > QUIET);
    if (!this.isClosed) this.socket.end();
    return this.awaitClose();
  }

  private async awaitClose(): Promise<string | undefined> {
    const isClosed = await this.until(() => this.isClosed);
    this.socket.destroy();
    return isClosed ? undefined : 'hang';
  }

  private async sendEndlessly([start, piece]: readonly Buffer[]): Promise<string | undefined> {
    this.socket.write(start ?? '');
    for (let sent = 0; sent < MOST_ENDLESS_BYTES && !this.isClosed; sent += piece?.length ?? 1) {
      const isWritable = this.socket.write(piece ?? '');
      if (!isWritable && !(await this.until(() => this.isClosed || !this.socket.writableNeedDrain))) {
        return 'the program neither reads nor closes';
      }
    }
    this.socket.destroy();
    return undefined;
  }

  private responses(): number {
    return [...this.received.matchAll(/HTTP\/1\.1 (?!1\d\d)\d{3} /g)].length;
  }

  /** Whether it came true within the time limit. */
  private async until(check: () => boolean): Promise<boolean> {
    const end = Date.now() + TIME_LIMIT;
    while (!check()) {
      if (Date.now() > end) return false;
      await pause(2);
    }
    return true;
  }
}

function peakMemoryOf({ processId }: RunningProgram): number {
  try {
    const status = readFileSync(`/proc/${String(processId)}/status`, 'utf8');
    return Math.round(Number(/^VmHWM:\s*(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}
