import { describe, expect, test } from '@jest/globals';
import { Controller, Post } from '@nestjs/common';
import {
  SignalWireWebhook,
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
