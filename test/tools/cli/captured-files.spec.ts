import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import type { RequestToSend } from '../../support/applications.js';
import { eventOf, type GatewayApi } from '../../support/lambda-events.js';
import { PROGRAM, stopPrograms } from '../../support/program.js';
import { runProgram } from '../../support/run-program.js';
import { PUBLIC_URL, signedForm, signedGet, signedJson, SIGNING_KEY } from '../../support/signing.js';

// Each test starts processes.
jest.setTimeout(60_000);

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'captured-'));
});
afterAll(() => {
  stopPrograms();
  rmSync(folder, { recursive: true });
});

function write(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const run = (...args: string[]) => runProgram(args, folder);
const pairsOf = (request: RequestToSend) =>
  Object.entries(request.headers ?? {}).map(([name, value]) => ({ name, value: String(value) }));

function harEntry(request: RequestToSend): object {
  const { method = 'POST', target, body } = request;
  return {
    request: {
      method,
      url: PUBLIC_URL + target,
      headers: pairsOf(request),
      ...(body !== undefined && { postData: { text: String(body) } }),
    },
  };
}

function harOf(entries: unknown[], log: object = {}): object {
  return { log: { ...log, entries } };
}

const call = signedForm('/voice?token=secret', { CallSid: 'c1' });
const swml = signedJson('/swml', { call: { call_id: 'c2' } });
const forged = { ...call, body: 'CallSid=c9' };
const page: RequestToSend = { method: 'GET', target: '/', headers: { accept: 'text/html' } };
const mixed = harOf([page, call, swml, forged, page, forged].map(harEntry));

describe('verify of a HAR file', () => {
  test('lists every signed entry, and ends with 1 if one is rejected', async () => {
    const { code, output } = await run('verify', write('mixed.har', mixed));
    expect(code).toBe(1);
    expect(output.split('\n').map((line) => line.replace(/ +/g, ' ').trim())).toEqual([
      'entry method path verdict',
      '2 POST /voice?token=… verified',
      '3 POST /swml verified',
      '4 POST /voice?token=… rejected signature-mismatch',
      '6 POST /voice?token=… rejected signature-mismatch',
      `public URL: ${PUBLIC_URL} (the captured URL)`,
      '2 verified, 2 rejected.',
      '2 entries without a signature left out. To verify one: --only 1',
      '',
    ]);
    expect(output).not.toContain('secret');
  });

  test.each([
    ['2-3', 0],
    ['2,6', 1],
    ['1', 1],
  ])('--only %s ends with %i', async (only, expected) => {
    const { code, output } = await run('verify', write('mixed.har', mixed), '--only', only);
    expect(code).toBe(expected);
    if (only === '1') expect(output).toContain('rejected: missing-signature\n');
    if (only === '1') expect(output).toContain('  entry: 1\n');
  });

  test.each([
    ['7-9', '--only 7-9 matches no entry. The file has the entries 1 to 6.'],
    ['x', '--only must be numbers and ranges, not "x". Fix: --only 3,7-9'],
    ['9-3', '--only must be numbers and ranges, not "9-3".'],
  ])('--only %s is invalid usage', async (only, message) => {
    for (const command of ['verify', 'diagnose']) {
      const { code, output } = await run(command, write('mixed.har', mixed), '--only', only);
      expect([code, output]).toEqual([2, expect.stringContaining(message)]);
    }
  });

  test('--json prints one object per entry', async () => {
    const { code, output } = await run('verify', write('mixed.har', mixed), '--json');
    const lines = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(code).toBe(1);
    expect(lines).toEqual([
      expect.objectContaining({
        entry: 2,
        method: 'POST',
        path: '/voice?token=…',
        verified: true,
        publicUrl: PUBLIC_URL,
      }),
      expect.objectContaining({ entry: 3, verified: true, signatureFormat: 'swml' }),
      expect.objectContaining({ entry: 4, verified: false, reason: 'signature-mismatch' }),
      expect.objectContaining({ entry: 6, verified: false }),
      { entry: 1, skipped: 'missing-signature' },
      { entry: 5, skipped: 'missing-signature' },
    ]);
  });

  test('without a signed entry, and in a recording of listen, every entry is judged', async () => {
    const none = await run('verify', write('none.har', harOf([harEntry(page), harEntry(page)])));
    expect([none.code, none.output]).toEqual([1, expect.stringContaining('0 verified, 2 rejected.')]);
    const recording = harOf([harEntry(call), harEntry(page)], { creator: { name: 'signalwire-webhook' } });
    const { code, output } = await run('verify', write('recording.har', recording));
    expect([code, output]).toEqual([1, expect.stringContaining('rejected  missing-signature')]);
  });

  test('a malformed entry does not hide the others', async () => {
    const odd = {
      request: { method: 'POST', url: 'https://a.b/', headers: [...pairsOf(call), { name: 1 }] },
    };
    const { code, output } = await run(
      'verify',
      write('odd.har', harOf([harEntry(call), odd, harEntry(swml)])),
    );
    expect([code, output]).toEqual([2, expect.stringContaining('2 verified, 0 rejected, 1 not verified.')]);
    expect(output).toContain('Entry 2: log.entries[1].request.headers[');
  });

  test('a capture for a different public URL names the flag', async () => {
    const path = write('old.har', harOf([harEntry(call), harEntry(swml)]));
    const environment = { SIGNALWIRE_SIGNING_KEY: SIGNING_KEY, PUBLIC_URL: 'https://new.example.com' };
    const { code, output } = await runProgram(['verify', path], folder, environment);
    expect([code, output]).toEqual([
      1,
      expect.stringContaining(
        `Entries 1-2: The signature is valid for the URL of the capture. Fix: --public-url ${PUBLIC_URL}\n`,
      ),
    ]);
    expect((await run('verify', path, '--public-url', PUBLIC_URL)).code).toBe(0);
  });

  test('progress is shown on a terminal only', async () => {
    const path = write('mixed.har', mixed);
    const command = `'${process.execPath}' '${PROGRAM}' verify '${path}' > /dev/null`;
    const { stdout } = await promisify(execFile)('script', ['-qec', command, '/dev/null'], {
      cwd: folder,
      env: { PATH: process.env['PATH'], SIGNALWIRE_SIGNING_KEY: SIGNING_KEY },
    }).catch((error: unknown) => error as { stdout: string });
    expect(stdout).toContain('Verified 3 of 4 entries');
    expect((await run('verify', path)).output).not.toContain('Verified ');
  });
});

describe('diagnose of a HAR file', () => {
  test('explains equal rejections once', async () => {
    const other = (target: string) =>
      signedForm(target, { CallSid: 'c1' }, { publicUrl: 'http://example.ngrok.io' });
    const entries = [call, other('/a'), forged, other('/b')].map(harEntry);
    const { code, output } = await run('diagnose', write('rejected.har', harOf(entries)));
    expect(code).toBe(1);
    expect(output).toContain('\nEntries 2,4: Signature rejected (signature-mismatch). Cause:\n');
    expect(output.split('(url-protocol)')).toHaveLength(2);
    expect(output).toContain('\nEntry 3: Signature rejected (signature-mismatch). No known misconfiguration');
    expect(output).toContain('1 verified, 3 rejected.');
  });

  test('--json prints one object per entry, in one line', async () => {
    const { output } = await run('diagnose', write('mixed.har', mixed), '--json');
    const lines = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines[0]).toMatchObject({ entry: 2, verdict: 'verified' });
    expect(lines[2]).toMatchObject({ entry: 4, verdict: 'unexplained', reason: 'signature-mismatch' });
    expect(lines).toHaveLength(6);
    const one = await run('diagnose', write('mixed.har', mixed), '--only', '4', '--json');
    expect(JSON.parse(one.output)).toMatchObject({ entry: 4, verdict: 'unexplained' });
    expect(one.output.trim()).not.toContain('\n');
  });

  test('a file of forged requests is diagnosed up to a limit', async () => {
    const entries = Array.from({ length: 103 }, () => harEntry(forged));
    const { code, output } = await run('diagnose', write('flood.har', harOf(entries)));
    expect([code, output]).toEqual([
      1,
      expect.stringContaining('Entries 101-103: Not diagnosed after 100 rejected entries. Fix: --only 101\n'),
    ]);
  });
});

const STAGE_URL = 'https://abc.execute-api.eu-west-1.amazonaws.com/prod';

describe('Lambda events', () => {
  const apis: [string, GatewayApi][] = [
    ['REST API', { version: 1, stage: 'prod' }],
    ['HTTP API', { version: 2, stage: '$default' }],
    ['HTTP API with a stage', { version: 2, stage: 'prod', prefix: '/prod' }],
    ['load balancer', { version: 'alb', stage: '' }],
  ];
  const requests: [string, RequestToSend][] = [
    ['a form', signedForm('/voice?a=1', { CallSid: 'c1', Body: 'ü +' })],
    ['JSON', signedJson('/voice', { call: { call_id: 'c2' } })],
    ['a GET', signedGet('/voice?From=%2B1&To=a%20b')],
  ];

  test.each(
    apis.flatMap(([name, api]) => requests.map(([kind, request]) => [name, kind, api, request] as const)),
  )('%s: %s', async (_name, _kind, api, request) => {
    for (const isBase64 of [false, true]) {
      const path = write('event.json', eventOf(api, request, isBase64));
      for (const command of ['verify', 'diagnose']) {
        const { code, output } = await run(command, path, '--public-url', PUBLIC_URL);
        expect([code, output]).toEqual([0, expect.stringContaining('public URL')]);
      }
    }
  });

  test.each(apis.filter(([, { stage }]) => stage === 'prod'))(
    '%s: the stage is a part of the signed URL',
    async (_name, api) => {
      const request = signedForm('/voice', { CallSid: 'c1' }, { publicUrl: STAGE_URL });
      const path = write('stage.json', eventOf(api, request));
      expect((await run('verify', path)).code).toBe(0);
      expect((await run('verify', path, '--public-url', STAGE_URL)).code).toBe(0);
    },
  );

  test('repeated headers and parameters come from the members of several values', async () => {
    const request = signedGet('/voice?a=1&a=2');
    const event = eventOf({ version: 1, stage: 'prod' }, request) as Record<string, unknown>;
    delete event['headers'];
    const { code } = await run('verify', write('multi.json', event), '--public-url', PUBLIC_URL);
    expect(code).toBe(0);
    const signature = Object.entries(event['multiValueHeaders'] as Record<string, string[]>).map(
      ([name, value]) => [name, /signature/i.test(name) ? [...value, ...value] : value] as const,
    );
    const repeated = write('repeated.json', { ...event, multiValueHeaders: Object.fromEntries(signature) });
    expect((await run('verify', repeated, '--public-url', PUBLIC_URL)).output).toContain(
      'rejected: malformed-signature',
    );
  });

  test.each<[string, object]>([
    ['headers', { headers: { a: 1 }, multiValueHeaders: null }],
    ['multiValueHeaders', { multiValueHeaders: { a: [{}] } }],
    ['method', { httpMethod: 'a b' }],
    ['queryStringParameters', { queryStringParameters: { a: null }, multiValueQueryStringParameters: null }],
    ['body', { body: {} }],
    ['base64', { body: 'a=b&c', isBase64Encoded: true }],
  ])('a malformed event names %s', async (name, changes) => {
    const event = { ...eventOf({ version: 1, stage: 'prod' }, call), ...changes };
    const { code, output } = await run('verify', write('odd.json', event), '--public-url', PUBLIC_URL);
    expect([code, output]).toEqual([2, expect.stringContaining(name)]);
    expect(output).not.toMatch(/\n\s+at /);
  });
});

function ngrokRequest(request: RequestToSend, changes: object = {}): object {
  const { method = 'POST', target, body = '' } = request;
  const headers = [['Host', 'example.ngrok.io'], ...pairsOf(request).map(({ name, value }) => [name, value])];
  const length = method === 'GET' ? [] : [['Content-Length', String(Buffer.byteLength(String(body)))]];
  const all = [...headers, ...length] as [string, string][];
  const head = [`${method} ${target} HTTP/1.1`, ...all.map(([name, value]) => `${name}: ${value}`), '', ''];
  return {
    uri: '/api/requests/http/548fb5c700000002',
    id: '548fb5c700000002',
    tunnel_name: 'command_line',
    request: {
      method,
      proto: 'HTTP/1.1',
      headers: Object.fromEntries(all.map(([name, value]) => [name, [value]])),
      uri: target,
      raw: Buffer.from(head.join('\r\n') + String(body)).toString('base64'),
      ...changes,
    },
    response: { status: '200 OK', status_code: 200, headers: {}, raw: '' },
  };
}

describe('JSON of ngrok', () => {
  test('one request, and the list of requests', async () => {
    const one = await run('verify', write('one.json', ngrokRequest(call)));
    expect([one.code, one.output]).toEqual([0, expect.stringMatching(/^verified \(cxml, sha1\)\n/)]);
    const requests = [call, page, swml, forged].map((request) => ngrokRequest(request));
    const list = write('list.json', { uri: '/api/requests/http', requests });
    const { code, output } = await run('verify', list);
    expect([code, output]).toEqual([1, expect.stringContaining('2 verified, 1 rejected.\n1 entry without')]);
    expect((await run('diagnose', list, '--only', '1,3')).code).toBe(0);
  });

  test('a body that ngrok cut off is not judged', async () => {
    const whole = ngrokRequest(call) as { request: { raw: string } };
    const raw = Buffer.from(whole.request.raw, 'base64').subarray(0, -2).toString('base64');
    const { code, output } = await run('verify', write('cut.json', ngrokRequest(call, { raw })));
    expect([code, output]).toEqual([2, expect.stringContaining('does not contain the whole body')]);
  });

  test.each([['!'], [1], ['']])('request.raw %j is told apart', async (raw) => {
    const list = { uri: '/api/requests/http', requests: [ngrokRequest(call, { raw }), null] };
    const { code, output } = await run('verify', write('odd.json', list), '--only', '1-2');
    expect([code, output]).toEqual([2, expect.stringContaining('0 verified, 0 rejected, 2 not verified.')]);
    expect(output).not.toMatch(/\n\s+at /);
  });

  test('an empty list has no request', async () => {
    const { code, output } = await run(
      'verify',
      write('empty.json', { uri: '/api/requests/http', requests: [] }),
    );
    expect([code, output]).toEqual([2, expect.stringContaining('The file has no request.')]);
  });
});

test.each([['hello'], ['{}'], ['[{"requestContext":1}]'], ['{"log":{"entries":[{"requ']])(
  'for %j, the message lists the formats',
  async (content) => {
    for (const command of ['verify', 'diagnose']) {
      const { code, output } = await run(command, write('unknown.json', content));
      expect([code, output]).toEqual([
        2,
        expect.stringContaining('The file is not a captured request, because '),
      ]);
      for (const format of ['raw HTTP request', 'HAR file', 'curl', 'Lambda event', 'ngrok'])
        expect(output).toContain(format);
    }
  },
);
