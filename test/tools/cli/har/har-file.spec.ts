import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { HarFile } from '../../../../lib/tools/cli/har/har-file.js';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'har-file-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const entriesOf = (name: string) =>
  (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { log: { entries: unknown[] } }).log.entries;

test('a new file begins before a file is too long to be continued', () => {
  const options = { path: join(folder, 'a.har'), maxEntries: 1000, maxBytes: 1000 };
  const entry = { text: 'ü'.repeat(150) };
  const file = new HarFile(options);
  for (let count = 0; count < 5; count++) file.append(entry);
  file.append({ text: 'x'.repeat(2000) });
  file.append(entry);
  file.close();
  expect(readdirSync(folder).sort()).toEqual(['a-2.har', 'a-3.har', 'a-4.har', 'a-5.har', 'a.har']);
  expect(entriesOf('a.har')).toEqual([entry, entry]);
  expect(entriesOf('a-4.har')).toHaveLength(1);
  expect(statSync(join(folder, 'a.har')).size).toBeLessThanOrEqual(1000);
  const continued = new HarFile(options);
  continued.append(entry);
  continued.close();
  expect(entriesOf('a.har')).toHaveLength(2);
});
