import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { All, Controller, Header } from '@nestjs/common';
import { SignalWireWebhook, SignalWireWebhookModule } from 'nestjs-signalwire-webhook';
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BrowserContextOptions } from 'playwright-core';

import { type RunningApplication, sendRequest, startApplication } from '../../support/applications.js';
import {
  call,
  choose,
  inspectSetup,
  type OpenPage,
  readClipboard,
  replay,
  rows,
  select,
  looks,
  takeScreenshot,
  violations,
} from '../../support/inspect.js';
import { type RunningProgram } from '../../support/program.js';
import { runProgram } from '../../support/run-program.js';
import { OTHER_KEY, PUBLIC_URL, signedForm, signedJson, SIGNING_KEY } from '../../support/signing.js';
import { until } from '../../support/until.js';

// Each test drives a browser.
jest.setTimeout(90_000);

const root = join(import.meta.dirname, '../../..');
const EVIL = `"><img src=x onerror="window.pwned=1"><script>window.pwned=1</script>\u202e\x1b[31m{{constructor}}`;

@Controller()
class HookController {
  @SignalWireWebhook()
  @All('voice')
  voice() {
    return '<Response><Say>Hello</Say><Dial><Number>+12025550143</Number></Dial></Response>';
  }

  @SignalWireWebhook()
  @All('evil')
  @Header('X-Evil', '<script>window.pwned=1</script>')
  evil() {
    return `<Response><Say>${EVIL}</Say>`;
  }
}

const setup = inspectSetup();
let application: RunningApplication;
let program: RunningProgram;

beforeAll(async () => {
  application = await startApplication('express', {
    imports: [
      SignalWireWebhookModule.forRoot({ signingKey: [SIGNING_KEY, 'PSK_test_only'], publicUrl: PUBLIC_URL }),
    ],
    controllers: [HookController],
  });
  program = await setup.start('--forward', `http://127.0.0.1:${application.port}`);
});
afterAll(() => application.close());

const open = (options?: BrowserContextOptions): Promise<OpenPage> => setup.open(program, options);

describe('the page', () => {
  test('shows a delivery as it arrives, and its detail', async () => {
    const { page, errors } = await open();
    await sendRequest(
      program.port,
      call('arrives', { CallDuration: '95', Timestamp: 'Tue, 05 Mar 2024 14:07:31 +0000' }),
    );
    await page.getByRole('searchbox').fill('arrives');
    await rows(page).filter({ hasText: 'Voice: inbound' }).click();
    const detail = page.getByRole('article');
    await detail.getByText('cxml, sha1').waitFor();
    await detail.getByText('= 1 min 35 s').waitFor();
    await detail.getByText('Tue, 05 Mar 2024 14:07:31 GMT').waitFor();
    const response = await detail.getByLabel('Body of the response').innerText();
    expect(response).toBe(
      '<Response>\n  <Say>\n    Hello\n  </Say>\n  <Dial>\n    <Number>\n      +12025550143\n    </Number>\n  </Dial>\n</Response>',
    );
    const parts = await detail.getByLabel('Signed string').locator('span').allTextContents();
    expect(parts.slice(0, 3)).toEqual([`${PUBLIC_URL}/voice`, 'CallDuration', '95']);
    expect(parts.slice(-2)).toEqual(['To', '+12025550187']);
    expect(errors).toEqual([]);
    expect(await page.content()).not.toContain(SIGNING_KEY);
    await page.context().close();
  });

  test('says why a request was rejected', async () => {
    const { page } = await open();
    await sendRequest(
      program.port,
      signedForm('/voice', { CallSid: 'rejected' }, { publicUrl: 'http://example.ngrok.io' }),
    );
    await page.getByRole('searchbox').fill('rejected');
    await rows(page).filter({ hasText: 'signature-mismatch' }).click();
    await page
      .getByRole('region', { name: 'Diagnosis' })
      .getByText('Restart listen with --public-url http://example.ngrok.io.')
      .waitFor();
    await page.getByRole('button', { name: 'Copy the fix' }).click();
    await page.getByText('Fix copied.').waitFor();
    expect(await readClipboard(page)).toBe("publicUrl: 'http://example.ngrok.io'");
    await page.context().close();
  });

  test('replays, edits and signs again, and composes', async () => {
    const { page } = await open();
    await sendRequest(program.port, call('again'));
    await select(page, 'again');
    await replay(page);
    await until(async () => (await rows(page).count()) === 2);
    await choose(page, 'Edit and sign again');
    await page.getByRole('form', { name: 'Edit and sign again' }).getByLabel('CallSid').fill('again-edited');
    await page.getByRole('button', { name: 'Sign and send' }).click();
    await until(async () => (await rows(page).count()) === 3);
    await page.getByRole('article').getByText('again-edited').first().waitFor();
    expect(await rows(page).filter({ hasText: 'verified' }).count()).toBe(3);
    await page.getByRole('button', { name: 'Compose' }).click();
    await page.getByLabel('Webhook').selectOption('swml.call');
    await page.getByLabel('call.call_id').fill('composed');
    await page.getByLabel('Path').fill('/voice');
    await page.getByRole('button', { name: 'Sign and send' }).click();
    await page.getByRole('searchbox').fill('composed');
    await until(async () => (await rows(page).count()) === 1);
    expect(await rows(page).first().innerText()).toMatch(/verified\s+SWML call request/);
    await page.context().close();
  });

  test('what is copied runs: curl, and a test', async () => {
    const { page } = await open();
    await sendRequest(program.port, call('copied', { Body: "It's ü `$x` \u202e \\" }));
    await select(page, 'copied');
    await choose(page, 'Copy as curl');
    await page.getByText('curl command copied.').waitFor();
    const curl = await readClipboard(page);
    const { stdout } = await promisify(execFile)('bash', [
      '-c',
      `${curl} -s -o /dev/null -w '%{http_code}'`,
    ]).catch((error: unknown) => ({ stdout: String(error) }));
    expect(stdout).toBe('200');
    await until(async () => (await rows(page).filter({ hasText: 'verified' }).count()) === 2);
    await choose(page, 'Copy as Jest test');
    await page.getByText('Jest test copied.').waitFor();
    const code = await readClipboard(page);
    expect(code).not.toMatch(/\u202e/);
    mkdirSync(join(root, 'build/copied'), { recursive: true });
    writeFileSync(join(root, 'build/copied/copied.spec.ts'), code);
    const args = ['node_modules/jest/bin/jest.js', '--testMatch', '**/build/copied/*.spec.ts'];
    const env = { ...process.env, APPLICATION_URL: `http://127.0.0.1:${application.port}` };
    const ran = await promisify(execFile)(process.execPath, args, { cwd: root, env });
    expect(ran.stdout).toContain('1 passed, 0 failed');
    await page.context().close();
  });

  test('HAR that is downloaded goes back into verify', async () => {
    await sendRequest(program.port, call('downloaded'));
    const { page } = await open();
    await select(page, 'downloaded');
    const [download] = await Promise.all([page.waitForEvent('download'), choose(page, 'Download HAR')]);
    const path = join(setup.folder(), 'downloaded.har');
    await download.saveAs(path);
    expect((await runProgram(['verify', path], setup.folder())).code).toBe(0);
    await page.context().close();
  });

  test('works with the keyboard alone', async () => {
    await sendRequest(program.port, call('keys-1'));
    await sendRequest(program.port, call('keys-2'));
    const { page } = await open();
    await page.keyboard.press('/');
    await page.keyboard.type('keys-');
    await until(async () => (await rows(page).count()) === 2);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('j');
    const detail = page.getByRole('article');
    await detail.getByText('keys-2').first().waitFor();
    await page.keyboard.press('j');
    await detail.getByText('keys-1').first().waitFor();
    await page.keyboard.press('k');
    await detail.getByText('keys-2').first().waitFor();
    await detail.getByRole('button', { name: 'Replay', exact: true }).focus();
    await page.keyboard.press('Enter');
    await until(async () => (await rows(page).count()) === 3);
    await page.keyboard.press('Escape');
    await page.getByText('Select a delivery').waitFor();
    await page.keyboard.press('c');
    await page.getByRole('form', { name: 'Compose' }).waitFor();
    await page.context().close();
  });

  test('nothing that a stranger sent can run', async () => {
    const headers = {
      'x-evil': '<img src=x onerror="window.pwned=1">',
      'user-agent': EVIL.replace(/\p{C}/gu, ''),
    };
    const form = signedForm('/evil', { CallSid: EVIL, [EVIL]: EVIL, From: 'javascript:window.pwned=1' });
    await sendRequest(program.port, { ...form, headers: { ...form.headers, ...headers } });
    await sendRequest(
      program.port,
      signedJson('/evil', { call: { call_id: EVIL, [EVIL]: [EVIL], __proto__: null } }),
    );
    await sendRequest(program.port, { ...form, target: '/evil?<script>window.pwned=1</script>', body: EVIL });
    const { page, errors } = await open();
    await page.getByRole('searchbox').fill('evil');
    await until(async () => (await rows(page).count()) === 3);
    for (let index = 0; index < 3; index++) {
      await rows(page).nth(index).click();
      await page.getByRole('region', { name: 'Raw body' }).waitFor();
      await choose(page, 'Edit and sign again');
    }
    expect(await page.evaluate('window.pwned')).toBeUndefined();
    expect(
      await page.locator('img, iframe, svg, object, embed, a, script:not([src="/main.js"])').count(),
    ).toBe(0);
    expect(await page.getByRole('article').innerText()).not.toMatch(/[^\P{C}\n\t]/u);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test.each(looks(1440, 360))('is accessible: %s, %i px', async (colorScheme, width) => {
    const { page } = await open({ colorScheme, viewport: { width, height: 800 } });
    await sendRequest(program.port, call('axe', { CallDuration: '95' }));
    await sendRequest(program.port, signedForm('/voice', { CallSid: 'forged' }, { signingKey: OTHER_KEY }));
    expect(await violations(page)).toEqual([]);
    const fits = () => page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth');
    expect(await fits()).toBe(true);
    await page.getByRole('searchbox').fill('forged');
    for (const search of ['mismatch', 'axe']) {
      await page.keyboard.press('Escape');
      await page.getByRole('searchbox').fill(search);
      await rows(page).first().click();
      await page.getByRole('region', { name: 'Raw body' }).waitFor();
      await choose(page, 'Edit and sign again');
      expect(await violations(page)).toEqual([]);
      expect(await fits()).toBe(true);
      await takeScreenshot(page, `${search}-${colorScheme}-${width}`);
    }
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Compose' }).click();
    await page.getByLabel('call_id').or(page.getByLabel('CallSid')).first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  test('stays quick with thousands of deliveries, and drops the oldest', async () => {
    const running = await setup.start();
    for (let start = 0; start < 5100; start += 100) {
      const batch = Array.from({ length: 100 }, (_, index) =>
        sendRequest(running.port, call(`many-${start + index}`)),
      );
      await Promise.all(batch);
    }
    const { page } = await setup.open(running);
    await page.getByText('5000 deliveries').waitFor();
    expect(await rows(page).count()).toBeLessThan(60);
    await page.getByRole('searchbox').fill('many-77');
    await page.getByText('10 of 5000 deliveries').waitFor();
    await page.context().close();
    await running.stop();
  });
});
