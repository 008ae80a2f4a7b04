import { describe, expect, test } from '@jest/globals';
import { All, Controller, Post } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import {
  SignalWireWebhook,
  SignalWireWebhookConfigurationError,
  SignalWireWebhookModule,
  type SignalWireWebhookModuleOptions,
} from 'nestjs-signalwire-webhook';
import { createHmac } from 'node:crypto';

import { queueOf } from '../../lib/diagnosis/nest/diagnosis-queue.js';
import {
  adapterNames,
  type RequestToSend,
  type RunningApplication,
  startApplication,
} from '../support/applications.js';
import { until } from '../support/until.js';
import { FORM, JSON_TYPE, OTHER_KEY, signedForm, signedGet, SIGNING_KEY } from '../support/signing.js';

@SignalWireWebhook()
@Controller()
class HookController {
  @Post('hook')
  hook() {
    return 'handled';
  }

  @Post('other')
  other() {
    return 'handled';
  }

  @All('stream')
  stream() {
    return 'handled';
  }
}

const PUBLIC_URL = 'https://example.com';
const form = { CallSid: 'c1', From: '+15551234567' };

describe.each(adapterNames)('diagnostics on %s', (adapterName) => {
  async function using(
    options: Partial<SignalWireWebhookModuleOptions>,
    use: (application: RunningApplication, diagnoses: () => string[]) => Promise<void>,
  ): Promise<void> {
    const application = await startApplication(adapterName, {
      imports: [
        SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL, ...options }),
      ],
      controllers: [HookController],
    });
    try {
      await use(application, () => application.logger.lines.filter((line) => line.includes('Diagnosis of')));
    } finally {
      await application.close();
    }
  }

  const overHttp = (target: string) => signedForm(target, form, { publicUrl: 'http://example.com' });

  test('by default, nothing is searched, and the first rejection of each route says how to find the cause', async () => {
    await using({}, async (application, diagnoses) => {
      for (const target of ['/hook', '/hook', '/other']) await application.send(overHttp(target));
      const rejections = application.logger.lines.filter((line) => line.includes('Rejected'));
      expect(
        rejections.map((line) => line.includes('. Set diagnostics: true in SignalWireWebhookModule')),
      ).toEqual([true, false, true]);
      expect(diagnoses()).toEqual([]);
    });
  });

  test.each<[string, RequestToSend['headers'], string]>([
    ['body-not-signed', { ...signedGet('/hook', { publicUrl: PUBLIC_URL }).headers, ...JSON_TYPE }, '{}'],
    ['malformed-body', { ...JSON_TYPE, 'x-signalwire-signature': 'a'.repeat(40) }, '[1]'],
  ])('by default, %s says how to find the cause', async (reason, headers, body) => {
    await using({}, async (application, diagnoses) => {
      expect((await application.send({ target: '/hook', headers: { ...headers }, body })).status).toBe(403);
      const [line] = application.logger.lines;
      expect(line).toMatch(new RegExp(`: ${reason} .*\\. Set diagnostics: true in SignalWireWebhookModule`));
      expect(diagnoses()).toEqual([]);
    });
  });

  test('by default, a reason that needs no search is explained in one line, once for each route', async () => {
    await using({}, async (application, diagnoses) => {
      for (let i = 0; i < 3; i++) await application.send({ target: '/hook', headers: FORM, body: 'a=b' });
      await application.send({
        target: '/other',
        headers: { ...FORM, 'user-agent': 'curl/8.5.0' },
        body: 'a=b',
      });
      await until(() => diagnoses().length === 2);
      expect(diagnoses()).toEqual([
        expect.stringMatching(/Diagnosis of HookController\.hook: No signature \(signature-missing\).*Fix: /),
        expect.stringMatching(
          /Diagnosis of HookController\.other: .*curl.*Fix: npx signalwire-webhook send /,
        ),
      ]);
      expect(application.logger.text).not.toContain('Set diagnostics');
    });
  });

  test('one for a route and reason in an interval, in the log and never in the answer', async () => {
    await using({ diagnostics: true }, async (application, diagnoses) => {
      for (const target of ['/hook', '/hook', '/other', '/hook']) {
        const answer = await application.send(overHttp(target));
        expect([answer.status, answer.body]).toEqual([403, '{"statusCode":403,"message":"Forbidden"}']);
      }
      await until(() => diagnoses().length === 2);
      expect(diagnoses()).toEqual([
        expect.stringContaining(
          'Diagnosis of HookController.hook: Signature rejected (signature-mismatch). Cause:',
        ),
        expect.stringContaining('Diagnosis of HookController.other'),
      ]);
      expect(diagnoses()[0]).toContain("publicUrl: 'http://example.com'");
      for (const secret of [
        SIGNING_KEY,
        '15551234567',
        String(overHttp('/hook').headers?.['x-signalwire-signature']),
      ]) {
        expect(application.logger.text).not.toContain(secret);
      }
    });
  });

  test('the interval and hints are options', async () => {
    const diagnostics = { interval: 0, otherKeys: { billing: OTHER_KEY } };
    await using({ diagnostics }, async (application, diagnoses) => {
      const request = signedForm('/hook', form, { publicUrl: PUBLIC_URL, signingKey: OTHER_KEY });
      await application.send(request);
      await application.send(request);
      await until(() => diagnoses().length === 2);
      expect(diagnoses()[0]).toContain('billing');
      expect(diagnoses()[0]).not.toContain(OTHER_KEY);
    });
  });

  const TOKEN = 'PT0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978';
  const byToken = signedForm('/hook', form, { publicUrl: PUBLIC_URL, signingKey: TOKEN });

  test('a signature by an API token is proven by a hint, and the fix names signingKeyKind', async () => {
    const diagnostics = { otherKeys: { billing: OTHER_KEY, token: TOKEN } };
    await using({ diagnostics }, async (application, diagnoses) => {
      expect((await application.send(byToken)).status).toBe(403);
      await until(() => diagnoses().length === 1);
      expect(diagnoses()[0]).toContain('(key-other-token)');
      expect(diagnoses()[0]).toContain('the key of token');
      expect(diagnoses()[0]).toContain("together with signingKeyKind: 'api-token'");
      expect(application.logger.text).not.toContain(TOKEN.slice(4));
    });
  });

  test('of a forgery where the module has an API token nothing is claimed', async () => {
    const options = { signingKey: () => TOKEN, signingKeyKind: 'api-token', diagnostics: true } as const;
    await using(options, async (application, diagnoses) => {
      const forged = signedForm('/hook', form, { publicUrl: PUBLIC_URL, signingKey: 'PSK_of_an_attacker' });
      expect((await application.send(forged)).status).toBe(403);
      await until(() => diagnoses().length === 1);
      expect(diagnoses()[0]).toContain('No known misconfiguration explains it');
      expect(diagnoses()[0]).toContain('key-api-token');
      expect((await application.send(byToken)).status).toBe(200);
    });
  });

  test.each<[unknown, string]>([
    [
      { old: undefined },
      'diagnostics.otherKeys["old"] must be a string; it is undefined. Is the environment variable',
    ],
    [{ old: '' }, 'diagnostics.otherKeys["old"] is blank'],
    [{ old: [SIGNING_KEY] }, 'diagnostics.otherKeys["old"] must be a string'],
    [{ a: SIGNING_KEY, old: `${TOKEN}\n` }, 'diagnostics.otherKeys["old"] begins or ends with whitespace'],
    [{ [TOKEN]: '' }, 'diagnostics.otherKeys has a key instead of a name.'],
    [[SIGNING_KEY], 'diagnostics.otherKeys is a list; it must be an object of names and signing keys.'],
    [SIGNING_KEY, 'diagnostics.otherKeys is a string; it must be an object of names and signing keys.'],
    [null, 'diagnostics.otherKeys is null; it must be an object of names and signing keys.'],
  ])('unusable otherKeys stop startup: %#', async (otherKeys, message) => {
    const options = { diagnostics: { otherKeys } } as never;
    const error = await using(options, () => Promise.resolve()).catch((reason: unknown) => reason as Error);
    expect(error).toBeInstanceOf(SignalWireWebhookConfigurationError);
    expect((error as Error).message).toContain(message);
    expect((error as Error).message).not.toContain(TOKEN.slice(4));
  });

  test('otherKeys may be tokens, and keys of a test', async () => {
    await using({ diagnostics: { otherKeys: { token: TOKEN, test: 'short' } } }, () => Promise.resolve());
    await using({ diagnostics: { otherKeys: undefined } as never }, () => Promise.resolve());
  });

  describe('interval: 0 stays bounded', () => {
    const diagnostics = { interval: 0 };
    const linesOf = ({ logger }: RunningApplication) =>
      logger.lines.filter((line) => line.startsWith('WARN Diagnosis'));

    test('the lines about a request that needs no search', async () => {
      const basicAuth = { username: 'signalwire', password: 'the-secret' };
      await using({ diagnostics, accept: 'basic-auth', basicAuth }, async (application, diagnoses) => {
        for (let index = 0; index < 150; index++) await application.send({ target: '/hook' });
        await until(() => diagnoses().length >= 60);
        await application.send({ target: '/other' });
        await until(() => diagnoses().some((line) => line.includes('HookController.other')));
        expect(diagnoses()).toHaveLength(61);
        await application.app.close();
        expect(application.logger.text).toMatch(
          /\d+ more diagnoses within \d+ s: \d+ × HookController\.hook: missing-credentials/,
        );
      });
    });

    test('the lines about requests that reach no route', async () => {
      await using({ diagnostics }, async (application) => {
        const headers = { 'x-signalwire-signature': 'x' };
        for (let index = 0; index < 150; index++) await application.send({ target: `/${index}`, headers });
        await application.app.close();
        expect(linesOf(application)).toHaveLength(60);
        expect(application.logger.text).toContain('90 more diagnoses within');
      });
    });

    test('the work, also where a body is only read for its project', async () => {
      const signingKey = { projects: { support: SIGNING_KEY } };
      await using({ diagnostics, signingKey }, async (application) => {
        const request = signedForm('/hook', { ...form, AccountSid: 'unknown' }, { publicUrl: PUBLIC_URL });
        const queue = queueOf(application.app.get(ModulesContainer));
        const isSpent = async () => {
          if (queue.isOpen) return false;
          await new Promise((resolve) => setTimeout(resolve, 20));
          return !queue.isOpen;
        };
        let requests = 0;
        while (requests++ < 1_500 && !(await isSpent())) await application.send(request);
        expect(requests).toBeLessThan(1_500);
      });
    });
  });

  test('of several projects the one whose key was used is named', async () => {
    const signingKey = { projects: { support: SIGNING_KEY, billing: OTHER_KEY } };
    await using({ signingKey, diagnostics: true }, async (application, diagnoses) => {
      const request = signedForm(
        '/hook',
        { ...form, AccountSid: 'support' },
        { publicUrl: PUBLIC_URL, signingKey: OTHER_KEY },
      );
      await application.send(request);
      await until(() => diagnoses().length === 1);
      expect(diagnoses()[0]).toMatch(/key-other[\s\S]*billing/);
    });
  });

  describe('what is known of a sender', () => {
    const body = 'CallSid=c1&From=%2B15551234567';
    const text = '/hookCallSidc1From+15551234567';
    const hmac = (signed: string, algorithm = 'sha1', key = SIGNING_KEY) =>
      createHmac(algorithm, key).update(signed).digest('base64');
    const hook = (headers: Record<string, string>, sent = body): RequestToSend => ({
      target: '/hook',
      headers: { ...FORM, ...headers },
      body: sent,
    });
    const sharedKey = (algorithm: string, signature: string): RequestToSend =>
      hook({
        'x-twilio-signature': signature,
        'x-twilio-webhooks-signature-settings': `key=SK1,algorithm=${algorithm}`,
      });
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };

    test.each<[name: string, request: RequestToSend, found: RegExp]>([
      [
        'a SharedKey with HMAC_SHA256',
        sharedKey('HMAC_SHA256', hmac(PUBLIC_URL + text, 'sha256')),
        /signature-shared-key[\s\S]*Choose HMAC_SHA1 for the SharedKey/,
      ],
      [
        'a SharedKey with HMAC_SHA256, by a different key',
        sharedKey('HMAC_SHA256', hmac(PUBLIC_URL + text, 'sha256', OTHER_KEY)),
        /signature-shared-key[\s\S]*key-other[\s\S]*the key of twilio/,
      ],
      [
        'a SharedKey whose secret is not known',
        sharedKey('HMAC_SHA1', hmac(PUBLIC_URL + text, 'sha1', 'PSK_of_somebody_else')),
        /sender-shared-key[\s\S]*twilioSharedKeySecret/,
      ],
      [
        'a WebSocket handshake',
        {
          method: 'GET',
          target: '/stream',
          headers: { ...upgrade, 'x-twilio-signature': hmac('wss://example.com/stream') },
        },
        /url-websocket[\s\S]*signed: wss; here: https[\s\S]*'wss:\/\/example\.com' \+ request\.url/,
      ],
      [
        'a WebSocket handshake without a signature',
        { method: 'GET', target: '/stream', headers: upgrade },
        /\(sender-websocket\): the request has the header Upgrade: websocket\. Fix: /,
      ],
      [
        'Audio parameters',
        hook({ 'x-signalwire-signature': hmac(PUBLIC_URL + text) }, `AudioInMos=4.5&${body}&AudioCodec=opus`),
        /body-audio-parameters/,
      ],
      [
        'one value with + for itself',
        hook({ 'x-signalwire-signature': hmac(`${PUBLIC_URL}/hookBodya bSum12+34`) }, 'Body=a+b&Sum=12+34'),
        /body-decoding[\s\S]*in number 2/,
      ],
    ])('%s', async (_name, request, found) => {
      await using({ diagnostics: { otherKeys: { twilio: OTHER_KEY } } }, async (application, diagnoses) => {
        expect((await application.send(request)).status).toBe(403);
        await until(() => diagnoses().length === 1);
        expect(diagnoses()[0]).toMatch(found);
        expect(diagnoses()[0]).not.toMatch(/pass X-SignalWire-Signature|let X-SignalWire-Signature/);
      });
    });
  });

  test('verified requests cost nothing, and a store that is down changes no answer', async () => {
    let isDown = false;
    const signingKey = () => {
      if (isDown) throw new Error('down');
      return SIGNING_KEY;
    };
    await using({ signingKey, diagnostics: true }, async (application, diagnoses) => {
      expect((await application.send(signedForm('/hook', form, { publicUrl: PUBLIC_URL }))).status).toBe(200);
      expect(diagnoses()).toEqual([]);
      isDown = true;
      expect((await application.send(overHttp('/hook'))).status).toBe(403);
    });
  });
});

const WANTED = 'it must be true, false or an object of interval, verbose, hosts, pathPrefixes, otherKeys.';

test.each<[unknown, string]>([
  [[], `diagnostics is an empty list; ${WANTED} Fix: diagnostics: { hosts: ['example.com'] }`],
  ['true', `diagnostics is a string; ${WANTED}`],
  [1, `diagnostics is 1; ${WANTED}`],
  [null, `diagnostics is null; ${WANTED}`],
  [new Map([['hosts', ['a.example']]]), `diagnostics is an instance of Map; ${WANTED}`],
  [
    { host: 'x' },
    'Unknown option "diagnostics.host" of SignalWireWebhookModule. Did you mean diagnostics.hosts?',
  ],
  [
    { hosts: 'x' },
    "diagnostics.hosts is a string; it must be a list of host names. Fix: diagnostics: { hosts: ['example.com'] }",
  ],
  [{ hosts: ['https://x.example'] }, 'diagnostics.hosts[0] must be a host name without scheme or path.'],
  [{ hosts: ['x.example', undefined] }, 'diagnostics.hosts[1] (undefined) must be a host name'],
  [
    { hosts: ['undefined.example.com'] },
    'diagnostics.hosts[0] contains "undefined", the text of a missing value.',
  ],
  [
    { otherKeys: 5 },
    "diagnostics.otherKeys is 5; it must be an object of names and signing keys. Fix: diagnostics: { otherKeys: { billing: 'PSK_…' } }",
  ],
  [{ otherKeys: [OTHER_KEY] }, 'diagnostics.otherKeys is a list; it must be an object'],
  [{ otherKeys: { billing: 5 } }, 'diagnostics.otherKeys["billing"] must be a string; it is a number.'],
  [
    { otherKeys: { billing: ' ' } },
    'diagnostics.otherKeys["billing"] is blank: anyone can sign with a blank key.',
  ],
  [{ otherKeys: { [OTHER_KEY]: 'billing' } }, 'diagnostics.otherKeys has a key instead of a name.'],
  [
    { pathPrefixes: '/s' },
    "diagnostics.pathPrefixes is a string; it must be a list of path prefixes. Fix: diagnostics: { pathPrefixes: ['/stage'] }",
  ],
  [{ pathPrefixes: ['/s', 5] }, 'diagnostics.pathPrefixes[1] is 5; it must be a path prefix'],
  [
    { interval: -1 },
    'diagnostics.interval is -1; it must be a number of milliseconds from 0. Fix: diagnostics: { interval: 60_000 }',
  ],
  [{ interval: '1m' }, 'diagnostics.interval is "1m"; it must be a number'],
  [{ interval: Infinity }, 'diagnostics.interval is Infinity; it must be a number'],
])('diagnostics: %j stops the start', async (diagnostics, message) => {
  const options = { signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL, diagnostics: diagnostics as never };
  const error = await startApplication('express', {
    imports: [SignalWireWebhookModule.forRootAsync({ useFactory: () => options })],
  }).then(
    (application) => application.close(),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SignalWireWebhookConfigurationError);
  expect((error as Error).message).toContain(message);
  expect((error as Error).message).not.toContain(OTHER_KEY);
});
