import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { ONE_PROJECT, type SigningKeyResolver } from './key-source.js';

/**
 * Reads the signing key of one project from a mounted secret, such as Docker's `/run/secrets/…` or a Kubernetes volume.
 * Each lookup reads the file again, so it may be rewritten, replaced, or its symbolic link swapped. Surrounding
 * whitespace is trimmed; several lines are several keys, the newest first.
 *
 * Write the file whole: into a temporary file beside it, which is then renamed. A file that ends with a line ending is
 * taken as it is; of any other, size and time must stay the same for a moment, so that a half-written key is not used.
 *
 * An unreadable, empty or changing file counts as a store that is down: what was read before goes on serving for
 * `signingKeyCache.staleFor`, and without it the response is 503.
 *
 * @throws SignalWireWebhookConfigurationError if `path` is not a path
 *
 * @example
 * ```ts
 * SignalWireWebhookModule.forRoot({ signingKey: signingKeyFile('/run/secrets/signalwire_signing_key') })
 * ```
 *
 * @publicApi
 */
export function signingKeyFile(path: string): SigningKeyResolver {
  checkPath(path);
  const resolver = { resolve: () => readKeys(path), [ONE_PROJECT]: true };
  return resolver;
}

const ATTEMPTS = 5;
/** Longer than the clock tick that file systems take their times from. */
const MOMENT = 25;
const MAX_BYTES = 1024 * 1024;

/** Whoever passes the key itself must not find it in a log. */
function checkPath(path: unknown): asserts path is string {
  if (typeof path === 'string' && path.trim() !== '' && !/^PSK_|[\0\r\n]/.test(path)) return;
  throw new SignalWireWebhookConfigurationError(
    "signingKeyFile takes the path of a file that holds the key, such as signingKeyFile('/run/secrets/signing_key').",
  );
}

async function readKeys(path: string): Promise<string[]> {
  let text: string | undefined;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    text = await readWhole(path);
    const keys = text?.split('\n').flatMap((line) => line.trim() || []) ?? [];
    if (keys.length > 0) return keys;
  }
  throw fault(path, text === undefined ? 'is being written to all the time.' : 'is empty.');
}

/** One handle reads one file, whatever its name means by then; `undefined` if it may be half written. */
async function readWhole(path: string): Promise<string | undefined> {
  const file = await openFile(path);
  try {
    const before = await look(file, path);
    const text = await file.readFile('utf8');
    if (!/\S\s*\n$/.test(text)) await delay(MOMENT);
    const after = await look(file, path);
    return before.mtimeNs === after.mtimeNs && before.size === after.size ? text : undefined;
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    await file.close();
  }
}

async function look(file: FileHandle, path: string): Promise<{ mtimeNs: bigint; size: bigint }> {
  const stats = await file.stat({ bigint: true });
  if (stats.size > MAX_BYTES) throw fault(path, 'is too large to hold signing keys.');
  return stats;
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): SignalWireWebhookConfigurationError {
  if (error instanceof SignalWireWebhookConfigurationError) return error;
  const { code = 'unknown error' } = error as NodeJS.ErrnoException;
  return fault(path, `cannot be read: ${code}.`);
}

function fault(path: string, what: string): SignalWireWebhookConfigurationError {
  return new SignalWireWebhookConfigurationError(`The signing key file "${path}" ${what}`);
}
