import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { webhookKind } from 'nestjs-signalwire-webhook';
import { signRequest, verifySignature } from 'nestjs-signalwire-webhook/signature';
import * as fixtures from 'nestjs-signalwire-webhook/testing';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type RequestToSend, sendRequest } from '../../support/applications.js';
import { type RunningProgram, startListen, stopPrograms } from '../../support/program.js';
import { runProgram } from '../../support/run-program.js';
import {
  FORM,
  JSON_TYPE,
  signed,
  signedForm,
  signedGet,
  signedJson,
  SIGNING_KEY,
} from '../../support/signing.js';

// Each test starts processes.
jest.setTimeout(60_000);

const HOST = 'example.ngrok.io';
const SECRET_URL = `https://tunnel-user:tunnel-password@${HOST}/prefix`;
const SETUP = { publicUrl: SECRET_URL };
const ID = '6a1f0e52-3c7d-4b8e-9d21-5f0c7e8a4b13';
const OTHER_ID = '0b7c5d11-9e2f-4a60-8c3d-7f1e6a2b9d04';

interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Har {
  readonly log: {
    readonly _signingKey: string;
    readonly entries: readonly {
      readonly request: {
        readonly method: string;
        readonly url: string;
        readonly headers: readonly { readonly name: string; readonly value: string }[];
        readonly postData?: { readonly text: string };
      };
      readonly _signalwire: { readonly kind: string; readonly group?: string; readonly verified: boolean };
    }[];
  };
}

let folder = '';
let application: Server;
let received: Received[] = [];
let responseHeaders: Record<string, string> = {};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redact-'));
  application = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      received.push({ method, url, headers, body });
      response.writeHead(200, 'secret reason', { 'content-type': 'text/xml', ...responseHeaders });
      response.end('<Secret-element>');
    });
  }).listen(0, '127.0.0.1');
  await once(application, 'listening');
});
afterAll(() => {
  stopPrograms();
  application.close();
  rmSync(folder, { recursive: true });
});

const origin = () => `http://127.0.0.1:${(application.address() as AddressInfo).port}`;

function start(file: string): Promise<RunningProgram> {
  const flags = ['--public-url', SECRET_URL, '--forward', origin(), '--record', file, '--redact'];
  return startListen(flags, folder);
}

/** The text of a redacted recording of these requests, and what is in it. */
async function record(file: string, requests: readonly RequestToSend[]): Promise<[text: string, har: Har]> {
  const program = await start(file);
  for (const request of requests) await sendRequest(program.port, request);
  await program.stop();
  const text = readFileSync(join(folder, file), 'utf8');
  return [text, JSON.parse(text) as Har];
}

function requestOf({ log }: Har, index: number) {
  const entry = log.entries[index];
  if (!entry) throw new Error(`There is no entry ${index}.`);
  return entry.request;
}
const formOf = (har: Har, index: number) => new URLSearchParams(requestOf(har, index).postData?.text);
const jsonOf = (har: Har, index: number) => JSON.parse(requestOf(har, index).postData?.text ?? '') as unknown;

describe('nothing but what is known to be harmless is in the file', () => {
  const SECRETS = [
    'https://web-user:web-password@media.example/path-7731?token=t-7732',
    'ann@mail.example',
    'sip:ann.smith@pbx.example',
    'sips:+13035559901@pbx.example:5061',
    '+13035559902',
    '13035559903',
    '4471',
    '4.25',
    'May 4',
    '1 Elm',
    '2026-05-04T17:31:02Z',
    'Tue, 05 May 2026 17:31:02 +0000',
    'Ann',
    'password1',
    'sk_live_4eC39HqLyjWDarjtT1zdp7dc',
    'inbound-campaign-of-acme',
    '10.20.30.40',
    '{"Ann":"7741"}',
    '{not JSON 7742',
    'wss://stream.example/7743',
    'data:text/plain,7744',
  ];
  const parts = SECRETS.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ '': secret }).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    JSON.stringify(JSON.stringify(secret)).slice(1, -1),
  ]);
  // As a whole word: 4471 may be in an ID.
  const isIn = (text: string, part: string) =>
    new RegExp(`(?<![\\w.])${part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}(?![\\w])`).test(text);
  const leaksOf = (text: string) => [...new Set(parts)].filter((part) => isIn(text, part));
  const FIELDS = [
    'From',
    'Body',
    'CallSid',
    'CallStatus',
    'SipUser',
    'RecordingUrl',
    'Digits',
    'MyOwn',
    'name',
    'id',
  ];

  test.each<[string, (secret: string) => RequestToSend[]]>([
    ['a form', (secret) => FIELDS.map((field) => signedForm('/voice', { [field]: secret }, SETUP))],
    ['the names of a form', (secret) => [signedForm('/voice', { [secret]: '' }, SETUP)]],
    [
      'JSON',
      (secret) => [
        signedJson('/swml', { ...Object.fromEntries(FIELDS.map((field) => [field, secret])) }, SETUP),
        signedJson('/swml', { call: { headers: [[secret], { value: secret }], call_id: secret } }, SETUP),
      ],
    ],
    [
      'the keys of JSON',
      (secret) => [signedJson('/swml', { vars: { [secret]: { [secret]: true } } }, SETUP)],
    ],
    [
      'JSON in a form',
      (secret) => [signedForm('/voice', { SWMLVars: JSON.stringify({ a: secret }) }, SETUP)],
    ],
    [
      'the query',
      (secret) => [
        signedGet(`/voice?From=${encodeURIComponent(secret)}`, SETUP),
        signedGet(`/voice?${encodeURIComponent(secret)}`, SETUP),
        signedForm(`/voice?own=${encodeURIComponent(secret)}`, { CallSid: ID }, SETUP),
      ],
    ],
    [
      'a request that is not verified',
      (secret) => [
        { target: '/voice', headers: FORM, body: new URLSearchParams({ Body: secret }).toString() },
        { target: '/voice', headers: JSON_TYPE, body: JSON.stringify({ body: secret }) },
        { target: '/voice', headers: JSON_TYPE, body: `{"body":${JSON.stringify(secret)}` },
        { target: '/voice', headers: { 'content-type': 'text/plain' }, body: secret },
        { target: '/voice', body: secret },
      ],
    ],
    [
      'the headers',
      (secret) =>
        [
          'X-Api-Key',
          'CF-Connecting-IP',
          'X-Forwarded-For',
          'Authorization',
          'Cookie',
          'User-Agent',
          'Accept',
          'Referer',
        ]
          .map((name) => ({ ...signedForm('/voice', { CallSid: ID }, SETUP), name }))
          .map(({ name, headers, ...request }) => ({ ...request, headers: { ...headers, [name]: secret } })),
    ],
    [
      'the headers of the response',
      (secret) => {
        responseHeaders = { 'Set-Cookie': secret, Location: secret, 'X-Api-Key': secret };
        return [signedForm('/voice', { CallSid: ID }, SETUP)];
      },
    ],
  ])('%s', async (name, make) => {
    const program = await start(`${name}.har`);
    try {
      for (const secret of SECRETS)
        for (const request of make(secret)) await sendRequest(program.port, request);
    } finally {
      responseHeaders = {};
      await program.stop();
    }
    const text = readFileSync(join(folder, `${name}.har`), 'utf8');
    expect(leaksOf(text)).toEqual([]);
    expect(text).not.toMatch(/tunnel-|secret/i);
    expect(text).not.toContain(SIGNING_KEY);
  });

  test('JSON numbers and the path', async () => {
    const payload = { call: { from: 13035559904, count: 4472 }, params: [17.25, [4473]], event_type: 4474 };
    const paths = [
      '/voice/+13035559905',
      '/voice/4475',
      '/voice/%2B13035559906',
      `/t/${ID}/ann@mail.example`,
      '/a.b',
    ];
    const gets = paths.map((path) => signedGet(`${path}/voice`, SETUP));
    const [text, har] = await record('numbers.har', [signedJson('/swml', payload, SETUP), ...gets]);
    expect(text).not.toMatch(/303555990|447\d\b|17\.25|mail\.example|a\.b/);
    expect(text).not.toContain(ID);
    expect(jsonOf(har, 0)).toEqual({ call: { from: 0, count: 0 }, params: [0, [0]], event_type: 0 });
    expect(requestOf(har, 1).url).toMatch(
      /^https:\/\/example\.ngrok\.io\/prefix\/voice\/%2B12\d\d55501\d\d\/voice$/,
    );
    expect(requestOf(har, 4).url).toMatch(/\/t\/[\da-f-]{36}\/%5Bredacted%5D\/voice$/);
  });
});

describe('what is left can be used', () => {
  test('an ID, a number and a name have one stand-in each', async () => {
    const [text, har] = await record('stand-ins.har', [
      signedForm('/voice', { CallSid: ID, From: '+13035559901', To: '+13035559902', Own: '1' }, SETUP),
      signedForm('/status', { CallSid: ID, ParentCallSid: OTHER_ID, From: '+13035559901', Own: '1' }, SETUP),
      signedJson(`/t/${ID}`, { call: { call_id: ID, parent: { call_id: 'short-id' } } }, SETUP),
    ]);
    expect(text).not.toContain(ID);
    const [first, second] = [formOf(har, 0), formOf(har, 1)];
    const standIn = first.get('CallSid');
    expect(standIn).toMatch(/^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/);
    expect(second.get('CallSid')).toBe(standIn);
    expect(second.get('ParentCallSid')).not.toBe(standIn);
    expect(requestOf(har, 2).url).toContain(`/t/${standIn}`);
    expect(jsonOf(har, 2)).toMatchObject({ call: { call_id: standIn } });
    expect(har.log.entries.map(({ _signalwire: { group } }) => group)).toEqual([standIn, standIn, standIn]);
    expect(first.get('From')).toMatch(/^\+12\d\d55501\d\d$/);
    expect(second.get('From')).toBe(first.get('From'));
    expect([...first.keys()]).toEqual([
      'CallSid',
      'From',
      'To',
      expect.stringMatching(/^field_[\da-f]{12}$/),
    ]);
    expect([...second.keys()][3]).toBe([...first.keys()][3]);
  });

  test('known values stay in their own field only', async () => {
    const [, har] = await record('values.har', [
      signedForm(
        '/voice',
        { CallStatus: 'completed', Direction: 'inbound', Body: 'completed', Digits: '1' },
        SETUP,
      ),
      signedJson(
        '/swml',
        { event_type: 'calling.call.state', body: 'calling.call.state', muted: true },
        SETUP,
      ),
    ]);
    expect(Object.fromEntries(formOf(har, 0))).toEqual({
      CallStatus: 'completed',
      Direction: 'inbound',
      Body: '[redacted]',
      Digits: '0',
    });
    expect(jsonOf(har, 1)).toEqual({ event_type: 'calling.call.state', body: '[redacted]', muted: true });
  });

  test('every webhook stays of its kind, verifies with the key in the file, and can be replayed', async () => {
    const { callingEvent, WebhookTestClient, overrideSignalWireWebhook, ...others } = fixtures;
    expect([WebhookTestClient, overrideSignalWireWebhook]).toHaveLength(2);
    const payloads: object[] = [
      ...Object.values(others).map((make) => make()),
      callingEvent('calling.call.state'),
      callingEvent('calling.call.record'),
    ];
    const isForm = (payload: object) => Object.values(payload).every((value) => typeof value === 'string');
    const requests = payloads.map((payload) =>
      isForm(payload)
        ? signedForm('/voice', payload as Record<string, string>, SETUP)
        : signedJson('/swml', payload, { ...SETUP, algorithms: ['sha1', 'sha256'] }),
    );
    const json = JSON.stringify({ call: { call_id: ID } });
    const hash = createHash('sha256').update(json).digest('hex');
    const repeated = signedForm('/voice', 'b=2&a=1&a=1', SETUP);
    const more = [
      signed({ target: `/swml?bodySHA256=${hash}`, headers: JSON_TYPE, body: json }, SETUP),
      signedForm('/voice?bodySHA256=ab', { CallSid: ID }, SETUP),
      signedGet(`/voice?CallSid=${ID}`, SETUP),
      {
        ...repeated,
        headers: { ...repeated.headers, 'content-type': `${FORM['content-type']}; charset=utf-8` },
      },
    ];
    const forged = { ...signedForm('/voice', { CallSid: ID }, SETUP), body: `CallSid=${OTHER_ID}` };
    const unsigned = { target: '/voice', headers: FORM, body: `CallSid=${ID}` };
    const [text, har] = await record('kinds.har', [...requests, ...more, forged, unsigned]);
    const kinds = har.log.entries.map(({ _signalwire: { kind } }) => kind);
    expect(kinds.slice(0, payloads.length)).toEqual(payloads.map((payload) => webhookKind(payload)));
    expect(new Set(kinds).size).toBeGreaterThan(25);
    expect(text).not.toContain(hash);

    received = [];
    const key = har.log._signingKey;
    const { code, output } = await runProgram(['replay', 'kinds.har', '--to', origin()], folder);
    expect([code, output.split('\n').length]).toEqual([0, kinds.length + 2]);
    const verdicts = received.map(({ url, ...request }) =>
      verifySignature({ ...request, url: `https://${HOST}/prefix${url.replace(/^\/prefix/, '')}` }, key),
    );
    expect(verdicts.map(({ verified }) => verified)).toEqual(
      har.log.entries.map(({ _signalwire: { verified } }) => verified),
    );
    expect(verdicts.slice(-2)).toEqual([
      { verified: false, reason: 'signature-mismatch' },
      { verified: false, reason: 'missing-signature' },
    ]);
    const own = await runProgram(['verify', 'kinds.har'], folder);
    expect([own.code, own.output]).toEqual([1, expect.stringContaining('proves nothing about SignalWire')]);
    expect(own.output).toContain(`${kinds.length - 2} verified, 2 rejected.`);
  });

  test('a signature of the configured key is not in the file', async () => {
    const request = signedForm('/voice', { CallSid: ID }, SETUP);
    const { 'x-signalwire-signature': signature } = signRequest(
      { method: 'POST', url: `${SECRET_URL}/voice`, headers: FORM, body: String(request.body) },
      SIGNING_KEY,
    );
    const [text, har] = await record('signature.har', [request]);
    expect(text).not.toContain(signature);
    expect(
      requestOf(har, 0)
        .headers.map(({ name }) => name.toLowerCase())
        .sort(),
    ).toEqual(['connection', 'content-length', 'content-type', 'x-signalwire-signature']);
  });
});
