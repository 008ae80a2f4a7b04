import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Controller, Post } from '@nestjs/common';
import { SignalWireWebhook, SignalWireWebhookModule, WebhookPayload } from 'nestjs-signalwire-webhook';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type RunningApplication, sendRequest, startApplication } from '../../support/applications.js';
import { closeAtEnd } from '../../support/close-at-end.js';
import { PROGRAM, runProcess, spawnProgram, stopPrograms } from '../../support/program.js';
import { runProgram } from '../../support/run-program.js';
import {
  OTHER_KEY,
  PUBLIC_URL,
  signedForm,
  signedGet,
  signedJson,
  SIGNING_KEY,
} from '../../support/signing.js';
import { until } from '../../support/until.js';

const root = join(import.meta.dirname, '../../..');

@Controller()
class HookController {
  @SignalWireWebhook()
  @Post('voice')
  voice(@WebhookPayload() { From }: { From?: string }) {
    return `<Response><Say>${From ?? ''}</Say></Response>`;
  }

  @SignalWireWebhook()
  @Post('swml')
  swml(@WebhookPayload() { call }: { call?: { from?: string } }) {
    return { from: call?.from };
  }
}

// Each test starts processes.
jest.setTimeout(60_000);

let folder = '';
let application: RunningApplication;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'program-'));
  application = await startApplication('express', {
    imports: [SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL })],
    controllers: [HookController],
  });
});

afterAll(async () => {
  stopPrograms();
  rmSync(folder, { recursive: true });
  await application.close();
});

/** Runs the program as it was built, in a process. */
function runBuilt(args: readonly string[], env?: Record<string, string>, input?: string) {
  return runProcess(args, folder, env, input);
}

/** Runs a command in this process. */
function run(args: readonly string[], env?: Record<string, string>, input?: string) {
  return runProgram(args, folder, env, input);
}

function capture(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const form = signedForm('/voice?a=1', { CallSid: 'c1', From: '+15551234567', Body: "It's ü" });
const headerLines = Object.entries(form.headers ?? {}).map(([name, value]) => `${name}: ${String(value)}`);
const rawHttp = [
  `POST ${form.target} HTTP/1.1`,
  'Host: example.ngrok.io',
  ...headerLines,
  '',
  String(form.body),
].join('\r\n');
const localUrl = () => `http://127.0.0.1:${application.port}`;

describe('signalwire-webhook', () => {
  test.each([[[]], [['--help']], [['help']]])('%j prints the help', async (args) => {
    const { code, output } = await runBuilt(args);
    expect(code).toBe(0);
    for (const command of ['sign', 'send', 'verify', 'diagnose', 'listen'])
      expect(output).toContain(`  ${command} `);
  });

  test.each(['sign', 'send', 'verify', 'diagnose', 'listen'])('%s --help', async (command) => {
    const { code, output } = await run([command, '--help']);
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(new RegExp(`^Usage: signalwire-webhook ${command} `)),
    ]);
  });

  test.each([
    [['unknown'], 'Unknown command "unknown".\nUsage: signalwire-webhook <command>'],
    [['Send', '--help'], 'Unknown command "Send"'],
    [['sign'], 'The webhook URL must be an absolute http(s) URL'],
    [['sign', 'example.com'], 'not "example.com"'],
    [['sign', 'https://example.com', '--as', 'nothing'], 'Unknown kind "nothing"'],
    [['sign', 'https://example.com', '--set', 'From'], '--set must be <name>=<value>'],
    [['sign', 'https://example.com', '--as', 'swml.call', '--set', '__proto__.x=1'], '--set cannot name'],
    [['sign', 'https://example.com', '--as', 'swml.call', '--get'], 'a GET cannot carry JSON'],
    [['sign', 'https://example.com/a b'], 'not "https://example.com/a b"'],
    [['sign', 'https://example.com/ü'], "Fix: '/%C3%BC'"],
    [['sign', 'https:example.com'], 'not "https:example.com"'],
    [['send', 'http://127.0.0.1:1/', '--repeat', '0'], '--repeat must be a whole number'],
    [
      ['send', 'http://127.0.0.1:1/', '--public-url', PUBLIC_URL, '--forge', 'all'],
      '--forge must be one of body, key, unsigned',
    ],
    [['verify'], 'No request: pass a file'],
    [['verify', '/does/not/exist'], 'cannot be read: ENOENT'],
    [['verify', '--nonsense'], 'nonsense'],
    [['verify', '.'], '"." cannot be read: EISDIR'],
    [['verify', 'a', 'b'], 'Pass only one file'],
    [['verify', 'a', '--url', '/'], 'a file or the request in flags, not both'],
    [['verify', '--url', 'ftp://a/'], 'must be an absolute http(s) URL'],
    [['verify', '--url', '/', '--public-url', 'example.com'], '--public-url must be an absolute'],
    [
      ['diagnose', '/does/not/exist', '--public-url', 'https://a.b/?c=d'],
      'must have no query and no fragment',
    ],
    [['diagnose', '/does/not/exist', '--other-key', 'name'], '--other-key must be <name>=<file>'],
    [['diagnose', '/does/not/exist', '--other-key', 'name=/nowhere'], '"/nowhere" cannot be read'],
    [['diagnose', '/does/not/exist', '--project', 'a b'], '--project must be a project ID'],
    [['verify', '--key-file', '/dev/null', '--url', 'https://a.b/'], 'The key file "/dev/null" is empty'],
    [['listen', '--port', 'x'], '--port must be a number'],
    [['verify', '/does/not/exist', '--method', 'POST'], 'a file or the request in flags, not both'],
    [['sign', 'https://a.b/', 'https://c.d/'], 'Pass only one webhook URL, not 2 arguments'],
    [
      ['send', 'http://127.0.0.1:2/', '--set', 'Body=Hello', 'Ann'],
      'Pass only one URL, not 2 arguments. Fix: put a value that contains spaces in quotes.',
    ],
    [['listen', '--redact'], '--redact has no effect without --record. Fix: add --record deliveries.har'],
    [['listen', '--max-entries', '5'], '--max-entries has no effect without --record'],
    [
      ['listen', '--inspect-port', '4041'],
      '--inspect-port has no effect without --inspect. Fix: add --inspect',
    ],
    [['listen', '--allow-websockets'], '--allow-websockets has no effect without --forward'],
    [['listen', '--port', '0x10'], '--port must be a number'],
    [['listen', '--public-url', 'https://a.b#c'], 'must have no query and no fragment'],
  ])('%j is told what is wrong', async (args, message) => {
    const { code, output } = await run(args);
    expect(output).toContain(message);
    expect(code).toBe(2);
    expect(output).not.toMatch(/\n\s+at /);
  });

  test.each([
    ['with too long a path', `https://example.com/${'x'.repeat(70_000)}`, 'longer than 65536 characters'],
    ['of slashes', `https://${'/'.repeat(60_000)} `, 'must be an absolute http(s) URL'],
    ['of letters', `https://${'a'.repeat(60_000)} `, 'must be an absolute http(s) URL'],
  ])('a URL %s is told apart', async (_name, url, message) => {
    for (const args of [
      ['sign', url],
      ['verify', '--url', url],
      ['listen', '--public-url', url],
    ]) {
      const { code, output } = await run(args);
      expect([code, output.slice(0, 200)]).toEqual([2, expect.stringContaining(message)]);
    }
  });

  test('--version prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    for (const flag of ['--version', '-v', 'version']) {
      expect(await runBuilt([flag])).toEqual({ code: 0, output: `${version}\n` });
    }
  });

  test('the program file is executable', () => {
    expect(statSync(PROGRAM).mode & 0o111).toBe(0o111);
  });

  test.each([
    [0, ['sign', 'https://example.com/']],
    [1, ['verify', '--url', 'https://example.com/']],
    [2, ['verify', '--\x1b]0;owned\x07\x9b31m']],
    [3, ['send', 'http://127.0.0.1:2/', '--public-url', PUBLIC_URL]],
  ])('its process ends with exit code %i: %j', async (expected, args) => {
    const { code, output } = await runBuilt(args);
    expect([code, output]).toEqual([expected, expect.not.stringMatching(/(?!\n)[\p{Cc}\p{Cf}]/u)]);
  });

  test('["verify","/dev/zero"] is told what is wrong, by a process because of its memory', async () => {
    const { code, output } = await runBuilt(['verify', '/dev/zero']);
    expect([code, output]).toEqual([2, expect.stringContaining('is longer than 256 MB')]);
    expect(output).not.toMatch(/\n\s+at /);
  });

  test('its process reads the standard input, and .env of its folder', async () => {
    const { output: curl } = await run(['sign', 'https://example.com/', '--curl']);
    const env = capture('.env', `SIGNALWIRE_SIGNING_KEY=${SIGNING_KEY}\n`);
    const { code, output } = await runBuilt(['verify', '-'], {}, curl);
    rmSync(env);
    expect([code, output]).toEqual([0, expect.stringContaining('key: SIGNALWIRE_SIGNING_KEY of .env')]);
  });

  test('a reader that stops reading is no fault', async () => {
    const child = spawnProgram(['--help'], folder);
    child.stdout.destroy();
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect(code).toBe(0);
  });

  test('--key before --key-file before the environment before .env', async () => {
    const url = ['--url', `${PUBLIC_URL}${form.target}`, '--body', String(form.body)];
    const headers = headerLines.flatMap((line) => ['--header', line]);
    const verify = ['verify', ...url, ...headers];
    const right = capture('right.key', SIGNING_KEY);
    const wrong = capture('wrong.key', OTHER_KEY);
    const environment = { SIGNALWIRE_SIGNING_KEY: OTHER_KEY };
    const lines = capture('lines.key', `${OTHER_KEY}\n\n${SIGNING_KEY}\n`);
    writeFileSync(join(folder, '.env'), `OTHER=1\nSIGNALWIRE_SIGNING_KEY="${SIGNING_KEY}" # the key\n`);
    const cases: [string[], Record<string, string>, string][] = [
      [['--key', SIGNING_KEY, '--key-file', wrong], environment, 'key: --key'],
      [['--key-file', right], environment, `key: ${right}`],
      [['--key-file', lines], environment, `key: ${lines}, line 2`],
      [[], { SIGNALWIRE_SIGNING_KEY: SIGNING_KEY }, 'key: SIGNALWIRE_SIGNING_KEY\n'],
      [[], {}, 'key: SIGNALWIRE_SIGNING_KEY of .env'],
    ];
    for (const [flags, env, name] of cases) {
      const { code, output } = await run([...verify, ...flags], env);
      expect([code, output]).toEqual([0, expect.stringContaining(name)]);
    }
    expect((await run(verify, environment)).code).toBe(1);
    rmSync(join(folder, '.env'));
    expect((await run(verify, {})).output).toContain('No signing key: set');
  });

  test('the key comes from the environment, a file or a flag, and is never printed', async () => {
    const keyFile = capture('key', `${SIGNING_KEY}\n`);
    const url = 'https://example.com/voice';
    const outputs = [
      await run(['sign', url]),
      await run(['sign', url, '--key-file', keyFile], {}),
      await run(['sign', url, '--key', SIGNING_KEY], {}),
    ];
    expect(new Set(outputs.map(({ output }) => output)).size).toBe(1);
    expect(outputs[0]?.output).toContain('x-signalwire-signature: ');
    expect(outputs[0]?.output).not.toContain(SIGNING_KEY);
    expect((await run(['sign', url], {})).output).toContain('No signing key: set SIGNALWIRE_SIGNING_KEY');
    const token = await run(['sign', url, '--key', 'PT_the-token'], {});
    expect([token.code, token.output]).toEqual([2, expect.stringContaining('looks like an API token')]);
    expect(token.output).not.toContain('the-token');
    for (const args of [
      ['verify', SIGNING_KEY],
      ['listen', SIGNING_KEY],
      ['sign', url, '--key-file', SIGNING_KEY],
    ]) {
      const misplaced = await run(args);
      expect([misplaced.code, misplaced.output]).toEqual([2, expect.stringContaining('PSK_…')]);
      expect(misplaced.output).not.toContain(SIGNING_KEY);
    }
  });

  describe('an API token', () => {
    const TOKEN = 'PT0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978';
    const byToken = signedForm('/voice', { CallSid: 'c1' }, { signingKey: TOKEN });
    const request = [
      ...['--url', `${PUBLIC_URL}/voice`, '--body', String(byToken.body)],
      ...Object.entries(byToken.headers ?? {}).flatMap(([name, value]) => [
        '--header',
        `${name}: ${String(value)}`,
      ]),
    ];

    test('is rejected as the key, and the flag that accepts it comes last', async () => {
      for (const command of ['verify', 'diagnose', 'listen']) {
        const { code, output } = await run([
          command,
          ...(command === 'listen' ? [] : request),
          '--key',
          TOKEN,
        ]);
        expect([code, output]).toEqual([2, expect.stringContaining('looks like an API token')]);
        expect(output).toMatch(/If your project signs with its API token: --key-kind api-token\.\n/);
        expect(output).not.toContain('signingKeyKind');
        expect(output).not.toContain(TOKEN.slice(4));
      }
    });

    test('is the key with --key-kind api-token', async () => {
      const kind = ['--key-kind', 'api-token'];
      const file = capture('token.key', `${TOKEN}\n`);
      for (const [flags, env] of [
        [['--key', TOKEN], {}],
        [['--key-file', file], {}],
        [[], { SIGNALWIRE_SIGNING_KEY: TOKEN }],
      ] as const) {
        const { code, output } = await run(['verify', ...request, ...kind, ...flags], env);
        expect([code, output]).toEqual([0, expect.stringContaining('verified (cxml, sha1)')]);
        expect(output).not.toContain(TOKEN.slice(4));
      }
      const signed = await run(['sign', 'https://example.com/voice', '--curl', '--key', TOKEN, ...kind]);
      expect((await run(['verify', '-', '--key', TOKEN, ...kind], {}, signed.output)).code).toBe(0);
      expect((await run(['verify', '-', ...kind], undefined, signed.output)).code).toBe(1);
      const placeholder = await run(['verify', ...request, '--key', 'PT…', ...kind]);
      expect([placeholder.code, placeholder.output]).toEqual([2, expect.stringContaining('is cut short')]);
    });

    test('is one that diagnose tries as --other-key, and the fix names signingKeyKind', async () => {
      const file = capture('token.key', `${TOKEN}\n`);
      const { code, output } = await run(['diagnose', ...request, '--other-key', `billing=${file}`]);
      expect([code, output]).toEqual([1, expect.stringContaining('(key-other-token)')]);
      expect(output).toContain('the key of billing');
      expect(output).toContain("signingKeyKind: 'api-token'");
      expect(output).not.toContain(TOKEN.slice(4));
    });

    test('that was meant explains no rejection', async () => {
      const forged = request.map((each) => each.replace('CallSid=c1', 'CallSid=forged'));
      const flags = ['--key', TOKEN, '--key-kind', 'api-token', '--json'];
      const diagnosis = JSON.parse((await run(['diagnose', ...forged, ...flags])).output) as object;
      expect(diagnosis).toMatchObject({ verdict: 'unexplained', findings: [] });
    });

    test.each([
      [
        ['sign', 'https://a.b/', '--key-kind', 'token'],
        '--key-kind must be signing-key (default) or api-token.',
      ],
      [['verify', TOKEN], 'PT…'],
      [['sign', 'https://a.b/', '--key-file', TOKEN], 'PT…'],
      [['diagnose', ...request, '--project', TOKEN], '--project must be a project ID'],
      [[TOKEN], 'Unknown command "PT…"'],
    ])('%# is told what is wrong, without the token', async (args, message) => {
      const { code, output } = await run(args);
      expect([code, output]).toEqual([2, expect.stringContaining(message)]);
      expect(output).not.toContain(TOKEN.slice(4));
    });
  });

  test.each([
    [2, ['send', 'http://user:secret@127.0.0.1:2/']],
    [3, ['send', 'http://user:secret@127.0.0.1:2/', '--public-url', 'https://user:secret@a.b']],
    [2, ['send', 'htps://user:secret@127.0.0.1:2/']],
    [2, ['send', 'http://user:sec/secret@127.0.0.1:2/']],
    [2, ['send', 'user:secret@example.com']],
    [2, ['send', 'http://127.0.0.1:2/', '--public-url', 'https://user:secret@a.b/?c']],
    [2, ['sign', 'https://user:secret@example.com/ a']],
    [0, ['sign', 'https://user:secret@example.com/']],
    [0, ['sign', 'https://user:secret@example.com/', '--curl']],
    [0, ['sign', 'https://user:secret@example.com/', '--json']],
    [0, ['sign', 'https://us%er:secret@example.com/', '--json']],
    [1, ['verify', '--url', 'https://user:secret@example.com/']],
    [
      1,
      [
        'diagnose',
        '--url',
        'https://user:secret@example.com/',
        '--header',
        `x-signalwire-signature: ${'a'.repeat(27)}=`,
      ],
    ],
    [2, ['verify', '--header', 'Authorization Basic secret', '--url', '/', '--public-url', 'https://a.b']],
  ])('exit code %i and no password: %j', async (expected, args) => {
    const { code, output } = await run(args);
    expect([code, output]).toEqual([expected, expect.not.stringContaining('secret')]);
    expect(output).not.toContain(Buffer.from('user:secret').toString('base64').slice(0, 14));
  });

  test('sign shows credentials where it is told to, and verify says that they were not signed', async () => {
    const url = 'https://user:secret@example.com/voice';
    const shown = await run(['sign', url, '--curl', '--show-credentials']);
    expect(shown.output).toContain(url);
    const verified = await run(['verify', '-'], undefined, shown.output);
    expect([verified.code, verified.output]).toEqual([
      0,
      expect.stringContaining('URL: https://***@example.com/voice (unchanged)'),
    ]);
    const stripped = await run(['sign', 'https://example.com:443/voice', '--curl']);
    const args = ['verify', '-', '--public-url', 'https://user:secret@example.com', '--json'];
    expect(JSON.parse((await run(args, undefined, stripped.output)).output)).toMatchObject({
      key: 'SIGNALWIRE_SIGNING_KEY',
      url: 'https://example.com:443/voice',
      urlForm: 'without its credentials, with the default port :443',
    });
  });

  test('what comes from outside cannot speak to the terminal', async () => {
    const evil = '\x1b]0;owned\x07\x9b31m\u202e\u2066\u200b';
    const raw = 'POST /a%41\x9b\x85?x HTTP/1.1\r\nHost: ab\x9b.c\r\nx: 1\r\n\r\n';
    const outputs = await Promise.all([
      run([evil]),
      run(['verify', evil]),
      run(['sign', evil]),
      run(['sign', 'https://a.b', '--as', evil]),
      run(['sign', 'https://a.b', '--set', evil]),
      run([`--${evil}`]),
      run(['verify', `--${evil}`]),
      run(['sign', 'https://a.b', '--as', 'swml.call', '--set', `call.from=${evil}`, '--curl']),
      run(['sign', 'https://a.b', '--as', 'swml.call', '--set', `call.from=${evil}`, '--json']),
      run(['diagnose', capture('evil.http', raw)]),
      run(['verify', '-'], undefined, `curl 'https://a.b/${evil}'`),
      run(
        ['verify', '-'],
        undefined,
        JSON.stringify({ log: { entries: [{ request: { method: 'GET', url: evil, headers: [] } }] } }),
      ),
    ]);
    for (const { output } of outputs) {
      expect(output).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
      expect(output).not.toMatch(/\n\s+at /);
    }
    const curl = outputs[7].output;
    expect((await run(['verify', '-'], undefined, curl)).code).toBe(0);
  });

  test('a response cannot speak to the terminal', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain; a=\x9b1m' });
      response.end('\x1b[31mred\u202e\r\nnext');
    }).listen(0, '127.0.0.1');
    const close = closeAtEnd(() => server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { output } = await run(['send', `http://127.0.0.1:${port}/`, '--public-url', PUBLIC_URL]);
    await close();
    expect(output).toContain('\\u001b[31mred\\u202e\nnext');
    expect(output).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  });

  test('what cannot be reached, or does not respond with HTTP, is not invalid usage', async () => {
    expect(await run(['send', 'http://127.0.0.1:2/', '--public-url', PUBLIC_URL])).toEqual({
      code: 3,
      output: 'http://127.0.0.1:2 cannot be reached: ECONNREFUSED.\n',
    });
    const server = createTcpServer((socket) => socket.end('SSH-2.0-x\r\n')).listen(0, '127.0.0.1');
    const close = closeAtEnd(() => server.close());
    await once(server, 'listening');
    const { code, output } = await run([
      'send',
      `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      '--public-url',
      PUBLIC_URL,
    ]);
    await close();
    expect([code, output]).toEqual([3, expect.stringContaining('does not respond with HTTP')]);
  });

  test('no colour where the output is no terminal', async () => {
    // eslint-disable-next-line no-control-regex
    expect((await runBuilt(['verify', capture('colour.http', rawHttp)])).output).not.toMatch(/\x1b/);
    // eslint-disable-next-line no-control-regex
    expect((await runBuilt(['diagnose', capture('colour.http', rawHttp)])).output).not.toMatch(/\x1b/);
  });
});

describe('sign', () => {
  test('--json and --curl hold a request that verify accepts', async () => {
    const args = ['sign', 'https://example.com/voice?a=1', '--set', "From=it's +1"];
    const curl = await run([...args, '--curl']);
    expect(curl.output).toMatch(/^curl \\\n {2}-X POST/);
    expect(await run(['verify', '-'], undefined, curl.output)).toEqual({
      code: 0,
      output:
        'verified (cxml, sha1)\n  key: SIGNALWIRE_SIGNING_KEY\n  URL: https://example.com/voice?a=… (unchanged)\n' +
        '  public URL: https://example.com (the captured URL)\n',
    });
    const json = JSON.parse((await run([...args, '--json'])).output) as { body: string; url: string };
    expect(json).toMatchObject({ method: 'POST', url: 'https://example.com/voice?a=1' });
    expect(new URLSearchParams(json.body).get('From')).toBe("it's +1");
  });
});

describe('send', () => {
  test.each([
    [
      '/voice',
      ['--as', 'voice.inbound', '--set', 'From=+15550001111'],
      '<Response><Say>+15550001111</Say></Response>',
    ],
    [
      '/swml',
      ['--as', 'swml.call', '--sha256', '--set', 'call.from=+15550002222'],
      '{"from":"+15550002222"}',
    ],
  ])('%s %j', async (path, args, answer) => {
    const { code, output } = await run(['send', localUrl() + path, '--public-url', PUBLIC_URL, ...args]);
    expect(output).toMatch(/^200 {2}\d+ ms/);
    expect([code, output]).toEqual([0, expect.stringContaining(answer)]);
  });

  test('--repeat and --json print a line each', async () => {
    const { output } = await run([
      'send',
      `${localUrl()}/voice`,
      '--public-url',
      PUBLIC_URL,
      '--repeat',
      '3',
      '--json',
    ]);
    const statuses = output
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { status: number }).status);
    expect(statuses).toEqual([200, 200, 200]);
  });

  test.each(['body', 'key', 'unsigned'])('--forge %s is rejected, as it must be', async (how) => {
    const { code, output } = await run([
      'send',
      `${localUrl()}/voice`,
      '--public-url',
      PUBLIC_URL,
      '--forge',
      how,
    ]);
    expect([code, output]).toEqual([0, expect.stringMatching(/^403 /)]);
  });

  test('an application that rejects is a failure', async () => {
    const { code, output } = await run([
      'send',
      `${localUrl()}/voice`,
      '--public-url',
      'https://other.example',
    ]);
    expect([code, output]).toEqual([1, expect.stringMatching(/^403 /)]);
  });
});

const har = (request: object) =>
  JSON.stringify({
    log: { entries: [{ request: { method: 'GET', url: 'https://a/', headers: [] } }, { request }] },
  });

const captures: [string, string][] = [
  ['captured.http', rawHttp],
  [
    'edited.http',
    `${rawHttp.replace('\r\n\r\n', `\r\nContent-Length: ${Buffer.byteLength(String(form.body))}\r\n\r\n`)}\n`,
  ],
  ['no-length.http', `${rawHttp.replaceAll('\r\n', '\n')}\n`],
  [
    'captured.har',
    har({
      method: 'POST',
      url: PUBLIC_URL + form.target,
      headers: Object.entries(form.headers ?? {}).map(([name, value]) => ({ name, value })),
      postData: { text: form.body },
    }),
  ],
  [
    'captured.curl',
    `curl '${PUBLIC_URL}${form.target}' \\\n ${headerLines.map((line) => `-H "${line}"`).join(' \\\n ')} --data-raw '${String(form.body)}' --compressed`,
  ],
];

describe('verify and diagnose', () => {
  test.each(captures)('%s', async (name, content) => {
    const path = capture(name, content);
    const { code, output } = await run(['verify', path]);
    expect([code, output]).toEqual([0, expect.stringMatching(/^verified \(cxml, sha1\)\n/)]);
    expect((await run(['diagnose', path])).code).toBe(0);
    const forged = capture(`forged-${name}`, content.replace('CallSid=c1', 'CallSid=c2'));
    expect(await run(['verify', forged])).toEqual({
      code: 1,
      output: expect.stringMatching(
        /^rejected: signature-mismatch\n {2}public URL: https:\/\/example\.ngrok\.io \(the /,
      ) as unknown,
    });
  });

  test('a GET, and JSON from the flags', async () => {
    const get = signedGet('/voice?From=1');
    const signature = String(get.headers?.['x-signalwire-signature']);
    const args = [
      'verify',
      '--url',
      `${PUBLIC_URL}/voice?From=1`,
      '--header',
      `X-SignalWire-Signature: ${signature}`,
      '--json',
    ];
    expect(JSON.parse((await run(args)).output)).toMatchObject({ verified: true, signatureFormat: 'cxml' });
    const json = signedJson('/swml', { call: {} });
    const flags = Object.entries(json.headers ?? {}).flatMap(([name, value]) => [
      '--header',
      `${name}: ${String(value)}`,
    ]);
    const result = await run([
      'verify',
      '--url',
      '/swml',
      '--public-url',
      PUBLIC_URL,
      '--body',
      String(json.body),
      ...flags,
    ]);
    expect(result.output).toMatch(/^verified \(swml, sha1\)\n/);
  });

  test('diagnose names the cause and the fix', async () => {
    const path = capture('internal.http', rawHttp.replace('Host: example.ngrok.io', 'Host: internal:3000'));
    const { code, output } = await run(['diagnose', path, '--host', 'example.ngrok.io']);
    expect(code).toBe(1);
    expect(output).toContain("publicUrl: 'https://example.ngrok.io'");
    expect(output).not.toContain(SIGNING_KEY);
    const json = JSON.parse(
      (await run(['diagnose', path, '--host', 'example.ngrok.io', '--json'])).output,
    ) as object;
    expect(json).toMatchObject({ verdict: 'explained' });
  });

  test('diagnose knows other keys by name, and the project', async () => {
    const path = capture('other.http', rawHttp.replace('CallSid=c1', 'CallSid=c1'));
    const other = capture('support.key', `${SIGNING_KEY}\n`);
    const args = [
      'diagnose',
      path,
      '--key',
      OTHER_KEY,
      '--other-key',
      `support=${other}`,
      '--public-url',
      PUBLIC_URL,
    ];
    const { code, output } = await run(args);
    expect([code, output]).toEqual([1, expect.stringContaining('support')]);
    expect(output).toContain('(key-other)');
    expect(output).not.toContain(SIGNING_KEY);
    const named = signedForm('/voice', { AccountSid: 'ac-1' });
    const flags = Object.entries(named.headers ?? {}).flatMap(([name, value]) => [
      '--header',
      `${name}: ${String(value)}`,
    ]);
    const request = ['diagnose', '--url', `${PUBLIC_URL}/voice`, '--body', String(named.body), ...flags];
    expect((await run([...request, '--project', 'ac-1'])).output).toContain(
      'names project ac-1, as expected',
    );
    expect((await run([...request, '--project', 'ac-2'])).output).toContain('names project ac-1, not ac-2');
    expect(JSON.parse((await run([...request, '--project', 'ac-2', '--json'])).output)).toMatchObject({
      verdict: 'verified',
      project: { expected: 'ac-2', claimed: 'ac-1' },
    });
  });

  test.each([
    ['nothing.http', 'hello'],
    ['empty.har', '{}'],
    ['none.har', '{"log":{"entries":[]}}'],
    ['bad.curl', 'curl -X POST'],
    ['no-host.http', 'POST / HTTP/1.1\r\n\r\n'],
    ['bad-header.http', 'POST / HTTP/1.1\r\nnonsense\r\n\r\n'],
    ['array.har', '[]'],
    ['cut-off.har', '{"log":{"entries":[{"request":{"method":"GE'],
    ['deep.har', '{"a":'.repeat(200_000)],
    ['null-entry.har', '{"log":{"entries":[null]}}'],
    [
      'null-headers.har',
      '{"log":{"entries":[{"request":{"method":"GET","url":"https://a/","headers":null}}]}}',
    ],
    [
      'number-header.har',
      '{"log":{"entries":[{"request":{"method":"GET","url":"https://a/","headers":[{"name":"x-signalwire-signature","value":1}]}}]}}',
    ],
    ['no-url.har', '{"log":{"entries":[{"request":{"method":"GET","headers":[]}}]}}'],
    ['odd-url.har', '{"log":{"entries":[{"request":{"method":"GET","url":"chrome://x","headers":[]}}]}}'],
    ['utf-16.har', '\ufffe{}'],
    ['unclosed.curl', `curl 'https://a/' -H "${'\\"'.repeat(100_000)}`],
    ['words.curl', `curl ${'a '.repeat(100_000)}`],
    ['quotes.curl', `curl ${'"'.repeat(200_001)}`],
    ['file.curl', 'curl https://a/ -d @body.txt'],
    ['form.curl', 'curl https://a/ -F a=b'],
    ['windows.curl', 'curl "https://a/" ^\r\n -H "a: b"'],
    ['request-line.http', `POST ${'/'.repeat(200_000)} HTTP/1.1\r\nHost: a\r\n\r\n`],
  ])('%s is told apart', async (name, content) => {
    const path = join(folder, name);
    writeFileSync(path, content, name.startsWith('utf-16') ? 'utf16le' : 'utf8');
    const { code, output } = await run(['verify', path]);
    expect(code).toBe(2);
    expect(output).not.toMatch(/\n\s+at /);
  });
});

describe('listen', () => {
  test('verifies what arrives and says why it fails', async () => {
    const child = spawnProgram(['listen', '--port', '0', '--public-url', PUBLIC_URL], folder);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await until(() => output.includes('Listening on'));
    const port = Number(/:(\d+)/.exec(output)?.[1]);
    const accepted = await sendRequest(port, form);
    expect([accepted.status, accepted.body]).toEqual([
      200,
      '<?xml version="1.0" encoding="UTF-8"?><Response/>',
    ]);
    const rejected = await sendRequest(
      port,
      signedForm('/voice', { a: '1' }, { publicUrl: 'http://example.ngrok.io' }),
    );
    expect([rejected.status, rejected.body]).toEqual([403, '']);
    await until(() => output.includes('Proof: '));
    expect(output).toContain(`verified (cxml)  POST ${PUBLIC_URL}${form.target}`);
    expect(output).toContain("publicUrl: 'http://example.ngrok.io'");
    const long = await sendRequest(port, { target: '/', body: 'x'.repeat(2_200_000) }).catch(() => ({
      status: 413,
    }));
    expect(long.status).toBe(413);
    const absolute = await sendRaw(
      port,
      'GET http://user:secret@a/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );
    expect(absolute).toMatch(/^HTTP\/1.1 400 /);
    await until(() => output.includes('the target is not a path'));
    expect(output).not.toContain('secret');
    expect(output).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    await ended;
  });

  test('a request cannot speak to the terminal', async () => {
    const child = spawnProgram(['listen', '--port', '0'], folder);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await until(() => output.includes('Listening on'));
    const port = Number(/:(\d+)/.exec(output)?.[1]);
    const head = 'POST /%1b[31m HTTP/1.1\r\nHost: u:secret@\x9b31m\x85\xad.b\r\nConnection: close\r\n\r\n';
    expect(await sendRaw(port, head)).toMatch(/^HTTP\/1.1 403 /);
    await until(() => output.includes('rejected (missing-signature)'));
    expect(output).toContain('POST https://***@\\u009b31m\\u0085\\u00ad.b/%1b[31m');
    expect(output).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    child.kill('SIGINT');
  });

  test('an API token that was meant verifies, and explains no rejection', async () => {
    const token = 'PT0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978';
    const child = spawnProgram(
      ['listen', '--port', '0', '--public-url', PUBLIC_URL, '--key-kind', 'api-token'],
      folder,
      {
        SIGNALWIRE_SIGNING_KEY: token,
      },
    );
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await until(() => output.includes('Listening on'));
    const port = Number(/:(\d+)/.exec(output)?.[1]);
    expect((await sendRequest(port, signedForm('/voice', { a: '1' }, { signingKey: token }))).status).toBe(
      200,
    );
    expect((await sendRequest(port, form)).status).toBe(403);
    await until(() => output.includes('Tried: '));
    expect(output).toContain('No known misconfiguration explains it');
    expect(output).not.toContain(token.slice(4));
    child.kill('SIGINT');
  });

  test('a flood of deep JSON is diagnosed for a share of the time only', async () => {
    const child = spawnProgram(['listen', '--port', '0', '--public-url', PUBLIC_URL], folder);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await until(() => output.includes('Listening on'));
    const port = Number(/:(\d+)/.exec(output)?.[1]);
    const body = `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    const headers = { 'content-type': 'application/json', 'x-signalwire-signature': 'a'.repeat(40) };
    // A fast machine diagnoses more of them in the time that it may use.
    for (let sent = 50; sent <= 1_000 && !output.includes('Not diagnosed'); sent += 50) {
      const flood = Array.from({ length: 50 }, () => sendRequest(port, { target: '/', headers, body }));
      expect(new Set((await Promise.all(flood)).map(({ status }) => status))).toEqual(new Set([403]));
      await until(() => output.split('\nrejected (signature-mismatch)').length === sent + 1);
    }
    expect(output).toContain('Not diagnosed: too many rejected requests at once.');
    const long = await sendRequest(port, { target: '/', headers, body: `{"a":"${'x'.repeat(200_000)}"}` });
    expect(long.status).toBe(403);
    await until(() => output.includes('Not diagnosed: the body is longer than 128 kB.'));
    child.kill('SIGINT');
  });
});

/** Sends the bytes as they are, and gives what came back. */
function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.from(text, 'latin1')));
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
    socket.on('error', reject);
    socket.on('close', () => {
      resolve(received);
    });
  });
}
