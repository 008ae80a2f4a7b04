import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { callStatus, inboundCall } from 'nestjs-signalwire-webhook/testing';

import { sendRequest } from '../../../support/applications.js';
import { type CountingApplication, startCountingApplication } from '../../../support/counting-application.js';
import { call, callApi, groups, inspectSetup, rows } from '../../../support/inspect.js';
import type { RunningProgram } from '../../../support/program.js';
import { OTHER_KEY, signedForm, signedJson } from '../../../support/signing.js';
import { until } from '../../../support/until.js';

// Each test drives a browser.
jest.setTimeout(60_000);

const setup = inspectSetup();
let application: CountingApplication;
let program: RunningProgram;

beforeAll(async () => {
  application = await startCountingApplication();
  program = await setup.start('--forward', application.origin);
});
afterAll(() => {
  application.close();
});

const send = (request: Parameters<typeof sendRequest>[1]) => sendRequest(program.port, request);

test('groups are titled with the parties of a verified delivery and the number of deliveries', async () => {
  await send(
    signedForm('/voice', { CallSid: 'titled', From: 'evil', To: 'evil' }, { signingKey: OTHER_KEY }),
  );
  await send(call('titled'));
  await send(signedJson('/voice', { call: { call_id: 'titled', from: 'sip:a@example.com' } }));
  await send(signedForm('/voice', { MessageSid: 'titled-text', From: '+15551234567', To: '+4930123456' }));
  await send(signedJson('/voice', { call: { call_id: 'titled-nobody' } }));
  const { page, errors } = await setup.open(program);
  await page.getByRole('searchbox').fill('titled');
  await until(async () => (await groups(page).count()) === 3);
  expect(await groups(page).allInnerTexts()).toEqual([
    'Call · 1 delivery',
    '+1 555 123 4567 → +4930123456 · message · 1 delivery',
    '+1 202 555 0143 → +1 202 555 0187 · call · 3 deliveries',
  ]);
  expect(await groups(page).last().getAttribute('title')).toBe('titled');
  expect(errors).toEqual([]);
  await page.context().close();
});

test('a rejected row shows the reason, the method and the path', async () => {
  await send(signedForm('/rejected-row', { ...inboundCall() }, { signingKey: OTHER_KEY }));
  const { page } = await setup.open(program);
  await page.getByRole('searchbox').fill('/rejected-row');
  await until(async () => (await rows(page).count()) === 1);
  const text = await rows(page).first().innerText();
  expect(text).toMatch(
    /rejected\s+signature-mismatch\s+POST \/rejected-row · Voice: inbound\s+200 ! not rejected/,
  );
  await page.context().close();
});

test.each([
  ['/200/effect', inboundCall(), /200 ✓ accepted/],
  ['/302/effect', inboundCall(), /302 → redirect/],
  ['/404/effect', inboundCall(), /404 ✕ fallback/],
  ['/500/effect', callStatus(), /500 ↻ retry/],
  ['/201/effect', callStatus(), /201 ↻ retry/],
])('%s: the status says what SignalWire would do', async (path, payload, status) => {
  await send(signedForm(path, { ...payload }));
  const { page } = await setup.open(program);
  await page.getByRole('searchbox').fill(path);
  await until(async () => (await rows(page).count()) === 1);
  expect(await rows(page).first().innerText()).toMatch(status);
  await page.context().close();
});

test('times are relative, and the exact time is a tooltip', async () => {
  await send(call('timed'));
  const { page } = await setup.open(program);
  await page.getByRole('searchbox').fill('timed');
  const time = rows(page).first().locator('time');
  expect(await time.innerText()).toMatch(/^(?:now|\d+ s ago)$/);
  expect(await time.getAttribute('title')).toMatch(/\d:\d\d:\d\d/);
  expect(Date.parse((await time.getAttribute('datetime')) ?? '')).toBeGreaterThan(Date.now() - 60_000);
  await page.context().close();
});

test('Clear removes all deliveries, on each page, after one more click', async () => {
  const running = await setup.start();
  await sendRequest(running.port, call('cleared'));
  const [{ page }, { page: other }] = [await setup.open(running), await setup.open(running)];
  await page.getByRole('button', { name: 'Clear' }).click();
  expect(await rows(page).count()).toBe(1);
  await page.getByRole('button', { name: 'Clear all 1?' }).click();
  await until(async () => (await rows(page).count()) + (await rows(other).count()) === 0);
  expect((await callApi(running, 'deliveries/1')).status).toBe(404);
  await sendRequest(running.port, call('after'));
  await until(async () => (await rows(page).count()) === 1);
  await page.context().close();
  await other.context().close();
  await running.stop();
});
