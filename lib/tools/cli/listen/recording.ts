import { toHarEntry } from '../har/har-entry.js';
import { HarFile } from '../har/har-file.js';
import { MAX_HAR_BYTES } from '../har/read-har.js';
import { makeTemporaryKey, Redactor } from '../har/redact.js';
import { paint, type Terminal } from '../terminal.js';
import type { Delivery } from './delivery.js';

/** Appends deliveries to a HAR file. If a write fails, the recording stops with one error, and `listen` continues. */
export class Recording {
  private readonly file: HarFile;
  private readonly redactor: Redactor | undefined;
  private isBroken = false;

  /** @throws UsageError if the file cannot be opened */
  constructor(
    private readonly path: string,
    maxEntries: number,
    isRedacted: boolean,
  ) {
    const temporaryKey = isRedacted ? makeTemporaryKey() : undefined;
    this.file = new HarFile({ path, maxEntries, maxBytes: MAX_HAR_BYTES, temporaryKey });
    this.redactor = this.file.temporaryKey === undefined ? undefined : new Redactor(this.file.temporaryKey);
  }

  printWarning(terminal: Terminal): void {
    if (this.redactor) return;
    const warning = `Warning: "${this.path}" contains requests that anyone can replay indefinitely. Keep the file secret. Fix: --redact`;
    terminal.printError(paint('warning', warning));
  }

  append(delivery: Delivery, terminal: Terminal): void {
    if (this.isBroken) return;
    try {
      this.file.append(toHarEntry(this.redactor ? this.redactor.redact(delivery) : delivery));
    } catch (error) {
      this.isBroken = true;
      terminal.printError(paint('bad', `The recording stopped. ${(error as Error).message}`));
      terminal.printError(
        'The file contains the earlier deliveries. Fix: free disk space or make the file writable, and restart listen.',
      );
    }
  }

  close(): void {
    this.isBroken = true;
    this.file.close();
  }
}
