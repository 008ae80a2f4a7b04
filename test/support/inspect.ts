import { afterAll, beforeAll } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';

import type { RequestToSend } from './applications.js';
import { startBrowser } from './browser.js';
import { inLongForm } from './long-form.js';
import { type RunningProgram, startListen, stopPrograms } from './program.js';
import { PUBLIC_URL, signedForm } from './signing.js';
import { until } from './until.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface OpenPage {
  readonly page: Page;
  /** Errors of the page, dialogs, and requests to other hosts. */
  readonly errors: string[];
}

export interface InspectSetup {
  folder(): string;
  /** Starts `listen --inspect` with these options. */
  start(...args: string[]): Promise<RunningProgram>;
  open(program: RunningProgram, options?: BrowserContextOptions): Promise<OpenPage>;
  openUrl(url: string): Promise<Page>;
}

/** Ends after all tests what it started. */
export function inspectSetup(): InspectSetup {
  let folder = '';
  let browser: Browser;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'inspect-'));
    browser = await startBrowser();
  });
  afterAll(async () => {
    stopPrograms();
    rmSync(folder, { recursive: true });
    await browser.close();
  });
  return {
    folder: () => folder,
    start: async (...args) => {
      const inspect = ['--public-url', PUBLIC_URL, '--inspect', '--inspect-port', '0'];
      const program = await startListen([...inspect, ...args], folder);
      await until(() => program.output().includes('Inspect on'));
      return program;
    },
    open: async (program, options = {}) => {
      const permissions = ['clipboard-read', 'clipboard-write'];
      const context = await browser.newContext({ permissions, ...options });
      const page = await context.newPage();
      const errors = watch(page);
      await page.goto(pageUrl(program));
      await page.getByText('Connected', { exact: false }).waitFor();
      return { page, errors };
    },
    openUrl: async (url) => {
      const page = await (await browser.newContext()).newPage();
      await page.goto(url);
      return page;
    },
  };
}

function watch(page: Page): string[] {
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('dialog', (dialog) => errors.push(`dialog: ${dialog.message()}`));
  page.on('request', (request) => {
    if (!request.url().startsWith('http://127.0.0.1:') && !request.url().startsWith('blob:'))
      errors.push(request.url());
  });
  return errors;
}

/** URL with the access token. */
export function pageUrl(program: RunningProgram): string {
  return /Inspect on (\S+)/.exec(program.output())?.[1] ?? '';
}

/** Sends a request to the API of the page, with the access token. */
export function callApi(
  program: RunningProgram,
  path: string,
  init: { method?: string; body?: string; headers?: Record<string, string> } = {},
): Promise<Response> {
  const [origin = '', token = ''] = pageUrl(program).split('/#');
  const headers = { authorization: `Bearer ${token}`, ...init.headers };
  return fetch(`${origin}/api/${path}`, { ...init, headers });
}

export function call(id: string, more: Record<string, string> = {}): RequestToSend {
  return signedForm('/voice', {
    CallSid: id,
    From: '+12025550143',
    To: '+12025550187',
    Direction: 'inbound',
    CallStatus: 'ringing',
    ...more,
  });
}

export function rows(page: Page): Locator {
  return page.getByRole('navigation').getByRole('listitem').getByRole('button');
}

export function groups(page: Page): Locator {
  return page.getByRole('navigation').getByRole('heading');
}

/** Searches, and selects the first delivery. */
export async function select(page: Page, search: string): Promise<void> {
  await page.getByRole('searchbox').fill(search);
  await rows(page).first().click();
  await page.getByRole('article').waitFor();
}

export async function replay(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Replay', exact: true }).click();
}

/** Chooses an action of the menu of a delivery. */
export async function choose(page: Page, action: string): Promise<void> {
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

export function readClipboard(page: Page): Promise<string> {
  return page.evaluate<string>('navigator.clipboard.readText()');
}

/** What axe finds, as its rule and the elements. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>('axe.run()');
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** For the documentation, and for eyes. */
export async function takeScreenshot(page: Page, name: string): Promise<void> {
  const to = process.env['SCREENSHOTS'];
  if (to !== undefined) await page.screenshot({ path: join(to, `${name}.png`) });
}

type Look = readonly [colorScheme: 'light' | 'dark', width: number];

/** A desktop and a phone, in both color schemes in the long form. */
export function looks(desktop: number, phone: number): readonly Look[] {
  const inGate: readonly Look[] = [
    ['light', desktop],
    ['dark', phone],
  ];
  return inLongForm([...inGate, ['dark', desktop], ['light', phone]], inGate);
}
