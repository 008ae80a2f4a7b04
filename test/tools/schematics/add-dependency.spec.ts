import { describe, expect, test } from '@jest/globals';

import {
  addDependency,
  configVersionFor,
  readManifest,
} from '../../../lib/tools/schematics/add-dependency.js';

const add = (text: string) => addDependency(text, '@nestjs/config', '^12.0.0');

describe('addDependency', () => {
  test('in the order of the alphabet, and nothing else is changed', () => {
    const text =
      '{\n    "name": "a",\n    "dependencies": {\n        "@nestjs/common": "^12.0.0",\n        "rxjs": "^7.8.0"\n    },\n    "b": [1, "c"]\n}\n';
    expect(add(text)).toBe(
      '{\n    "name": "a",\n    "dependencies": {\n        "@nestjs/common": "^12.0.0",\n        "@nestjs/config": "^12.0.0",\n        "rxjs": "^7.8.0"\n    },\n    "b": [1, "c"]\n}\n',
    );
  });

  test('with tabs, Windows line ends and no line end at the end', () => {
    const text = '{\r\n\t"dependencies": {\r\n\t\t"rxjs": "1"\r\n\t}\r\n}';
    expect(add(text)).toBe(
      '{\r\n\t"dependencies": {\r\n\t\t"@nestjs/config": "^12.0.0",\r\n\t\t"rxjs": "1"\r\n\t}\r\n}',
    );
  });

  test('numbers, escapes and white space stay as they are', () => {
    const text =
      '{ "dependencies" : { "rxjs":"1" },\n"x": [1e3, 1.0, -0, 12345678901234567890, "\\u00e9\\/",{ } ] }\n\n';
    expect(add(text)).toBe(text.replace('"rxjs"', '"@nestjs/config":"^12.0.0", "rxjs"'));
  });

  test.each<[string, string, string]>([
    ['on one line', '{"dependencies":{"a":"1"}}', '{"dependencies":{"@nestjs/config":"^12.0.0","a":"1"}}'],
    [
      'as the last one',
      '{"dependencies":{"@a/b":"1"}}',
      '{"dependencies":{"@a/b":"1","@nestjs/config":"^12.0.0"}}',
    ],
    [
      'among others that are not in order',
      '{"dependencies":{"@a/b":"1","z":"1","@z/z":"1"}}',
      '{"dependencies":{"@a/b":"1","@nestjs/config":"^12.0.0","z":"1","@z/z":"1"}}',
    ],
    ['as the first one', '{"dependencies":{}}', '{"dependencies":{"@nestjs/config":"^12.0.0"}}'],
    ['in place of null', '{"dependencies":null}', '{"dependencies":{"@nestjs/config":"^12.0.0"}}'],
    [
      'to those that are meant, if there are two',
      '{"dependencies":{"a":"1"},"dependencies":{"b":"1"}}',
      '{"dependencies":{"a":"1"},"dependencies":{"@nestjs/config":"^12.0.0","b":"1"}}',
    ],
    [
      'to those whose name has an escape',
      '{"dependenci\\u0065s":{"b":"1"}}',
      '{"dependenci\\u0065s":{"@nestjs/config":"^12.0.0","b":"1"}}',
    ],
    [
      'past strings that look like it',
      '{"a":"\\"dependencies\\": {","b":{"dependencies":{}},"dependencies":{"c":"{"}}',
      '{"a":"\\"dependencies\\": {","b":{"dependencies":{}},"dependencies":{"@nestjs/config":"^12.0.0","c":"{"}}',
    ],
    [
      'after the other properties',
      '{\n\t"name": "a",\n\t"version": "1"\n}\n',
      '{\n\t"name": "a",\n\t"version": "1",\n\t"dependencies": {\n\t\t"@nestjs/config": "^12.0.0"\n\t}\n}\n',
    ],
  ])('%s', (_, before, after) => {
    expect(add(before)).toBe(after);
    expect(JSON.parse(after)).toHaveProperty(['dependencies', '@nestjs/config'], '^12.0.0');
  });

  test('where there are none', () => {
    expect(add('{}')).toBe('{\n  "dependencies": {\n    "@nestjs/config": "^12.0.0"\n  }\n}');
  });

  test.each(['dependencies', 'devDependencies', 'optionalDependencies'])(
    'not where it is among the %s',
    (where) => {
      const text = `{"${where}":{"@nestjs/config":"^3.0.0"}}`;
      expect(add(text)).toBe(text);
    },
  );

  test('not where its range is empty', () => {
    expect(add('{"dependencies":{"@nestjs/config":""}}')).toBe('{"dependencies":{"@nestjs/config":""}}');
  });

  test.each(['null', '[]', '"a"'])('not in %s, which is not an object', (text) => {
    expect(() => add(text)).toThrow('it is not a JSON object. Fix: ');
  });

  test.each([
    ['{"dependencies":[]}', 'dependencies'],
    ['{"devDependencies":"a"}', 'devDependencies'],
  ])('not in %s', (text, name) => {
    expect(() => add(text)).toThrow(`${name} is not an object. Fix: "${name}": {}`);
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

  test.each(['9.0.0', '13.0.0'])('%j is not supported', (nest) => {
    expect(() => configVersionFor(nest)).toThrow('not of Nest 10, 11 or 12');
  });

  test.each(['latest', 'workspace:*', ''])('%j does not show the version', (nest) => {
    expect(() => configVersionFor(nest)).toThrow('is not installed. Fix: npm install');
  });
});
