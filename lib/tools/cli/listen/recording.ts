import { toHarEntry } from '../har/har-entry.js';
import { HarFile } from '../har/har-file.js';
import { MAX_HAR_BYTES } from '../har/read-har.js';
import { makeTemporaryKey, Redactor } from '../har/redact.js';
import { paint, type Terminal } from '../terminal.js';
import type { Delivery } from './delivery.js';

export interface RecordingOptions {
  readonly path: string;
  readonly maxEntries: number;
  readonly isRedacted: boolean;
}

/**
 * Returns a function that appends a delivery to a HAR file. If a write fails, the recording stops with one error, and
 * `listen` continues.
 *
 * @throws UsageError if the file cannot be opened
 */
export function openRecording(options: RecordingOptions, terminal: Terminal): (delivery: Delivery) => void {
  const { path, maxEntries, isRedacted } = options;
  const temporaryKey = isRedacted ? makeTemporaryKey() : undefined;
  const file = new HarFile({ path, maxEntries, maxBytes: MAX_HAR_BYTES, temporaryKey });
  const redactor = file.temporaryKey === undefined ? undefined : new Redactor(file.temporaryKey);
  if (!redactor) {
    const warning = `Warning: "${path}" contains requests that anyone can replay indefinitely. Keep the file secret. Fix: --redact`;
    terminal.printError(paint('warning', warning));
  }
  let isBroken = false;
  return (delivery) => {
    if (isBroken) return;
    try {
      file.append(toHarEntry(redactor ? redactor.redact(delivery) : delivery));
    } catch (error) {
      isBroken = true;
      terminal.printError(paint('bad', `The recording stopped. ${(error as Error).message}`));
      terminal.printError(
        'The file contains the earlier deliveries. Fix: make the file writable, and restart listen.',
      );
    }
  };
}
