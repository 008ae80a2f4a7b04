import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { signRequest } from '../../lib/signature/index.js';

const docs = join(import.meta.dirname, '../../docs');

test('the example of how SignalWire signs prints what its page says, and what the library signs', () => {
  const page = readFileSync(join(docs, 'concepts/how-signalwire-signs.md'), 'utf8');
  const [, code = ''] = /^```ts\n([\s\S]*?)^```$/m.exec(page) ?? [];
  const [, printed = '', signed = ''] =
    /^The script prints:\n\n```\n(.+)\n```\n\n.+\n\n```\n(.+)\n```$/m.exec(page) ?? [];
  const show = `${code}\nconsole.log(signed);`;
  const output = execFileSync('node', ['--input-type=module', '--eval', show], { encoding: 'utf8' });
  expect(output).toBe(`${printed}\n${signed}\n`);

  const body = /\.com\/voice(.+)/.exec(signed)?.[1] ?? '';
  const form = new URLSearchParams(
    [...body.matchAll(/(CallSid|From|To)((?:(?!From|To).)+)/g)].map(
      ([, name = '', value = '']): [string, string] => [name, value],
    ),
  ).toString();
  const request = {
    method: 'POST',
    url: 'https://example.com/voice',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(form),
  };
  const [, key = ''] = /signing key is `([^`]+)`/.exec(page) ?? [];
  expect(signRequest(request, key)).toEqual({ 'x-signalwire-signature': printed });

  const drawing = readFileSync(join(docs, 'images/how-signalwire-signs.svg'), 'utf8');
  const [, start = '', end = ''] = /X-SignalWire-Signature: (\S+)…(\S+)</.exec(drawing) ?? [];
  expect(start.length).toBe(4);
  expect([printed.startsWith(start), printed.endsWith(end)]).toEqual([true, true]);
});
