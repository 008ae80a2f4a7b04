import {
  type BoundValues,
  decodePayload,
  findUrlTokenSecretMisconfiguration,
} from '../../signature/internal.js';
import type { SignedTestRequest } from '../../testing/index.js';
import type { Flags } from './arguments.js';
import { UsageError } from './errors.js';
import { readBounded } from './read-file.js';
import type { Terminal } from './terminal.js';

export const TOKEN_OPTIONS = {
  token: { type: 'string' },
  'token-secret-file': { type: 'string' },
} as const;

export const TOKEN_HELP = `  --token <names>         add a URL token that is bound to these fields, such as call_id,function;
                          send no signature, and expect 2xx
  --token-secret-file <file>
                          file with the secret of the token (default: environment variable
                          URL_TOKEN_SECRET, here or in the file .env)`;

const VARIABLE = 'URL_TOKEN_SECRET';
const MAX_FILE_BYTES = 4_096;

/** @throws UsageError without the secret in its message */
export function readTokenSecret(flags: Flags<typeof TOKEN_OPTIONS>, terminal: Terminal): string {
  const { 'token-secret-file': file } = flags;
  const { value, source } = file === undefined ? fromEnvironment(terminal) : fromFile(file);
  const misconfiguration = findUrlTokenSecretMisconfiguration(value, source);
  if (misconfiguration !== undefined) throw new UsageError(misconfiguration);
  return value;
}

function fromFile(file: string): { readonly value: string; readonly source: string } {
  return { value: readBounded(file, MAX_FILE_BYTES).toString('utf8').trim(), source: file };
}

function fromEnvironment(terminal: Terminal): { readonly value: string; readonly source: string } {
  const setting = terminal.environment.find(VARIABLE);
  if (setting) return setting;
  throw new UsageError(
    `No secret for --token: set ${VARIABLE} here or in .env, or pass --token-secret-file <file>.`,
  );
}

/**
 * Returns the values of the named fields of the payload.
 *
 * @throws UsageError if a field is missing or no text
 */
export function readBoundFields(names: string, request: SignedTestRequest): BoundValues {
  const payload = decodePayload(request) ?? {};
  const values = names.split(',').map((each) => {
    const name = each.trim();
    const value = Object.hasOwn(payload, name) ? payload[name] : undefined;
    if (typeof value === 'string' && value !== '') return [name, value] as const;
    throw new UsageError(
      `--token names the field "${name}", which the webhook does not have as a text. Fix: --set ${name}=<value>, or --token call_id`,
    );
  });
  return Object.fromEntries(values);
}
