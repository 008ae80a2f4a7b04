import { beforeAll, expect, jest, test } from '@jest/globals';

import { sendRequest } from '../../../support/applications.js';
import { call, callApi, inspectSetup, pageUrl } from '../../../support/inspect.js';
import type { RunningProgram } from '../../../support/program.js';
import { SIGNING_KEY } from '../../../support/signing.js';

// Starts a process.
jest.setTimeout(60_000);

const setup = inspectSetup();
let program: RunningProgram;

beforeAll(async () => {
  program = await setup.start();
  await sendRequest(program.port, call('first'));
});

const api = (path: string, init?: Parameters<typeof callApi>[2]) => callApi(program, path, init);
const origin = () => pageUrl(program).split('/#')[0] ?? '';

test.each(['events', 'kinds', 'har', 'deliveries/1'])('%s needs the token', async (path) => {
  for (const headers of [{}, { authorization: 'Bearer x' }, { authorization: '' }]) {
    expect((await fetch(`${origin()}/api/${path}?token=x`, { headers })).status).toBe(401);
  }
  for (const action of [
    'deliveries/1/replay',
    'deliveries/1/edit',
    'deliveries/1/diagnose',
    'compose',
    'clear',
  ]) {
    expect((await fetch(`${origin()}/api/${action}`, { method: 'POST', body: '{}' })).status).toBe(401);
  }
});

test('a name that leads here by DNS rebinding gets nothing, and neither does another origin', async () => {
  const port = Number(new URL(origin()).port);
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1',
    '127.0.0.1:1',
    `[::1]:${port}`,
    '',
  ]) {
    const response = await sendRequest(port, { method: 'GET', target: '/', headers: { host } });
    expect([host, [400, 421].includes(response.status)]).toEqual([host, true]);
  }
  expect((await api('kinds', { headers: { origin: 'https://evil.example' } })).status).toBe(421);
  expect((await api('kinds', { headers: { origin: origin() } })).status).toBe(200);
});

test('each response has a strict policy, and no file but the page is served', async () => {
  for (const path of [
    '/',
    '/main.js',
    '/style.css',
    '/nothing',
    '/api/kinds',
    '/../package.json',
    '/%2e%2e/package.json',
  ]) {
    const { headers } = await fetch(origin() + path);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
  const port = Number(new URL(origin()).port);
  for (const target of ['/../package.json', '/..%2fpackage.json', '//etc/passwd', '/index.html']) {
    expect((await sendRequest(port, { method: 'GET', target })).status).toBe(404);
  }
});

test.each([
  ['deliveries/99999', undefined, 404],
  ['deliveries/1/nothing', undefined, 404],
  ['compose', '{', 400],
  ['compose', '{"kind":"nothing","path":"/"}', 400],
  ['compose', '{"kind":"voice.inbound","path":"no-slash"}', 400],
  ['deliveries/99999/replay', '{}', 404],
  ['deliveries/99999/diagnose', '{}', 404],
  ['deliveries/1/clear', '{}', 404],
  ['compose', `{"kind":"${'x'.repeat(2_200_000)}"}`, 400],
])('%s: %#', async (path, body, status) => {
  const response = await api(path, body === undefined ? {} : { method: 'POST', body });
  expect(response.status).toBe(status);
});

test('nothing that it tells holds the key', async () => {
  await sendRequest(program.port, call('key'));
  const { log } = (await (await api('har')).json()) as { log: { entries: unknown[] } };
  const texts = [JSON.stringify(log)];
  for (const what of ['', '/curl', '/jest', '/vitest', '/har'])
    texts.push(await (await api(`deliveries/${log.entries.length}${what}`)).text());
  expect(texts.join('')).not.toContain(SIGNING_KEY);
  expect(texts.every((text) => text.length > 100)).toBe(true);
});
