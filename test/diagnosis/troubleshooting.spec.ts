import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { CATALOGUE, type FindingCode, fixFor } from '../../lib/diagnosis/catalogue/catalogue.js';
import { PUBLIC_URL } from '../../lib/diagnosis/catalogue/misconfiguration.js';
import { allMisconfigurations } from './misconfigurations/index.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/reference/findings.md'), 'utf8');
const codes = Object.keys(CATALOGUE) as FindingCode[];

/** Cells of a table, whatever white space aligns them. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

function cell(text: string): string {
  return text
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .replaceAll('*', '\\*')
    .replace(/&(?=amp;)/g, '&amp;');
}

test('the page lists each finding with its title and its fix, and no other', () => {
  const wanted = codes.map((code) => {
    const fix = fixFor(code, 'module').replace(PUBLIC_URL, "publicUrl: '…', the base URL that was signed");
    return ['', `\`${code}\``, cell(CATALOGUE[code].title), cell(fix), ''];
  });
  expect(rows.filter(([, code]) => codes.some((each) => code === `\`${each}\``))).toEqual(wanted);
});

/** Recognised without any HMAC; see unexplained.spec.ts. */
const OBSERVED = /^(?:sender-|content-type-|get-without|signature-m|key-form)/;

test('each finding that an HMAC proves has its request in the table of misconfigurations', () => {
  const proved = new Set(allMisconfigurations.flatMap((misconfiguration) => misconfiguration.codes));
  expect(codes.filter((code) => !OBSERVED.test(code) && !proved.has(code))).toEqual([]);
});
