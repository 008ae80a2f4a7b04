import { expect, test } from '@jest/globals';
import { signRequest, verifySignature } from 'nestjs-signalwire-webhook/signature';

import { verifyWebhook } from '../../../lib/tools/cli/verify-webhook.js';
import { runProgram } from '../../support/run-program.js';
import { JSON_TYPE, SIGNING_KEY } from '../../support/signing.js';

const SENT = { method: 'POST', url: 'https://example.com/voice', headers: JSON_TYPE, body: '{"a":{"b":1}}' };
/** The same signed bytes, with a part of the body in the path. */
const MOVED = {
  ...SENT,
  url: 'https://example.com/voice{"a":',
  headers: { ...JSON_TYPE, ...signRequest(SENT, SIGNING_KEY) },
  body: '{"b":1}}',
};

test('JSON of which a part was moved into the path is rejected, although its signature is valid', () => {
  expect(verifySignature(MOVED, SIGNING_KEY)).toMatchObject({ verified: true });
  expect(verifyWebhook(MOVED, [SIGNING_KEY])).toEqual({ verified: false, reason: 'malformed-body' });
  expect(verifyWebhook({ ...MOVED, ...SENT, headers: MOVED.headers }, [SIGNING_KEY])).toMatchObject({
    verified: true,
  });
});

test.each(['verify', 'diagnose'])('%s exits with 1 and says so', async (command) => {
  const headers = Object.entries(MOVED.headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
  const args = [command, '--url', MOVED.url, ...headers, '--body', MOVED.body];
  const { code, output } = await runProgram(args, import.meta.dirname);
  expect([code, output]).toEqual([1, expect.stringContaining('malformed-body')]);
});

test('diagnose says why a GET with a valid signature is rejected', async () => {
  const get = { method: 'GET', url: `https://example.com/voice?${'a&'.repeat(10_001)}`, headers: {} };
  const [[name, value] = ['', '']] = Object.entries(signRequest(get, SIGNING_KEY));
  const args = ['diagnose', '--method', 'GET', '--url', get.url, '--header', `${name}: ${value}`];
  const { code, output } = await runProgram(args, import.meta.dirname);
  expect([code, output]).toEqual([1, expect.stringContaining('the query has more than 10,000 parameters')]);
});
