import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { ONE_PROJECT, type SigningKeyResolver } from './key-source.js';
import { oneAtATime } from './one-at-a-time.js';
import { looksLikeKey } from './usable-keys.js';

/**
 * Reads the signing key of one project from a mounted secret, such as Docker's `/run/secrets/…` or a Kubernetes volume.
 * Each lookup reads the file again, so it may be rewritten, replaced, or its symbolic link swapped. Surrounding
 * whitespace is trimmed; several lines are several keys, the newest first.
 *
 * Write the file whole: into a temporary file beside it, which is then renamed. A file that ends with a line ending is
 * taken as it is; of any other, size and time must stay the same for a moment, so that a half-written key is not used.
 *
 * Only a regular file is read, directly or through symbolic links: never a named pipe, a device, a socket or a directory. An
 * unreadable, empty or changing file counts as a store that is down: what was read before goes on serving for
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
  const resolver = { resolve: oneAtATime(() => readKeys(path)), [ONE_PROJECT]: true };
  return resolver;
}

const ATTEMPTS = 5;
/** Longer than the clock tick that file systems take their times from. */
const MOMENT = 25;
const MAX_BYTES = 1024 * 1024;
/**
 * Opening a named pipe waits for its writer, in a thread that nothing can end, and the process has four of them. On Windows
 * the last two are undefined, which counts as 0.
 */
const WITHOUT_WAITING = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/** Whoever passes the key itself must not find it in a log. */
function checkPath(path: unknown): asserts path is string {
  if (typeof path === 'string' && path.trim() !== '' && !looksLikeKey(path) && !/[\0\r\n]/.test(path)) return;
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
  throw configurationError(path, text === undefined ? 'is being written to all the time.' : 'is empty.');
}

/** One handle reads one file, whatever its name means by then; `undefined` if it may be half written. */
async function readWhole(path: string): Promise<string | undefined> {
  const file = await openFile(path);
  try {
    const before = checkStats(await file.stat({ bigint: true }), path);
    const text = await readText(file, path);
    if (!/\S\s*\n$/.test(text)) await delay(MOMENT);
    const after = checkStats(await file.stat({ bigint: true }), path);
    return before.mtimeNs === after.mtimeNs && before.size === after.size ? text : undefined;
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    await file.close();
  }
}

/** Looks first, so that no device and no writer of a pipe notices; what takes the file's place meanwhile is found after. */
async function openFile(path: string): Promise<FileHandle> {
  try {
    checkStats(await stat(path, { bigint: true }), path);
    return await open(path, WITHOUT_WAITING);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function checkStats(stats: BigIntStats, path: string): BigIntStats {
  if (!stats.isFile()) {
    throw configurationError(
      path,
      `is ${kindOf(stats)}. Only a regular file is read, directly or through a symbolic link: signingKeyFile('<path of the file>').`,
    );
  }
  if (stats.size > MAX_BYTES) throw tooLarge(path);
  return stats;
}

function kindOf(stats: BigIntStats): string {
  if (stats.isDirectory()) return 'a directory';
  if (stats.isFIFO()) return 'a named pipe';
  return stats.isSocket() ? 'a socket' : 'a device';
}

/** Some file systems, such as `/proc`, do not tell the size. */
async function readText(file: FileHandle, path: string): Promise<string> {
  const chunks: Buffer[] = [];
  const stream = file.createReadStream({ end: MAX_BYTES, autoClose: false });
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  if (bytes.length > MAX_BYTES) throw tooLarge(path);
  return bytes.toString('utf8');
}

function unreadable(path: string, error: unknown): SignalWireWebhookConfigurationError {
  if (error instanceof SignalWireWebhookConfigurationError) return error;
  const { code = 'unknown error' } = error as NodeJS.ErrnoException;
  return configurationError(path, `cannot be read: ${code}.`);
}

function tooLarge(path: string): SignalWireWebhookConfigurationError {
  return configurationError(path, 'is too large to hold signing keys.');
}

function configurationError(path: string, what: string): SignalWireWebhookConfigurationError {
  return new SignalWireWebhookConfigurationError(`The signing key file "${path}" ${what}`);
}
