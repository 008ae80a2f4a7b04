import { expect, test } from '@jest/globals';

import { readReferencePage, textsOfTheLibrary } from '../support/reference-page.js';

const page = readReferencePage('glossary.md');

test('docs/reference/glossary.md explains each term once', () => {
  const terms = [...page.matchAll(/^- \*\*([^*]+)\*\*/gm)].map(([, term = '']) => term.toLowerCase());
  expect(terms.length).toBeGreaterThan(40);
  expect(terms.filter((term, index) => terms.indexOf(term) !== index)).toEqual([]);
});

test('docs/reference/glossary.md names only what the library has', () => {
  const names = [...page.matchAll(/`([^`<\n][^`\n]*)`/g)].map(([, name = '']) => name.replace('…', ''));
  expect(names.length).toBeGreaterThan(10);
  const texts = textsOfTheLibrary();
  expect(names.filter((name) => !texts.includes(name))).toEqual([]);
});
