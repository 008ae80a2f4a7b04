import { readFileSync } from 'node:fs';

import { checkKeyOfOneRequest } from '../keys/usable-keys.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

export const KEY_OPTIONS = {
  'key-file': { type: 'string' },
  key: { type: 'string' },
} as const;

export const KEY_HELP = `  --key-file <file>       reads the signing key from a file
  --key <key>             the signing key itself; the shell may keep it in its history
                          (default: the environment variable SIGNALWIRE_SIGNING_KEY)`;

interface KeyFlags {
  readonly 'key-file'?: string | undefined;
  readonly key?: string | undefined;
}

/** @throws UsageError that never holds the key */
export function readSigningKey(flags: KeyFlags, { env }: Terminal): string {
  const key = flags.key ?? readKeyFile(flags['key-file']) ?? env['SIGNALWIRE_SIGNING_KEY'];
  if (key === undefined) {
    throw new UsageError('No signing key: set SIGNALWIRE_SIGNING_KEY, or pass --key-file <file>.');
  }
  try {
    checkKeyOfOneRequest(key, 'The signing key');
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  return key;
}

function readKeyFile(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new UsageError(
      `The key file "${path}" cannot be read: ${(error as NodeJS.ErrnoException).code ?? ''}.`,
    );
  }
}
