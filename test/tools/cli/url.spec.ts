import { describe, expect, test } from '@jest/globals';

import { describeUrlVariant } from '../../../lib/tools/cli/commands/verify.js';
import { readPublicUrl, readUrl, targetOf } from '../../../lib/tools/cli/url.js';

describe('URLs', () => {
  test.each([
    ['https://a.b', '/'],
    ['https://a.b?c', '/?c'],
    ['https://a.b/c?d#e', '/c?d'],
    ['https://a.b#e/f', '/'],
    ['https://a.b//c/../d', '//c/../d'],
    ['https://u:p@a.b/%41?x=?#', '/%41?x=?'],
  ])('the target of %s', (url, target) => {
    expect(targetOf(url)).toBe(target);
  });

  test.each([
    '',
    'a',
    '/a',
    'ftp://a',
    'https:a',
    'https:///a',
    'https://a b/',
    'https://a/\n',
    'https://\\a',
    'https://a:x/',
  ])('%j is not one', (text) => {
    expect(() => readUrl(text, 'It')).toThrow('It must be an absolute http(s) URL');
  });

  test('a public URL ends without slashes', () => {
    expect(readPublicUrl(`https://a.b/c${'/'.repeat(30_000)}`, 'It', 'It=')).toBe('https://a.b/c');
  });

  test('what is no URL is shown without its secrets', () => {
    const wrong = 'http//user:hunter2@a.b/c?token=hunter2&hunter2';
    expect(() => readUrl(wrong, 'It')).toThrow('not "***@a.b/c?token=…&…"');
  });
  test.each([
    ['https://a/', 'https://a/', 'unchanged'],
    ['https://a/', 'https://a:443/', 'with the default port :443'],
    ['http://[::1]:80/', 'http://[::1]/', 'without the default port :80'],
    ['https://u:p@a/', 'https://a/', 'without its credentials'],
    ['https://u:p@a/', 'https://u:p@a:443/', 'with the default port :443'],
    ['https://u:p@a/', 'https://a:443/', 'without its credentials, with the default port :443'],
  ])('%s signed as %s', (given, signed, form) => {
    expect(describeUrlVariant(given, signed)).toBe(form);
  });
});
