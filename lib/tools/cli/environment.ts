import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

import { readBounded } from './read-file.js';

const MAX_FILE_BYTES = 65_536;

/** A value, and the printable name of its source. */
export interface Setting {
  readonly value: string;
  readonly source: string;
}

/** Variables of the environment, then those of the file `.env` of the current folder. */
export class Environment {
  private file: Readonly<Record<string, string | undefined>> | undefined;

  constructor(
    private readonly variables: Readonly<Record<string, string | undefined>>,
    private readonly folder: string,
  ) {}

  /** @throws UsageError if `.env` cannot be read */
  find(name: string): Setting | undefined {
    const variable = this.variables[name];
    if (variable !== undefined) return { value: variable, source: name };
    // Read once, because the file may be a pipe.
    this.file ??= readEnvironmentFile(join(this.folder, '.env'));
    const value = this.file[name];
    return value === undefined ? undefined : { value, source: `${name} of .env` };
  }
}

function readEnvironmentFile(path: string): Readonly<Record<string, string | undefined>> {
  if (!mayBeFile(path)) return {};
  const text = readBounded(path, MAX_FILE_BYTES).toString('utf8');
  // With a byte order mark, the first variable would have a different name.
  return parseEnv(text.replace(/^\ufeff/, ''));
}

/** A folder with this name may be a virtual environment of Python. */
function mayBeFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
  } catch {
    // Reading the file says why it cannot be read.
    return true;
  }
}
