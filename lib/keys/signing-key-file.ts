import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import { ONE_PROJECT, type SigningKeyResolver } from './key-source.js';
import { looksLikeKey } from './usable-keys.js';

/**
 * Reads the signing key of one project from a mounted secret, such as Docker's `/run/secrets/…` or a Kubernetes volume.
 * Each lookup reads the file again, so you may rewrite the file, replace it or change its symbolic link. Surrounding
 * whitespace is trimmed. Several lines are several keys, the newest first.
 *
 * Replace the file atomically: write a temporary file in the same folder and rename it. A file that ends with a line break is
 * used immediately. Every other file must keep its size and time for a moment, so that a half-written key is not used.
 *
 * Only a regular file is read, directly or through symbolic links; a named pipe, a device, a socket or a directory is an error.
 * While the file is unreadable, empty or changing, the previous keys are used for `signingKeyCache.staleFor`. Without previous
 * keys the response is 503.
 *
 * @param path of the file
 * @returns a resolver for the option `signingKey`
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

/**
 * Runs one call at a time. Calls during a run share the next run, so each result is as new as its call, and a run that hangs
 * delays only one further run.
 */
export function oneAtATime<Result>(run: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<Result> | undefined;
  const start = () => {
    next = undefined;
    const result = run();
    running = result.catch(() => undefined);
    return result;
  };
  return () => (next ??= running.then(start));
}

const ATTEMPTS = 5;
/** Longer than the clock tick of file times. */
const MOMENT = 25;
const MAX_BYTES = 1024 * 1024;
/**
 * Without `O_NONBLOCK`, opening a named pipe blocks one of the four threads of the process until a writer opens the pipe. On
 * Windows the last two flags are undefined, which counts as 0.
 */
const WITHOUT_WAITING = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/** The message does not show the path, because it may be the key itself. */
function checkPath(path: unknown): asserts path is string {
  if (typeof path === 'string' && path.trim() !== '' && !looksLikeKey(path) && !/[\0\r\n]/.test(path)) return;
  throw new SignalWireWebhookConfigurationError(
    "signingKeyFile() needs the path of the file with the key. Fix: signingKeyFile('/run/secrets/signing_key')",
  );
}

async function readKeys(path: string): Promise<string[]> {
  let text: string | undefined;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    text = await readWhole(path);
    const keys = text?.split('\n').flatMap((line) => line.trim() || []) ?? [];
    if (keys.length > 0) return keys;
  }
  throw keyFileError(
    path,
    text === undefined ? 'keeps changing. Fix: write a temporary file and rename it.' : 'is empty.',
  );
}

/** Reads through one handle, so a rename meanwhile has no effect. Returns `undefined` if the file may be half written. */
async function readWhole(path: string): Promise<string | undefined> {
  const file = await openFile(path);
  try {
    const before = checkStats(await file.stat({ bigint: true }), path);
    const text = await readKeyText(file, path);
    if (!/\S\s*\n$/.test(text)) await delay(MOMENT);
    const after = checkStats(await file.stat({ bigint: true }), path);
    return before.mtimeNs === after.mtimeNs && before.size === after.size ? text : undefined;
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    await file.close();
  }
}

/** Checks the type before opening, because opening can affect a device or a pipe. The caller checks the open file again. */
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
    throw keyFileError(
      path,
      `is ${kindOf(stats)}. Only a regular file is read, directly or through a symbolic link. Fix: signingKeyFile('<path of the file>')`,
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

/** Limits the bytes as well, because some file systems, such as `/proc`, report no size. */
async function readKeyText(file: FileHandle, path: string): Promise<string> {
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
  return keyFileError(path, `cannot be read: ${code}.`);
}

function tooLarge(path: string): SignalWireWebhookConfigurationError {
  return keyFileError(path, 'is larger than 1 MiB, so it is not a file of signing keys.');
}

function keyFileError(path: string, what: string): SignalWireWebhookConfigurationError {
  return new SignalWireWebhookConfigurationError(`The signing key file "${path}" ${what}`);
}
