import { afterEach, expect, test } from '@jest/globals';
import { Controller, Post } from '@nestjs/common';
import { SignalWireWebhook, SignalWireWebhookModule } from 'nestjs-signalwire-webhook';

import {
  type AdapterName,
  adapterNames,
  type RunningApplication,
  startApplication,
  type WebhookOptions,
} from '../support/applications.js';
import { describeWithNginx, Nginx } from '../support/nginx.js';
import { signedForm, SIGNING_KEY } from '../support/signing.js';

const HOST = 'hooks.example.com';
const PUBLIC_URL = `https://${HOST}`;

@SignalWireWebhook()
@Controller()
class VoiceController {
  @Post('voice')
  voice() {
    return '<Response/>';
  }

  @Post('menu//voice')
  doubled() {
    return '<Response/>';
  }

  @Post('menu/voice')
  merged() {
    return '<Response/>';
  }
}

interface Misconfiguration {
  readonly name: string;
  /** The path that is configured at SignalWire. */
  readonly path: string;
  readonly directives: (port: number) => string;
  readonly options: WebhookOptions;
  readonly findings: RegExp;
  /** What fixes it: other options, or other directives. */
  readonly fixed: {
    options?: WebhookOptions;
    directives?: (port: number) => string;
  };
}

const passHost = 'proxy_set_header Host $host;';

const misconfigurations: Misconfiguration[] = [
  {
    name: 'TLS is ended, and the application sees http',
    path: '/voice',
    directives: (port) => `location / { proxy_pass http://127.0.0.1:${port}; ${passHost} }`,
    options: { allowedHosts: [HOST] },
    findings: /Fix:\s+.*publicUrl: 'https:\/\/hooks\.example\.com'/,
    fixed: { options: { publicUrl: PUBLIC_URL } },
  },
  {
    name: 'the host is rewritten',
    path: '/voice',
    directives: (port) =>
      `location / { proxy_pass http://127.0.0.1:${port}; proxy_set_header Host inner.example; proxy_set_header X-Forwarded-Host $host; proxy_set_header X-Forwarded-Proto https; }`,
    options: { allowedHosts: ['inner.example'] },
    findings: /Fix:\s+.*publicUrl: 'https:\/\/hooks\.example\.com'/,
    fixed: { options: { publicUrl: PUBLIC_URL } },
  },
  {
    name: 'a prefix is stripped',
    path: '/stage/voice',
    directives: (port) => `location /stage/ { proxy_pass http://127.0.0.1:${port}/; ${passHost} }`,
    options: { publicUrl: PUBLIC_URL, diagnostics: { pathPrefixes: ['/stage'] } },
    findings: /Fix:\s+.*publicUrl: 'https:\/\/hooks\.example\.com\/stage'/,
    fixed: { options: { publicUrl: `${PUBLIC_URL}/stage` } },
  },
  {
    name: 'slashes are merged',
    path: '/menu//voice',
    directives: (port) => `location / { proxy_pass http://127.0.0.1:${port}/; ${passHost} }`,
    options: { publicUrl: PUBLIC_URL },
    findings: /url-double-slash/,
    fixed: {
      directives: (port) =>
        `merge_slashes off; location / { proxy_pass http://127.0.0.1:${port}; ${passHost} }`,
    },
  },
];

describeWithNginx('behind a real nginx', () => {
  const open: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
  });

  async function start(
    adapterName: AdapterName,
    options: WebhookOptions,
    directives: Misconfiguration['directives'],
  ): Promise<{ application: RunningApplication; nginx: Nginx }> {
    const application = await startApplication(adapterName, {
      imports: [SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, diagnostics: true, ...options })],
      controllers: [VoiceController],
    });
    open.push(() => application.close());
    const nginx = await Nginx.start(directives(application.port));
    open.push(() => nginx.stop());
    return { application, nginx };
  }

  test.each(
    adapterNames.flatMap((adapterName) =>
      misconfigurations.map(
        (misconfiguration) => [adapterName, misconfiguration.name, misconfiguration] as const,
      ),
    ),
  )(
    '%s: %s; the log says so, and what it says fixes it',
    async (adapterName, _name, { path, directives, options, findings, fixed }) => {
      const request = signedForm(path, { CallSid: 'c1', From: '+15551234567' }, { publicUrl: PUBLIC_URL });
      const broken = await start(adapterName, options, directives);
      const rejected = await broken.nginx.send(request, HOST);
      expect([rejected.status, rejected.body]).toEqual([403, '{"statusCode":403,"message":"Forbidden"}']);
      expect(broken.application.logger.text).toMatch(findings);
      expect(broken.application.logger.text).not.toContain(SIGNING_KEY);

      const right = await start(adapterName, fixed.options ?? options, fixed.directives ?? directives);
      expect((await right.nginx.send(request, HOST)).status).toBe(200);
    },
  );
});
