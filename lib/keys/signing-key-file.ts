import { type FileHandle, open } from 'node:fs/promises';

import { SignalWireWebhookConfigurationError } from '../signalwire-webhook.configuration-error.js';
import type { SigningKeyResolver } from './signing-key-source.js';

/**
 * Reads the signing key from a mounted secret, such as Docker's `/run/secrets/…` or a Kubernetes volume. Each resolve
 * reads the file anew, so it may be rewritten, replaced, or its symbolic link swapped. White space around is
 * trimmed; several lines are several keys, the newest first.
 *
 * An unreadable or empty file counts as a store that is down: what was read before goes on serving for
 * `signingKeyCache.staleFor`, and without it requests are answered with 503.
 *
 * @example
 * ```ts
 * SignalWireWebhookModule.forRoot({ signingKey: signingKeyFile('/run/secrets/signalwire_signing_key') })
 * ```
 *
 * @publicApi
 */
export function signingKeyFile(path: string): SigningKeyResolver {
  return { resolve: () => readKeys(path) };
}

const ATTEMPTS = 3;

async function readKeys(path: string): Promise<string[]> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const text = await readWhileUnchanged(path);
    const keys = text?.split('\n').flatMap((line) => line.trim() || []) ?? [];
    if (keys.length > 0) return keys;
  }
  throw new SignalWireWebhookConfigurationError(`The signing key file "${path}" is empty.`);
}

/** One handle reads one file, whatever its name means by then; `undefined` if it was written to meanwhile. */
async function readWhileUnchanged(path: string): Promise<string | undefined> {
  const file = await openFile(path);
  try {
    const before = await file.stat({ bigint: true });
    const text = await file.readFile('utf8');
    const after = await file.stat({ bigint: true });
    return before.mtimeNs === after.mtimeNs && before.size === after.size ? text : undefined;
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    await file.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): SignalWireWebhookConfigurationError {
  const { code = 'unknown error' } = error as NodeJS.ErrnoException;
  return new SignalWireWebhookConfigurationError(`The signing key file "${path}" cannot be read: ${code}.`);
}
