import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { CATALOGUE, type FindingCode, fixFor } from '../../lib/diagnosis/catalogue/catalogue.js';
import { PUBLIC_URL } from '../../lib/diagnosis/catalogue/misconfiguration.js';
import { allMisconfigurations } from './misconfigurations/index.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/reference/findings.md'), 'utf8');
const codes = Object.keys(CATALOGUE) as FindingCode[];

/** As Markdown writes it; a line break of a text is any white space. */
function written(text: string): string {
  return text
    .replaceAll('<', '&lt;')
    .replaceAll('*', '\\*')
    .replace(/&(?=amp;)/g, '&amp;');
}

test('the page has a heading for each finding, with its title and its fix, and no other', () => {
  const [, ...sections] = page.split(/^### /m);
  const documented = sections.map((section) => (section.split(/^## /m)[0] ?? '').trim());
  const wanted = codes.map((code) => {
    const fix = fixFor(code, 'module').replace(PUBLIC_URL, "publicUrl: '…', the base URL that was signed");
    return `\`${code}\`\n\n${written(CATALOGUE[code].title)}.\n\n**Fix:** ${written(fix)}`;
  });
  expect([...documented].sort()).toEqual(wanted.sort());
});

/** Recognised without any HMAC; see unexplained.spec.ts. */
const OBSERVED = /^(?:sender-|content-type-|get-without|signature-m|key-form)/;

test('each finding that an HMAC proves has its request in the table of misconfigurations', () => {
  const proved = new Set(allMisconfigurations.flatMap((misconfiguration) => misconfiguration.codes));
  expect(codes.filter((code) => !OBSERVED.test(code) && !proved.has(code))).toEqual([]);
});
