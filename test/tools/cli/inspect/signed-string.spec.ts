import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { signRequest } from 'nestjs-signalwire-webhook/signature';
import { createHash, createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type RequestToSend, sendRequest } from '../../../support/applications.js';
import { type RunningProgram, startListen, stopPrograms } from '../../../support/program.js';
import { FORM, JSON_TYPE, PUBLIC_URL, signed, SIGNING_KEY } from '../../../support/signing.js';
import { until } from '../../../support/until.js';

// Each test asks a running program.
jest.setTimeout(60_000);

interface Shown {
  readonly isVerified: boolean;
  readonly reason?: string;
  readonly signedParts: readonly { readonly type: string; readonly text: string }[];
}

let folder = '';
let program: RunningProgram;
let sent = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'signed-string-'));
  program = await startListen(['--public-url', PUBLIC_URL, '--inspect', '--inspect-port', '0'], folder);
  await until(() => program.output().includes('Inspect on'));
});
afterAll(() => {
  stopPrograms();
  rmSync(folder, { recursive: true });
});

/** What the page shows of the request. */
async function show(request: RequestToSend): Promise<Shown> {
  await sendRequest(program.port, request);
  const [origin = '', token = ''] = (/Inspect on (\S+)/.exec(program.output())?.[1] ?? '').split('/#');
  const get = () =>
    fetch(`${origin}/api/deliveries/${sent}`, { headers: { authorization: `Bearer ${token}` } });
  sent++;
  await until(async () => (await get()).status === 200);
  return (await (await get()).json()) as Shown;
}

function hmac(text: string, algorithm: 'sha1' | 'sha256' = 'sha1') {
  return createHmac(algorithm, SIGNING_KEY).update(text).digest();
}

const textOf = ({ signedParts }: Shown) => signedParts.map(({ text }) => text).join('');
const sha256 = (body: string) => createHash('sha256').update(body).digest('hex');

/** Signed over exactly this text, which the test writes out. */
function signedOver(
  request: RequestToSend,
  text: string,
  encoding: 'base64' | 'hex' = 'base64',
): RequestToSend {
  const signature = hmac(PUBLIC_URL + request.target + text).toString(encoding);
  return { method: 'POST', ...request, headers: { ...request.headers, 'X-SignalWire-Signature': signature } };
}

const JSON_BODY = '{"call":{"call_id":"ü"}}';
const hashed = `/json?bodySHA256=${sha256(JSON_BODY)}`;
const many = Array.from({ length: 1200 }, (_, index) => `name${(index * 7) % 1200}=${index}`).join('&');
const sorted = many
  .split('&')
  .map((pair) => pair.split('='))
  .sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
  .flat()
  .join('');

test.each<[string, RequestToSend, string]>([
  ['a repeated name as submitted', { target: '/', headers: FORM, body: 'a=2&a=1&a=1' }, 'a2a1a1'],
  ['a repeated name, sorted and once', { target: '/', headers: FORM, body: 'a=2&a=1&a=1' }, 'a1a2'],
  ['names in byte order', { target: '/', headers: FORM, body: 'b=1&%F0%9F%98%80=2&%EF%BC%A1=3' }, 'b1Ａ3😀2'],
  ['a form to a URL with bodySHA256', { target: '/?bodySHA256=ab', headers: FORM, body: 'b=1&a=2' }, 'a2b1'],
  ['bytes that are not UTF-8', { target: '/', headers: FORM, body: 'b=%FF&a=+%2B%' }, 'a +%b\ufffd'],
  ['JSON whose hash is in the URL', { target: hashed, headers: JSON_TYPE, body: JSON_BODY }, ''],
  ['a GET', { method: 'GET', target: '/?b=1&a=2' }, ''],
  ['more parameters than a page has fields', { target: '/', headers: FORM, body: many }, sorted],
])('%s', async (_name, request, text) => {
  const shown = await show(signedOver(request, text));
  expect([shown.isVerified, textOf(shown)]).toEqual([true, PUBLIC_URL + request.target + text]);
});

test('JSON in hexadecimal is signed with its body, even if the URL has its hash', async () => {
  const shown = await show(
    signedOver({ target: hashed, headers: JSON_TYPE, body: JSON_BODY }, JSON_BODY, 'hex'),
  );
  expect([shown.isVerified, textOf(shown)]).toEqual([true, PUBLIC_URL + hashed + JSON_BODY]);
});

test('the form of the URL that was signed', async () => {
  const signature = hmac(`${PUBLIC_URL}:443/a1`).toString('base64');
  const headers = { ...FORM, 'X-SignalWire-Signature': signature };
  const shown = await show({ method: 'POST', target: '/', headers, body: 'a=1' });
  expect([shown.isVerified, textOf(shown)]).toEqual([true, `${PUBLIC_URL}:443/a1`]);
});

test('names, values and body are told apart', async () => {
  const form = await show(signed({ target: '/', headers: FORM, body: 'b=2&a=1' }));
  expect(form.signedParts).toEqual([
    { type: 'url', text: `${PUBLIC_URL}/` },
    { type: 'name', text: 'a' },
    { type: 'value', text: '1' },
    { type: 'name', text: 'b' },
    { type: 'value', text: '2' },
  ]);
  const json = await show(signed({ target: '/', headers: JSON_TYPE, body: JSON_BODY }));
  expect(json.signedParts).toEqual([
    { type: 'url', text: `${PUBLIC_URL}/` },
    { type: 'body', text: JSON_BODY },
  ]);
});

test('of an unverified request, the string that the verifier compared or SignalWire would sign', async () => {
  const form = { method: 'POST', target: '/?bodySHA256=ab', headers: FORM, body: 'b=2&a=1' };
  for (const [request, reason] of [
    [form, 'missing-signature'],
    [signed(form, { signingKey: 'PSK_of_an_attacker' }), 'signature-mismatch'],
  ] as const) {
    const shown = await show(request);
    expect([shown.reason, textOf(shown)]).toEqual([reason, `${PUBLIC_URL}/?bodySHA256=aba1b2`]);
    // The string is what signRequest signs.
    const { 'x-signalwire-signature': signature } = signRequest(
      { ...form, url: PUBLIC_URL + form.target },
      SIGNING_KEY,
    );
    expect(hmac(textOf(shown)).toString('base64')).toBe(signature);
  }
});
