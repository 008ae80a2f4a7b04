import { describe, expect, test } from '@jest/globals';
import { Controller, Post } from '@nestjs/common';
import {
  SignalWireWebhook,
  SignalWireWebhookConfigurationError,
  SignalWireWebhookModule,
  type SignalWireWebhookModuleOptions,
} from 'nestjs-signalwire-webhook';

import { adapterNames, type RunningApplication, startApplication } from '../support/applications.js';
import { until } from '../support/until.js';
import { OTHER_KEY, signedForm, SIGNING_KEY } from '../support/signing.js';

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

  test('off by default', async () => {
    await using({}, async (application, diagnoses) => {
      await application.send(overHttp('/hook'));
      expect(diagnoses()).toEqual([]);
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
          'Diagnosis of HookController.hook: The signature was refused, and this is why',
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

const WANTED = 'it must be true, false or an object of interval, hosts, pathPrefixes, otherKeys.';

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
    { otherKeys: 5 },
    "diagnostics.otherKeys is 5; it must be an object of names and signing keys. Fix: diagnostics: { otherKeys: { billing: 'PSK_…' } }",
  ],
  [{ otherKeys: [OTHER_KEY] }, 'diagnostics.otherKeys is a list; it must be an object'],
  [{ otherKeys: { billing: 5 } }, 'diagnostics.otherKeys["billing"] is 5; it must be a signing key.'],
  [{ otherKeys: { billing: ' ' } }, 'diagnostics.otherKeys["billing"] is blank; it must be a signing key.'],
  [{ otherKeys: { [OTHER_KEY]: 'billing' } }, 'diagnostics.otherKeys has a key in the place of a name.'],
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
