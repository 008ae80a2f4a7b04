import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { BrowserContextOptions } from 'playwright-core';

import { sendRequest } from '../../../support/applications.js';
import { type CountingApplication, startCountingApplication } from '../../../support/counting-application.js';
import {
  call,
  callApi,
  inspectSetup,
  type OpenPage,
  readClipboard,
  replay,
  rows,
  select,
  looks,
  takeScreenshot,
  violations,
} from '../../../support/inspect.js';
import type { RunningProgram } from '../../../support/program.js';
import { JSON_TYPE, PUBLIC_URL, signedForm, signedJson } from '../../../support/signing.js';
import { until } from '../../../support/until.js';

// Each test drives a browser.
jest.setTimeout(90_000);

const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 800 },
  hasTouch: true,
  isMobile: true,
};
const WRONG_URL = { publicUrl: 'http://example.ngrok.io' };

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

const open = (options?: BrowserContextOptions): Promise<OpenPage> => setup.open(program, options);
const send = (request: Parameters<typeof sendRequest>[1]) => sendRequest(program.port, request);

describe('a replay', () => {
  test('is selected, marked, and compared with its original', async () => {
    await send(call('replayed'));
    const { page, errors } = await open();
    await select(page, 'replayed');
    const original = await page.locator('#detail-title small').innerText();
    await replay(page);
    const comparison = page.getByRole('region', { name: 'Comparison' });
    await comparison.getByText(`Original ${original}`).waitFor();
    expect(await page.locator('#detail-title').innerText()).toContain(`Replay of ${original}`);
    expect(await rows(page).first().innerText()).toContain(`Replay of ${original}`);
    expect(await rows(page).first().getAttribute('aria-current')).toBe('true');
    expect(await comparison.innerText()).toMatch(/Status\s+200 ✓ accepted\s+200 ✓ accepted/);
    const changes = await comparison.locator('.changed').allInnerTexts();
    expect(changes.map((text) => text.replace(/\s+/g, ' ').trim())).toEqual([
      `− ${application.count() - 1} + ${application.count()}`,
    ]);
    // A replay of a replay has the same original.
    await replay(page);
    await until(async () => (await rows(page).count()) === 3);
    expect(await rows(page).first().innerText()).toContain(`Replay of ${original}`);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('reaches the application and a HAR file as the original did', async () => {
    await send(call('same-bytes'));
    const { page } = await open();
    await select(page, 'same-bytes');
    await replay(page);
    await page.getByRole('region', { name: 'Comparison' }).waitFor();
    const [original, again] = application.received.slice(-2);
    expect(again).toEqual(original);
    expect(await (await callApi(program, 'har')).text()).not.toMatch(/x-signalwire-webhook-listen/i);
    await page.context().close();
  });

  test('nobody else can mark a request', async () => {
    const request = call('marked');
    await send({
      ...request,
      headers: { ...request.headers, 'X-SignalWire-Webhook-Listen': 'A'.repeat(22) },
    });
    const { page } = await open();
    await page.getByRole('searchbox').fill('marked');
    expect(await rows(page).first().innerText()).not.toMatch(/Replay|Edit|Composed/);
    await page.context().close();
  });
});

describe('a diagnosis', () => {
  test.each([
    ['1280 px', { viewport: { width: 1280, height: 800 } }],
    ['390 px', PHONE],
  ])('shows its fix and one button to copy it above the fold: %s', async (_name, options) => {
    await send(signedForm('/voice', { CallSid: 'fixed' }, WRONG_URL));
    const { page } = await open(options);
    await select(page, 'fixed');
    const copy = page.getByRole('region', { name: 'Diagnosis' }).getByRole('button', { name: 'Copy' });
    await copy.waitFor();
    expect(await copy.count()).toBe(1);
    const box = await copy.boundingBox();
    expect((box?.y ?? 800) + (box?.height ?? 0)).toBeLessThan(800);
    await copy.click();
    await page.getByText('Fix copied.').waitFor();
    expect(await readClipboard(page)).toBe("publicUrl: 'http://example.ngrok.io'");
    await page.context().close();
  });

  test('does not offer code that must not be there', async () => {
    await send({ target: '/github', headers: { ...JSON_TYPE, 'x-hub-signature': 'x' }, body: '{}' });
    const { page } = await open();
    await select(page, '/github');
    await page.getByRole('button', { name: 'Copy the fix' }).click();
    await page.getByText('Fix copied.').waitFor();
    expect(await readClipboard(page)).toBe('@SkipSignalWireWebhook()');
    await page.context().close();
  });

  test('Diagnose now diagnoses a rejection that was not diagnosed', async () => {
    const parameters = { CallSid: 'later', Body: 'x'.repeat(140_000) };
    await send(signedForm('/voice', parameters, WRONG_URL));
    const { page } = await open();
    await select(page, 'later');
    const diagnosis = page.getByRole('region', { name: 'Diagnosis' });
    await diagnosis.getByText('Not diagnosed: the body is longer than 128 kB.').waitFor();
    await diagnosis.getByRole('button', { name: 'Diagnose now' }).click();
    await diagnosis.getByRole('heading', { name: 'The protocol differs' }).waitFor();
    expect(await diagnosis.getByRole('button', { name: 'Diagnose now' }).count()).toBe(0);
    await page.context().close();
  });
});

test('the signed string is shown in its parts', async () => {
  await send(signedForm('/voice', { To: '<b>2</b>', CallSid: 'parts', From: '1' }));
  await send(signedJson('/voice', { call: { call_id: 'parts-json' } }));
  const { page } = await open();
  const partsOf = async (search: string) => {
    await select(page, search);
    const lines = page.getByRole('region', { name: 'Signed string' }).getByRole('row');
    await lines.first().waitFor();
    return (await lines.allInnerTexts()).map((line) => line.split('\t'));
  };
  expect(await partsOf('parts voice.inbound')).toEqual([
    ['URL', `${PUBLIC_URL}/voice`],
    ['CallSid', 'parts'],
    ['From', '1'],
    ['To', '<b>2</b>'],
  ]);
  expect(await partsOf('parts-json')).toEqual([
    ['URL', `${PUBLIC_URL}/voice`],
    ['Raw body', '{"call":{"call_id":"parts-json"}}'],
  ]);
  await page.context().close();
});

describe('the page', () => {
  test('says whether it is connected', async () => {
    const running = await setup.start();
    const { page } = await setup.open(running);
    await page.getByText('● Connected').waitFor();
    await running.stop();
    await page.getByText('✕ Disconnected').waitFor();
    await page.getByRole('status').getByText('signalwire-webhook does not respond.').waitFor();
    await page.context().close();
  });

  test('has a theme, which a reload keeps', async () => {
    const { page } = await open({ colorScheme: 'light' });
    const background = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const light = await background();
    await page.getByRole('button', { name: 'Options' }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    const dark = await background();
    expect(dark).not.toBe(light);
    await page.reload();
    await page.getByText('● Connected').waitFor();
    expect(await background()).toBe(dark);
    await page.getByRole('button', { name: 'Options' }).click();
    await page.getByRole('menuitemradio', { name: 'System' }).click();
    expect(await background()).toBe(light);
    await page.context().close();
  });

  test('hints at keys, except on a touch device', async () => {
    const [{ page }, { page: phone }] = [await open(), await open(PHONE)];
    expect(await page.getByText('j k move').isVisible()).toBe(true);
    expect(await phone.getByText('j k move').isVisible()).toBe(false);
    expect(await phone.getByText('deliver').first().isVisible()).toBe(true);
    await page.context().close();
    await phone.context().close();
  });

  test('its menu works with the keyboard', async () => {
    await send(call('menu'));
    const { page } = await open();
    await select(page, 'menu');
    await page.getByRole('button', { name: 'More' }).focus();
    const focused = () => page.evaluate<string>('document.activeElement.textContent');
    await page.keyboard.press('Enter');
    await until(async () => (await focused()) === 'Edit and sign again');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('Copy as curl');
    await page.keyboard.press('End');
    expect(await focused()).toBe('Download HAR');
    await page.keyboard.press('Escape');
    expect(await focused()).toMatch(/^More/);
    expect(await page.getByRole('menu').count()).toBe(0);
    await page.getByRole('article').waitFor();
    await page.keyboard.press('r');
    await page.getByRole('region', { name: 'Comparison' }).waitFor();
    await page.context().close();
  });

  test.each(looks(1280, 390))(
    'is accessible with menus and a comparison: %s, %i px',
    async (colorScheme, width) => {
      await send(call('compared'));
      await send(signedForm('/voice', { CallSid: 'compared-not' }, WRONG_URL));
      const phone = width < 500 ? PHONE : {};
      const { page } = await open({ ...phone, colorScheme, viewport: { width, height: 800 } });
      const check = async (name: string) => {
        expect(await violations(page)).toEqual([]);
        expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
        expect(await page.evaluate<boolean>('document.documentElement.scrollHeight <= innerHeight')).toBe(
          true,
        );
        await takeScreenshot(page, `${name}-${colorScheme}-${width}`);
      };
      await page.getByRole('button', { name: 'Options' }).click();
      await check('options');
      await page.keyboard.press('Escape');
      await select(page, 'compared-not');
      await page.getByRole('region', { name: 'Diagnosis' }).waitFor();
      await check('fix');
      await page.getByRole('button', { name: 'Close' }).click();
      await page.getByRole('combobox', { name: 'Result' }).selectOption('verified');
      await select(page, 'compared');
      await replay(page);
      await page.getByRole('region', { name: 'Comparison' }).locator('.changed').first().waitFor();
      await check('replay');
      await page.getByRole('button', { name: 'More' }).click();
      await check('menu');
      await page.context().close();
    },
  );
});
