import { describe, expect, test } from '@jest/globals';

import { addDependency, configVersionFor, readManifest } from '../../lib/schematics/add-dependency.js';

const add = (text: string) => addDependency(text, '@nestjs/config', '^12.0.0');

describe('addDependency', () => {
  test('in the order of the alphabet, and nothing else is changed', () => {
    const text =
      '{\n    "name": "a",\n    "dependencies": {\n        "@nestjs/common": "^12.0.0",\n        "rxjs": "^7.8.0"\n    },\n    "b": [1, "c"]\n}\n';
    expect(add(text)).toBe(
      '{\n    "name": "a",\n    "dependencies": {\n        "@nestjs/common": "^12.0.0",\n        "@nestjs/config": "^12.0.0",\n        "rxjs": "^7.8.0"\n    },\n    "b": [\n        1,\n        "c"\n    ]\n}\n',
    );
  });

  test('with tabs, Windows line ends and no line end at the end', () => {
    const text = '{\r\n\t"dependencies": {\r\n\t\t"rxjs": "1"\r\n\t}\r\n}';
    expect(add(text)).toBe(
      '{\r\n\t"dependencies": {\r\n\t\t"@nestjs/config": "^12.0.0",\r\n\t\t"rxjs": "1"\r\n\t}\r\n}',
    );
  });

  test('where there are none', () => {
    expect(add('{}')).toBe('{\n  "dependencies": {\n    "@nestjs/config": "^12.0.0"\n  }\n}');
  });

  test.each(['dependencies', 'devDependencies'])('not where it is among the %s', (where) => {
    const text = `{"${where}":{"@nestjs/config":"^3.0.0"}}`;
    expect(add(text)).toBe(text);
  });

  test('not in what is not JSON', () => {
    expect(() => readManifest('{ // a\n }')).toThrow('not JSON');
  });
});

describe('configVersionFor', () => {
  test.each([
    ['10.4.22', '^4.0.0'],
    ['^11.0.1', '^4.0.0'],
    ['~11', '^4.0.0'],
    ['12.5.1', '^12.0.0'],
    ['>=12.0.0 <13', '^12.0.0'],
  ])('%s', (nest, range) => {
    expect(configVersionFor(nest)).toBe(range);
  });

  test.each(['9.0.0', '13.0.0', 'latest', 'workspace:*', ''])('%j is not understood', (nest) => {
    expect(() => configVersionFor(nest)).toThrow('not of Nest 10, 11 or 12');
  });
});
