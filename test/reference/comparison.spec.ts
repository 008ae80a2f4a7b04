import { describe, expect, test } from '@jest/globals';
import { RestClient } from '@signalwire/compatibility-api';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import twilio from 'twilio';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** Its types cannot be found from an ES module. */
const { validateRequest: validateByWebApi } = createRequire(import.meta.url)('@signalwire/web-api') as {
  validateRequest: (key: string, signature: string, url: string, body: string) => boolean;
};

const KEY = 'PSK_4NfT7wq0ZsLr2Xb9VdKe';
const URL = 'https://example.com/voice';
const BODY = '{"call":{"call_id":"c1"}}';

function sign(text: string, key = KEY, encoding: 'base64' | 'hex' = 'base64'): string {
  return createHmac('sha1', key).update(text).digest(encoding);
}

const OF_FORMS = {
  twilio: twilio.validateRequest,
  '@signalwire/compatibility-api': (...args: Parameters<typeof twilio.validateRequest>) =>
    RestClient.validateRequest(...args),
};

describe('docs/concepts/comparison.md', () => {
  test('has a source in each row of a comparison', () => {
    const [, ...sections] = read('docs/concepts/comparison.md').split(/^## /m);
    const compared = sections.filter((section) => section.includes('| Source'));
    expect(compared.length).toBeGreaterThan(5);
    for (const section of compared) {
      const rows = section.match(/^\|.+\|$/gm) ?? [];
      const cells = rows.map((row) =>
        row
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
      expect(cells.filter((row) => row.length !== 3 || row.includes(''))).toEqual([]);
    }
  });

  test.each(Object.entries(OF_FORMS))('%s does what the page says', (_name, validate) => {
    const form = { CallSid: 'c1' };
    expect(validate(KEY, sign(`${URL}CallSidc1`), URL, form)).toBe(true);
    expect(validate(KEY, sign(URL + BODY, KEY, 'hex'), URL, JSON.parse(BODY) as typeof form)).toBe(false);
    expect(validate('', sign(`${URL}CallSidc1`, ''), URL, form)).toBe(true);
    expect(validate(KEY, sign(URL), URL, {})).toBe(true);
  });

  test('the order of the values of a repeated parameter differs', () => {
    const inOrder = sign(`${URL}Ab2Ab1`);
    const form = { A: ['b2', 'b1'] };
    expect(RestClient.validateRequest(KEY, inOrder, URL, form)).toBe(true);
    expect(twilio.validateRequest(KEY, inOrder, URL, form)).toBe(false);
  });

  test('@signalwire/web-api does what the page says', () => {
    expect(validateByWebApi(KEY, sign(URL + BODY, KEY, 'hex'), URL, BODY)).toBe(true);
    const withPort = sign(`https://example.com:443/voice${BODY}`, KEY, 'hex');
    expect(validateByWebApi(KEY, withPort, URL, BODY)).toBe(false);
    expect(() => validateByWebApi(KEY, sign(`${URL}CallSidc1`), URL, 'CallSid=c1')).toThrow(SyntaxError);
    expect(validateByWebApi('', sign(URL + BODY, '', 'hex'), URL, BODY)).toBe(true);
    expect(validateByWebApi(KEY, sign(URL), URL, '{}')).toBe(true);
  });
});

test('docs/concepts/performance.md has the figures of benchmark/RESULTS.md', () => {
  const page = read('docs/concepts/performance.md');
  const results = read('benchmark/RESULTS.md');
  const cells = [...page.matchAll(/^\|.+\|$/gm)].flatMap(([row]) => row.split('|'));
  const figures = cells.map((cell) => cell.trim()).filter((cell) => /^\d+(?:\.\d+)?$/.test(cell));
  expect(figures.length).toBeGreaterThan(30);
  const known = new Set(results.split(/[|\s]+/));
  expect(figures.filter((figure) => !known.has(figure))).toEqual([]);
  const dates = new Set(page.match(/\d{4}-\d\d-\d\d/g));
  expect([...dates].filter((date) => !results.includes(date))).toEqual([]);
});
