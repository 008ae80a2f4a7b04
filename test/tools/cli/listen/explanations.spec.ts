import { describe, expect, jest, test } from '@jest/globals';

import { sendRequest } from '../../../support/applications.js';
import { listenSetup } from '../../../support/listen.js';
import { FORM, JSON_TYPE, PUBLIC_URL, signedAnyJson, signedForm } from '../../../support/signing.js';
import { until } from '../../../support/until.js';

// Each test starts a process.
jest.setTimeout(60_000);

const setup = listenSetup();
const count = (text: string, part: string) => text.split(part).length - 1;

describe('rejections that need no search are always explained', () => {
  test.each([
    ['without a signature', {}, 'No signature (signature-missing)'],
    ['with a malformed signature', { 'x-signalwire-signature': 'x' }, '(signature-malformed)'],
  ])('fifty requests at once %s', async (_name, headers, explanation) => {
    const program = await setup.startProgram('--public-url', PUBLIC_URL);
    const requests = Array.from({ length: 50 }, (_, index) =>
      sendRequest(program.port, {
        target: '/voice',
        headers: { ...FORM, ...headers },
        body: `CallSid=${index}`,
      }),
    );
    await Promise.all(requests);
    await until(() => count(program.output(), explanation) === 50);
    expect(program.output()).not.toContain('Not diagnosed');
  });

  test.each([
    [FORM, `CallSid=1&Body=${'x'.repeat(200_000)}`],
    [JSON_TYPE, `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ])('a body of more than 128 kB: %j', async (headers, body) => {
    const program = await setup.startProgram('--public-url', PUBLIC_URL);
    await sendRequest(program.port, { target: '/voice', headers, body });
    await until(() => program.output().includes('No signature (signature-missing)'));
    expect(program.output()).not.toContain('Not diagnosed');
  });

  test('a valid signature of a malformed body', async () => {
    const program = await setup.startProgram('--public-url', PUBLIC_URL);
    await sendRequest(program.port, signedAnyJson('/voice', '{a}'));
    // The two lines can arrive one after the other.
    await until(() => program.output().includes('The signature is valid, but the body'));
    expect(program.output()).toContain('rejected (malformed-body)');
    expect(program.output()).not.toContain('The signature is valid.');
  });
});

test.each([
  ['JSON that is not an object', JSON_TYPE, 'f'.repeat(40), '[]'],
  ['too many parameters', FORM, `${'A'.repeat(27)}=`, 'a=b&'.repeat(10_001)],
])('a forged signature is not called valid: %s', async (_name, headers, signature, body) => {
  const program = await setup.startProgram('--public-url', PUBLIC_URL);
  await sendRequest(program.port, {
    target: '/voice',
    headers: { ...headers, 'x-signalwire-signature': signature },
    body,
  });
  await until(() => program.output().includes('Signature rejected (malformed-body)'));
  expect(program.output()).not.toContain('The signature is valid');
});

test('six different mistakes in a row are all diagnosed', async () => {
  const program = await setup.startProgram('--public-url', PUBLIC_URL);
  for (let index = 0; index < 6; index++) {
    const wrong = { publicUrl: `http://example.ngrok.io/${'a'.repeat(index + 1)}` };
    await sendRequest(program.port, signedForm('/voice', { CallSid: String(index) }, wrong));
  }
  await until(() => count(program.output(), '\nrejected (signature-mismatch)') === 6);
  expect(program.output()).not.toContain('Not diagnosed');
});
