import { expect, test } from '@jest/globals';

import { addEnvironmentVariables } from '../../../lib/tools/schematics/add-environment-variables.js';

const names = (text: string) => [...text.matchAll(/^(\w+)=/gm)].map(([, name]) => name);

test('both variables are added to nothing', () => {
  const text = addEnvironmentVariables('');
  expect(names(text)).toEqual(['SIGNALWIRE_SIGNING_KEY', 'PUBLIC_URL']);
  expect(text).toMatch(/^#.*\nSIGNALWIRE_SIGNING_KEY=\n#.*\nPUBLIC_URL=https:\/\/example\.com\n$/);
});

test('the comment on PUBLIC_URL allows a path prefix', () => {
  expect(addEnvironmentVariables('')).toMatch(/# Scheme and host .* path prefix .*\nPUBLIC_URL=/);
});

test.each([
  ['with a line end', 'PORT=3000\n'],
  ['without a line end', 'PORT=3000'],
  ['with comments only', '# Nothing yet\n'],
])('what is there stays, %s', (_, before) => {
  const text = addEnvironmentVariables(before);
  expect(text.startsWith(`${before.trimEnd()}\n\n#`)).toBe(true);
  expect(names(text).slice(-2)).toEqual(['SIGNALWIRE_SIGNING_KEY', 'PUBLIC_URL']);
  expect(addEnvironmentVariables(text)).toBe(text);
});

test.each(['PUBLIC_URL=https://a.example\n', 'export PUBLIC_URL=a\n', '# PUBLIC_URL=\n', 'PUBLIC_URL = a'])(
  'a variable that is there is not added again: %j',
  (before) => {
    const text = addEnvironmentVariables(before);
    expect(text.match(/PUBLIC_URL/g)).toHaveLength(1);
    expect(text).toContain('SIGNALWIRE_SIGNING_KEY=');
  },
);

test('a name that only ends or begins alike is another', () => {
  const text = addEnvironmentVariables('MY_PUBLIC_URL=a\nPUBLIC_URL_2=b\n');
  expect(text).toMatch(/^PUBLIC_URL=/m);
});

test('Windows line ends stay', () => {
  expect(addEnvironmentVariables('A=1\r\n').replaceAll('\r\n', '')).not.toContain('\n');
});
