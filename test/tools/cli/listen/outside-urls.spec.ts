import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sendRequest } from '../../../support/applications.js';
import { linesOf } from '../../../support/listen.js';
import { type RunningProgram, startListen, stopPrograms } from '../../../support/program.js';
import { RawUpstream } from '../../../support/raw-upstream.js';
import { PUBLIC_URL, signedForm, signedJson } from '../../../support/signing.js';
import { until } from '../../../support/until.js';

const STAGE = `${PUBLIC_URL}/stage`;

/** What the application responds. */
let response = '';
let folder = '';
let program: RunningProgram;
const upstream = new RawUpstream((_request, { socket }) => {
  socket.write(response);
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'outside-urls-'));
  const forward = ['--forward', `http://127.0.0.1:${await upstream.listen()}`];
  program = await startListen(['--json', ...forward, '--public-url', STAGE], folder);
});

afterAll(() => {
  upstream.close();
  stopPrograms();
  rmSync(folder, { recursive: true });
});

const CALL = { CallSid: '1', CallStatus: 'ringing', Direction: 'inbound', From: '1', To: '2' };

/** Returns the warnings about a response to `/stage/voice` of the public URL `/stage`. */
async function warningsOf(
  body: string,
  type = 'text/xml',
  request = signedForm('/voice', CALL, { publicUrl: STAGE }),
) {
  response = `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  const before = linesOf(program).length;
  await sendRequest(program.port, request);
  await until(() => linesOf(program).length > before);
  const line = linesOf(program).at(-1);
  expect(line).toMatchObject({ verified: true });
  return line?.['warnings'] as string[];
}

describe('cXML', () => {
  test.each([
    ['<Gather action="/voice/menu"/>', 'action of <Gather>: /voice/menu', '/voice/menu'],
    ["<Record action='/voice/done?a=1&amp;b=2'/>", 'action of <Record>: /voice/done?a=1&b=2', '/voice/done'],
    ['<Redirect>/voice</Redirect>', '<Redirect>: /voice', '/voice'],
    [
      '<Redirect method="POST"><![CDATA[ /voice?a=1&b=2 ]]></Redirect>',
      '<Redirect>: /voice?a=1&b=2',
      '/voice',
    ],
    ['<Dial><Number url="/whisper">1</Number></Dial>', 'url of <Number>: /whisper', '/whisper'],
    [
      '<Dial><Sip statusCallback="../status">sip:a@b</Sip></Dial>',
      'statusCallback of <Sip>: ../status',
      '/status',
    ],
    ['<Dial recordingStatusCallback="/r"/>', 'recordingStatusCallback of <Dial>: /r', '/r'],
    ['<Enqueue waitUrl="/wait">q</Enqueue>', 'waitUrl of <Enqueue>: /wait', '/wait'],
    [
      '<!-- <Say> --><Gather action="/menu"><Say>&lt;Redirect&gt;</Say></Gather>',
      'action of <Gather>: /menu',
      '/menu',
    ],
  ])('%s leaves the path of the public URL', async (inner, use, route) => {
    const [warning = '', ...others] = await warningsOf(`<Response>${inner}</Response>`);
    expect(others).toEqual([]);
    expect(warning).toContain(`${use} leads to ${PUBLIC_URL}${route}, outside of the public URL ${STAGE}.`);
    expect(warning).toContain(`Fix: actionUrl(webhook, '${route}')`);
  });

  test.each([
    ['a different host', 'https://other.example/menu', 'leads to https://other.example/menu'],
    [
      'a different scheme',
      'http://example.ngrok.io/stage/menu',
      'leads to http://example.ngrok.io/stage/menu',
    ],
    ['a path that begins alike', `${PUBLIC_URL}/stages/menu`, `leads to ${PUBLIC_URL}/stages/menu`],
    ['credentials', 'https://user:secret@other.example/', 'leads to https://other.example/'],
  ])('%s', async (_name, action, leadsTo) => {
    const [warning = ''] = await warningsOf(`<Response><Gather action="${action}"/></Response>`);
    expect(warning).toContain(leadsTo);
    expect(warning).toContain('If a different application handles that URL, ignore this warning.');
    expect(warning).not.toContain('secret');
  });

  test.each([
    '<Gather action="menu"/>',
    '<Gather action=""/>',
    '<Gather action="?step=2"/>',
    '<Gather action="/stage/voice/menu"/>',
    '<Gather action="https://user:password@example.ngrok.io:443/stage/menu"/>',
    '<Redirect>voice/menu</Redirect>',
    '<Redirect/>',
    '<Play>/audio.mp3</Play>',
    '<Enqueue waitUrl="https://music.example/wait.mp3">q</Enqueue>',
    '<Connect><Stream url="wss://other.example/stream"/></Connect>',
    '<!-- <Gather action="/menu"/> -->',
    '<Say><![CDATA[<Gather action="/menu"/>]]></Say>',
    '<Gather action="http://["/>',
    '<Gather action="tel:+1"/>',
    `<Say>${'&lt;Gather '.repeat(5000)}</Say>`,
    `<Gather ${' '.repeat(50_000)}/>`,
  ])('%# stays under the public URL, or is no webhook URL', async (inner) => {
    expect(await warningsOf(`<Response>${inner}</Response>`)).toEqual([]);
  });

  test('names at most three URLs, each once', async () => {
    const gather = (path: string) => `<Gather action="${path}"/>`;
    const warnings = await warningsOf(
      `<Response>${['/a', '/a', '/b', '/c', '/d'].map(gather).join('')}</Response>`,
    );
    expect(warnings).toHaveLength(3);
  });
});

describe('SWML', () => {
  const swml = (step: object) => JSON.stringify({ version: '1.0.0', sections: { main: [step] } });
  const request = () =>
    signedJson('/voice', { call: { call_id: '1' }, vars: {}, params: {} }, { publicUrl: STAGE });

  test.each([
    ['status_url', { connect: { to: '+1', status_url: `${PUBLIC_URL}/status` } }],
    ['web_hook_url', { ai: { SWAIG: { functions: [{ web_hook_url: `${PUBLIC_URL}/swaig` }] } } }],
    ['post_prompt_url', { ai: { post_prompt_url: 'https://other.example/summary' } }],
  ])('%s', async (name, step) => {
    const [warning = ''] = await warningsOf(swml(step), 'application/json', request());
    expect(warning).toContain(`${name} leads to https://`);
    expect(warning).toContain(`outside of the public URL ${STAGE}.`);
  });

  test.each([
    { connect: { to: '+1', status_url: `${STAGE}/status` } },
    { connect: { status_url: '%{vars.url}' } },
    { request: { url: 'https://other.example/' } },
    { connect: { status_url: 1 } },
  ])('%j needs no warning', async (step) => {
    expect(await warningsOf(swml(step), 'application/json', request())).toEqual([]);
  });

  test('deep JSON is read to a depth', async () => {
    const deep = swml({}).replace('{}', `${'['.repeat(5000)}${']'.repeat(5000)}`);
    expect(await warningsOf(deep, 'application/json', request())).toEqual([]);
  });
});
