import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { closeAtEnd } from './close-at-end.js';

/** Makes a folder that is removed when the test file ends. */
export function temporaryFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  closeAtEnd(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
