import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';

import { parseCurl } from '../../../../lib/tools/cli/capture/parse-curl.js';
import { splitWords } from '../../../../lib/tools/cli/capture/shell-words.js';
import { toCurl } from '../../../../lib/tools/cli/curl-command.js';

const FORM = 'application/x-www-form-urlencoded';

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
  ])('%s', (command, request) => {
    expect(parseCurl(command)).toEqual(request);
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
