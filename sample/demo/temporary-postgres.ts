import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

export const POSTGRES_MISSING = 'PostgreSQL is not installed: on Debian, run `apt-get install postgresql`.';

/** On Debian each version has its own folder, outside PATH. */
const DEBIAN_FOLDER = '/usr/lib/postgresql';

/**
 * Makes a cluster, then runs the commands of its standard input. When that ends, for whatever reason, the server is
 * stopped and the folder deleted: so nothing is left behind even by a caller that was killed.
 */
const SUPERVISE = `
  set -e
  trap '' PIPE
  PATH=$1:$PATH
  folder=$(mktemp -d "$2/postgres-XXXXXX")
  trap 'pg_ctl stop -s -m fast -D "$folder/data" 2>/dev/null || true; rm -rf "$folder"' EXIT
  initdb --username=postgres --auth=trust --encoding=UTF8 --no-locale --no-sync -D "$folder/data" >/dev/null
  echo "$folder"
  while read -r command; do
    case $command in
      start) pg_ctl start -s -D "$folder/data" -l "$folder/log" -o "-F -h '' -k '$folder' -p 5432" ;;
      stop) pg_ctl stop -s -m fast -D "$folder/data" ;;
    esac
    echo "$command"
  done
`;

/** A PostgreSQL server in a temporary folder. It is reachable only through a Unix socket in this folder. */
export class TemporaryPostgres {
  private readonly replies: AsyncIterator<string>;
  private folder = '';

  private constructor(private readonly supervisor: ChildProcessByStdio<Writable, Readable, null>) {
    this.replies = createInterface({ input: supervisor.stdout })[Symbol.asyncIterator]();
  }

  static isInstalled(): boolean {
    return findBinaries() !== undefined;
  }

  static async create(): Promise<TemporaryPostgres> {
    const binaries = findBinaries();
    if (binaries === undefined) throw new Error(POSTGRES_MISSING);
    const postgres = new TemporaryPostgres(supervise(binaries));
    postgres.folder = await postgres.readReply();
    await postgres.start();
    return postgres;
  }

  get url(): string {
    return `postgres://postgres@localhost/postgres?host=${encodeURIComponent(this.folder)}`;
  }

  async start(): Promise<void> {
    await this.command('start');
  }

  async stop(): Promise<void> {
    await this.command('stop');
  }

  async remove(): Promise<void> {
    this.supervisor.stdin.end();
    await this.replies.next();
  }

  private async command(command: string): Promise<void> {
    this.supervisor.stdin.write(`${command}\n`);
    await this.readReply();
  }

  private async readReply(): Promise<string> {
    const reply = await this.replies.next();
    if (reply.done) throw new Error('The temporary PostgreSQL server failed.');
    return reply.value;
  }
}

function supervise(binaries: string): ChildProcessByStdio<Writable, Readable, null> {
  const [command, ...args] = asServer(['sh', '-c', SUPERVISE, 'sh', binaries, tmpdir()]);
  // Detached, so that Ctrl-C in the terminal does not keep it from cleaning up.
  return spawn(command, args, { cwd: '/', detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
}

type Command = [command: string, ...args: string[]];

/** PostgreSQL does not run as root. */
function asServer(command: Command): Command {
  return process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--', ...command] : command;
}

function findBinaries(): string | undefined {
  const versions = existsSync(DEBIAN_FOLDER) ? readdirSync(DEBIAN_FOLDER) : [];
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a));
  const folders = newestFirst.map((version) => join(DEBIAN_FOLDER, version, 'bin'));
  return [...folders, ...(process.env.PATH ?? '').split(delimiter)].find((folder) =>
    existsSync(join(folder, 'initdb')),
  );
}
