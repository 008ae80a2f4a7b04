/** Writes the images of docs/local-development.md. Usage: npm run build && node tools/inspect-screenshots.mjs */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';

import {
  callStatus,
  gatherAction,
  inboundCall,
  inboundMessage,
  recordAction,
  WebhookTestClient,
} from '../dist/esm/testing.js';

const SIGNING_KEY = 'PSK_test_only';
const PUBLIC_URL = 'https://81f2-203-0-113-7.ngrok-free.app/stage';
const CALL = { From: '+15551234567', To: '+15559876543' };
const signalwire = new WebhookTestClient({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL });
const misconfigured = new WebhookTestClient({
  signingKey: SIGNING_KEY,
  publicUrl: PUBLIC_URL.replace('https', 'http'),
});

/** Before and after a change of the application. */
let isFixed = false;
const menu = () =>
  isFixed
    ? `<Response><Say>Sales. One moment, please.</Say><Dial action="${PUBLIC_URL}/voice/after"><Number>+15550001111</Number></Dial></Response>`
    : '<Response><Say>One moment, please.</Say><Dial action="/voice/after"><Number>+15550001111</Number></Dial></Response>';
const RESPONSES = {
  '/stage/voice': () =>
    `<Response><Gather action="${PUBLIC_URL}/voice/menu" numDigits="1"><Say>For sales, press 1.</Say></Gather></Response>`,
  '/stage/voice/menu': menu,
  '/stage/messages': () => '<Response><Message>We open at 9.</Message></Response>',
};

const application = createServer(({ url, headers }, response) => {
  const body = RESPONSES[`/stage${url}`]?.();
  const isRejected = headers['x-signalwire-webhook-listen'] !== undefined;
  const status = isRejected ? 403 : url === '/voice/status' ? 204 : body === undefined ? 404 : 200;
  response.writeHead(status, { 'content-type': 'text/xml' }).end(status === 200 ? body : '');
}).listen(0, '127.0.0.1');
await once(application, 'listening');

const args = ['--port', '0', '--public-url', PUBLIC_URL, '--inspect', '--inspect-port', '0'];
const forward = `http://127.0.0.1:${application.address().port}`;
const listen = spawn('dist/esm/cli/main.js', ['listen', ...args, '--forward', forward], {
  env: { ...process.env, SIGNALWIRE_SIGNING_KEY: SIGNING_KEY },
});
let output = '';
listen.stdout.on('data', (chunk) => (output += chunk));
while (!output.includes('Inspect on')) await once(listen.stdout, 'data');
const [, receiver] = /Listening on (\S+)/.exec(output);
const [, pageUrl] = /Inspect on (\S+)/.exec(output);

const send = ({ method, path, headers, body }) => fetch(receiver + path, { method, headers, body });
await send(
  misconfigured.form('/voice', inboundCall({ ...CALL, CallSid: '7d1c0a52-3c7d-4b8e-9d21-5f0c7e8a4b13' })),
);
await send(signalwire.form('/messages', inboundMessage({ ...CALL, Body: 'When do you open?' })));
await send(signalwire.form('/voice', inboundCall(CALL)));
await send(signalwire.form('/voice/menu', gatherAction({ ...CALL, Digits: '1' })));
await send(signalwire.form('/voice/recorded', recordAction(CALL)));
await send(
  signalwire.form('/voice/status', callStatus({ ...CALL, CallStatus: 'completed', CallDuration: '142' })),
);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu'],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, colorScheme: 'light' });
await page.goto(pageUrl);
const open = async (text) => {
  await page.locator('.row', { hasText: text }).first().click();
  await page.getByRole('article').waitFor();
};
const save = async (name) => {
  await page.getByText('deliveries.').waitFor();
  await page.screenshot({ path: `docs/images/inspect-${name}.png` });
};
await open('/voice/menu');
await save('delivery');
await open('signature-mismatch');
await save('diagnosis');
isFixed = true;
await open('/voice/menu');
await page.getByRole('button', { name: 'Replay', exact: true }).click();
await page.locator('.diff').waitFor();
await save('replay');
await browser.close();
listen.kill('SIGINT');
application.close();
application.closeAllConnections();
