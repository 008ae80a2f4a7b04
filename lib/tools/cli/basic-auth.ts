import { encodeBasicAuth } from '../../credentials/basic-auth-header.js';
import type { Flags } from './arguments.js';
import { UsageError } from './errors.js';
import { readBounded } from './read-file.js';

export const BASIC_OPTIONS = {
  basic: { type: 'string' },
  'basic-file': { type: 'string' },
} as const;

export const BASIC_HELP = `  --basic <user:password> send HTTP basic auth without a signature, and expect 2xx; the shell may
                          keep the password in its history
  --basic-file <file>     like --basic, with user:password from a file`;

const MAX_FILE_BYTES = 4_096;

/**
 * Returns the value of the `Authorization` header; `undefined` without a flag.
 *
 * @throws UsageError without the password in its message
 */
export function readBasicAuth(flags: Flags<typeof BASIC_OPTIONS>): string | undefined {
  const { basic, 'basic-file': file } = flags;
  if (basic !== undefined && file !== undefined)
    throw new UsageError('--basic and --basic-file cannot be used together. Fix: leave out --basic');
  const userPass = file === undefined ? basic : readBounded(file, MAX_FILE_BYTES).toString('utf8').trim();
  if (userPass === undefined) return undefined;
  if (/^[^:]+:/.test(userPass)) return encodeBasicAuth(userPass);
  const source = file === undefined ? '--basic' : `The file of --basic-file`;
  throw new UsageError(`${source} must contain a user, a colon and a password. Fix: --basic-file <file>`);
}
