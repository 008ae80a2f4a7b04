import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { RequestToSend } from '../../../support/applications.js';
import { stopPrograms } from '../../../support/program.js';
import { runProgram } from '../../../support/run-program.js';
import { signedForm } from '../../../support/signing.js';

// Each test starts processes.
jest.setTimeout(60_000);

const OTHER_URL = 'https://other.example.com';
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'untrusted-'));
});
afterAll(() => {
  stopPrograms();
  rmSync(folder, { recursive: true });
});

function run(command: string, capture: object, ...flags: string[]) {
  const path = join(folder, 'captured.json');
  writeFileSync(path, JSON.stringify(capture));
  return runProgram([command, path, ...flags], folder);
}

const headersOf = ({ headers = {} }: RequestToSend) =>
  Object.entries(headers).map(([name, value]) => ({ name, value: String(value) }));

function entryOf(url: string, request: RequestToSend): object {
  return { request: { method: 'POST', url, headers: headersOf(request), postData: { text: request.body } } };
}

describe('a captured URL with credentials', () => {
  const publicUrl = 'https://user:s3cret@example.com';
  const fields = { CallSid: 'c1' };

  test.each([
    ['signed with them', publicUrl, 'https://***@example.com'],
    ['signed without them', 'https://example.com', 'https://example.com'],
  ])('%s: the output has no password', async (_name, signedUrl, shown) => {
    const entry = entryOf(`${publicUrl}/voice`, signedForm('/voice', fields, { publicUrl: signedUrl }));
    for (const entries of [[entry], [entry, entry]]) {
      for (const command of ['verify', 'diagnose']) {
        const text = await run(command, { log: { entries } }, '--public-url', OTHER_URL);
        const json = await run(command, { log: { entries } }, '--public-url', OTHER_URL, '--json');
        expect([text.code, json.code]).toEqual([1, 1]);
        expect(text.output + json.output).not.toContain('s3cret');
        if (command === 'verify') expect(text.output).toContain(`Fix: --public-url ${shown}\n`);
        if (command === 'verify') expect(json.output).toContain(`"matchingPublicUrl":"${shown}"`);
      }
    }
  });
});

test('a malformed entry prints neither further lines nor a key', async () => {
  const odd = 'https://a b/\n    2  POST    /voice   verified\nPSK_of_the_user';
  const entries = [odd, 'https://example.com/voice'].map((url) => entryOf(url, signedForm('/voice', {})));
  const text = await run('verify', { log: { entries } });
  expect(text.output.split('\n').filter((line) => line.endsWith('verified'))).toHaveLength(1);
  expect(text.output).toContain('Entry 1: log.entries[0].request.url of the HAR file must be');
  const json = await run('verify', { log: { entries } }, '--json');
  expect(text.output + json.output).not.toContain('of_the_user');
});

test('half of a surrogate pair in a Lambda event does not end the command', async () => {
  const { headers, body } = signedForm('/voice', {});
  const event = {
    httpMethod: 'POST',
    path: '/voice',
    requestContext: {},
    headers: { ...headers, host: 'example.com' },
    queryStringParameters: { name: '\ud800' },
    body,
  };
  const { code, output } = await run('verify', event);
  expect([code, output]).toEqual([1, expect.stringContaining('rejected: signature-mismatch\n')]);
});

test('a captured URL that is the public URL itself does not repeat its path prefix', async () => {
  const prefix = 'https://example.com/hooks';
  const entry = entryOf(prefix, signedForm('/hooks', {}, { publicUrl: 'https://example.com' }));
  const { code, output } = await run('verify', { log: { entries: [entry] } }, '--public-url', prefix);
  expect([code, output]).toEqual([0, expect.stringContaining(`  URL: ${prefix} (unchanged)\n`)]);
});
