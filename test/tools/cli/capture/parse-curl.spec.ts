import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';

import { parseCurl } from '../../../../lib/tools/cli/capture/parse-curl.js';
import { splitWords } from '../../../../lib/tools/cli/capture/shell-words.js';
import { UsageError } from '../../../../lib/tools/cli/errors.js';
import { toCurl } from '../../../../lib/tools/cli/curl-command.js';

const FORM = 'application/x-www-form-urlencoded';

const MORE_THAN_ONE = 'The curl command has more than one URL. Fix: pass a command with one URL.';

/** The URL; for a flag that is not supported, the message or the URL that curl would use. */
function urlOf(command: string): string {
  try {
    return parseCurl(command).url;
  } catch (error) {
    const { message } = error as Error;
    return message === MORE_THAN_ONE || !(error instanceof UsageError) ? message : 'https://a/';
  }
}

/** What bash itself makes of the words. */
function bashWords(command: string): string[] {
  const output = execFileSync('bash', ['-c', `printf '%s\\0' ${command}`]).toString();
  return output.split('\0').slice(0, -1);
}

describe('shell words', () => {
  test.each([
    `a 'b c' "d e" f\\ g`,
    `'it'\\''s' "say \\"x\\" \\\\ \\q"`,
    `a'b'"c"d`,
    `$'a\\nb\\tc\\'d\\\\e' $'\\x41\\u00fc\\xc3\\xbc\\101\\e'`,
    `'' "" a`,
    'a \\\n  b "c \\\nd"',
    `'$HOME \`x\` \\n'`,
    `$'\\u202e\\U0001f600'`,
  ])('%s', (command) => {
    expect(splitWords(command)).toEqual(bashWords(command));
  });

  test("a browser's single bytes and surrogates", () => {
    expect(splitWords(`$'caf\\xe9 \\ud83d\\ude00'`)).toEqual(['café 😀']);
  });

  test.each(["'a", '"a', '"a\\"', "$'a\\'", '"'.repeat(99_999)])('%.20s… is not closed', (command) => {
    expect(() => splitWords(command)).toThrow('a quotation mark is not closed');
  });
});

describe('curl commands', () => {
  test.each([
    ['curl https://a/', { method: 'GET', url: 'https://a/', headers: {} }],
    ['$ curl -I https://a/', { method: 'HEAD', url: 'https://a/', headers: {} }],
    [
      'curl -XPUT --url https://a/ -dx=1',
      { method: 'PUT', url: 'https://a/', headers: { 'content-type': FORM }, body: 'x=1' },
    ],
    [
      'curl https://a/ -d a=1 --data-raw @b',
      { method: 'POST', url: 'https://a/', headers: { 'content-type': FORM }, body: 'a=1&@b' },
    ],
    ['curl -G https://a/?c -d a=1', { method: 'GET', url: 'https://a/?c&a=1', headers: {} }],
    [
      `curl https://a/ --json '{"a":1}'`,
      { method: 'POST', url: 'https://a/', headers: { 'content-type': 'application/json' }, body: '{"a":1}' },
    ],
    [
      "curl -sSL -b 'c=d' -A agent -o out https://a/ -H'X: 1' -H 'x:2' -H 'Empty;' -H 'Expect:'",
      { method: 'GET', url: 'https://a/', headers: { x: '1, 2' } },
    ],
    [
      'curl -u user:pass https://a/ | jq .',
      { method: 'GET', url: 'https://a/', headers: { authorization: 'Basic dXNlcjpwYXNz' } },
    ],
    ["curl -sH 'X: y' https://a/", { method: 'GET', url: 'https://a/', headers: { x: 'y' } }],
    [
      "curl -sSXPUT -gd a=1 -kLH'X: y' https://a/",
      { method: 'PUT', url: 'https://a/', headers: { 'content-type': FORM, x: 'y' }, body: 'a=1' },
    ],
    ['curl -sGda=1 https://a/', { method: 'GET', url: 'https://a/?a=1', headers: {} }],
    [
      'curl https://a/ --max-redirs=5 --header=X:y --data-raw=@a=1',
      { method: 'POST', url: 'https://a/', headers: { 'content-type': FORM, x: 'y' }, body: '@a=1' },
    ],
  ])('%s', (command, request) => {
    expect(parseCurl(command)).toEqual(request);
  });

  const flags = [
    ...execFileSync('curl', ['--help', 'all'])
      .toString()
      .matchAll(/^ *(?:(-.), )? *(--[\w.-]+) (<)?/gm),
  ];

  test.each(
    flags.flatMap(([, short, long = '', value]) =>
      [short, long].map((flag): [string | undefined, boolean] => [flag, value !== undefined]),
    ),
  )('%s is read as curl reads it', (flag, hasValue) => {
    if (flag === undefined || /^(?:-h|--help|-x|--proxy|--preproxy)$/.test(flag)) return;
    expect(urlOf(`curl https://a/ ${flag}${hasValue ? ' 5' : ''}`)).toBe(
      flag === '--url' ? MORE_THAN_ONE : 'https://a/',
    );
  });

  test.each([
    '-x',
    '--proxy',
    '--preproxy',
    '-m',
    '-sm',
    '--connect-timeout',
    '--expand-header',
    '--variable',
  ])('the value of %s is not the URL', (flag) => {
    expect(urlOf(`curl https://a/ ${flag} 5`)).toBe('https://a/');
    expect(urlOf(`curl ${flag} 5 https://a/`)).toBe('https://a/');
  });

  test('a cluster of any length', () => {
    expect(urlOf(`curl -${'G'.repeat(100_000)}m 5 https://a/`)).toBe('https://a/');
  });

  test('a second URL is an error, because it can be the value of an unknown flag', () => {
    expect(urlOf('curl https://a/ --flag-of-a-new-curl 5')).toBe(MORE_THAN_ONE);
    expect(urlOf('curl https://a/ --url https://b/')).toBe(MORE_THAN_ONE);
  });

  test.each([
    ['-T body.txt', 'reads its body from a file'],
    ['-d @body.txt', 'reads its body from a file'],
    ['--json @body.txt', 'reads its body from a file'],
    ['-K flags.txt', '--config is not supported. Fix: '],
    ['--url-query a=1', '--url-query is not supported. Fix: '],
    ['--request-target /b', '--request-target is not supported. Fix: '],
    ['--data-urlencode a=b', '--data-urlencode is not supported. Fix: '],
    ['-F a=b', 'multipart/form-data'],
    ['--form-string a=b', 'multipart/form-data'],
    ['-: https://b/', 'more than one request'],
  ])('%s is an error, because the request would be a different one', (rest, message) => {
    expect(() => parseCurl(`curl https://a/ ${rest}`)).toThrow(message);
  });

  test.each([
    {
      method: 'POST',
      url: "https://a/?it's",
      headers: { 'content-type': FORM, x: 'a"b$c' },
      body: "a='&b=\\n\u202e\x1b\nü",
    },
    { method: 'GET', url: 'https://a/', headers: {}, body: undefined },
  ])('what is written is read again, here and by bash', (request) => {
    const { headers, body } = request;
    const bytes = body === undefined ? undefined : Buffer.from(body);
    const encoding = 'utf8';
    const command = toCurl({ ...request, headers: Object.entries(headers), body: bytes, encoding });
    expect(parseCurl(command)).toEqual(request);
    expect(splitWords(command)).toEqual(bashWords(command));
    expect(command).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  });
});
