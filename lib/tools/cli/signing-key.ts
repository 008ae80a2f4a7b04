import { checkKeyOfOneRequest } from '../../keys/usable-keys.js';
import type { SigningKeyKind } from '../../signature/index.js';
import { DEFAULT_KEY_KIND, isKeyKind } from '../../signature/internal.js';
import { UsageError } from './errors.js';
import type { Flags } from './arguments.js';
import { fixOf, readPair } from './arguments.js';
import { readBounded } from './read-file.js';
import type { Terminal } from './terminal.js';

export const KEY_OPTIONS = {
  'key-file': { type: 'string' },
  key: { type: 'string' },
  'key-kind': { type: 'string' },
} as const;

export const KEY_HELP = `  --key <key>             signing key (PSK_…); the shell may keep it in its history
  --key-file <file>       file with the signing key; during a rotation one key per line, newest
                          first (default: environment variable SIGNALWIRE_SIGNING_KEY, here or in
                          the file .env)
  --key-kind <kind>       signing-key, or api-token for a project that signs with its API token
                          (PT…) (default: signing-key)`;

/** Warning for a request that is verified by the key in the same file. */
export const RECORDED_KEY_WARNING =
  "This proves nothing about SignalWire, because the author of the file chose the key. Fix: record without --redact, and pass your project's signing key with --key-file <file>.";

const VARIABLE = 'SIGNALWIRE_SIGNING_KEY';
const RECORDED_KEY_NAME = 'log._signingKey of the HAR file';
const KINDS = ['signing-key', 'api-token'];
const MAX_FILE_BYTES = 65_536;

type KeyFlags = Flags<typeof KEY_OPTIONS>;

/** Keys in the order in which they are tried, and their printable names. */
export interface NamedKeys {
  readonly keys: readonly string[];
  readonly names: readonly string[];
  /** Index of the key in the same file as the request. */
  readonly recordedKeyIndex?: number;
}

/** @throws UsageError without the key in its message */
export function readSigningKeys(flags: KeyFlags, terminal: Terminal): NamedKeys {
  const configured = readConfiguredKeys(flags, terminal);
  if (configured !== undefined) return configured;
  throw new UsageError(`No signing key: set ${VARIABLE} here or in .env, or pass --key-file <file>.`);
}

function readConfiguredKeys(flags: KeyFlags, terminal: Terminal): NamedKeys | undefined {
  const { key, 'key-file': keyFile } = flags;
  const kind = readKeyKind(flags);
  if (key !== undefined) return named([key], '--key', kind);
  if (keyFile !== undefined) return named(readKeyFile(keyFile), keyFile, kind);
  const setting = terminal.environment.find(VARIABLE);
  return setting === undefined ? undefined : named([setting.value], setting.source, kind);
}

/**
 * Returns only the key of a flag, if there is one. Otherwise the key in the file comes after the configured keys. Anyone can
 * write a file and sign its requests, so a match with its key proves nothing about SignalWire.
 *
 * @param recordedKey key in the file of the request
 * @throws UsageError without a key in its message
 */
export function readCaptureKeys(
  recordedKey: string | undefined,
  flags: KeyFlags,
  terminal: Terminal,
): NamedKeys {
  if (recordedKey === undefined || isKeyNamed(flags)) return readSigningKeys(flags, terminal);
  const { keys, names } = readConfiguredKeys(flags, terminal) ?? { keys: [], names: [] };
  const recorded = named([recordedKey], RECORDED_KEY_NAME, DEFAULT_KEY_KIND);
  return {
    keys: [...keys, ...recorded.keys],
    names: [...names, ...recorded.names],
    recordedKeyIndex: keys.length,
  };
}

/** Returns the key that signs a captured request again: the key of a flag, otherwise the key in the file. */
export function readResigningKey(
  recordedKey: string | undefined,
  flags: KeyFlags,
  terminal: Terminal,
): string {
  if (recordedKey === undefined || isKeyNamed(flags)) return readSigningKey(flags, terminal);
  return named([recordedKey], RECORDED_KEY_NAME, DEFAULT_KEY_KIND).keys[0] ?? '';
}

export function isKeyNamed({ key, 'key-file': keyFile }: KeyFlags): boolean {
  return key !== undefined || keyFile !== undefined;
}

/** Returns the newest key, which signs. */
export function readSigningKey(flags: KeyFlags, terminal: Terminal): string {
  return readSigningKeys(flags, terminal).keys[0] ?? '';
}

/** @throws UsageError */
export function readKeyKind({ 'key-kind': kind = DEFAULT_KEY_KIND }: KeyFlags): SigningKeyKind {
  if (isKeyKind(kind)) return kind;
  throw new UsageError(
    `--key-kind must be signing-key (default) or api-token.${fixOf(kind, KINDS, '--key-kind ')}`,
  );
}

/** Reads `--other-key name=file`. The keys may be API tokens, because a diagnosis only tries them. */
export function readOtherKeys(settings: readonly string[]): Record<string, string> {
  const keys = Object.create(null) as Record<string, string>;
  for (const setting of settings) {
    const [name, file] = readPair(setting) ?? [];
    if (name === undefined || !file)
      throw new UsageError('--other-key must be <name>=<file>: any name, and the file of the key.');
    keys[name] = named(readKeyFile(file), file, 'api-token').keys[0] ?? '';
  }
  return keys;
}

function named(keys: readonly string[], source: string, kind: SigningKeyKind): NamedKeys {
  const rules = { kind, kindOption: '--key-kind api-token' };
  try {
    for (const key of keys) checkKeyOfOneRequest(key, `The signing key of ${source}`, rules);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  return {
    keys,
    names: keys.length === 1 ? [source] : keys.map((_key, index) => `${source}, line ${index + 1}`),
  };
}

function readKeyFile(path: string): string[] {
  const lines = readBounded(path, MAX_FILE_BYTES).toString('utf8').split('\n');
  const keys = lines.map((line) => line.trim()).filter((line) => line !== '');
  if (keys.length === 0) throw new UsageError(`The key file "${path}" is empty.`);
  return keys;
}
