import { toHarEntry } from '../har/har-entry.js';
import { HarFile } from '../har/har-file.js';
import { makeThrowAwayKey, Redactor } from '../har/redact.js';
import { paint, type Terminal } from '../terminal.js';
import type { Delivery } from './delivery.js';

export interface RecordingOptions {
  readonly path: string;
  readonly maxEntries: number;
  readonly isRedacted: boolean;
}

/**
 * Appends deliveries to a HAR file; what cannot be written is told once, and the deliveries go on.
 *
 * @throws UsageError if the file cannot be opened
 */
export function openRecording(options: RecordingOptions, terminal: Terminal): (delivery: Delivery) => void {
  const { path, maxEntries, isRedacted } = options;
  const file = new HarFile({ path, maxEntries, throwAwayKey: isRedacted ? makeThrowAwayKey() : undefined });
  const redactor = file.throwAwayKey === undefined ? undefined : new Redactor(file.throwAwayKey);
  if (!redactor) {
    const warning = `Warning: "${path}" holds requests that can be replayed for ever. Keep it safe, or use --redact.`;
    terminal.printError(paint('warning', warning));
  }
  let isBroken = false;
  return (delivery) => {
    if (isBroken) return;
    try {
      file.append(toHarEntry(redactor ? redactor.redact(delivery) : delivery));
    } catch (error) {
      isBroken = true;
      terminal.printError(paint('bad', `Recording stops. ${(error as Error).message}`));
      terminal.printError(
        'The deliveries before are in it. Fix: make the file writable, and start listen again.',
      );
    }
  };
}
