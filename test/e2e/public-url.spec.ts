import { describe, expect, test } from '@jest/globals';
import { Controller, Get, Post } from '@nestjs/common';
import {
  SignalWireWebhook,
  SignalWireWebhookModule,
  VerifiedWebhook,
  type VerifiedWebhookData,
} from 'nestjs-signalwire-webhook';
import type { SignalWireWebhookModuleOptions } from 'nestjs-signalwire-webhook';

import { adapterNames, type RunningApplication, startApplication } from '../support/applications.js';
import { FORM, signed, signedForm, signedGet, signedJson, SIGNING_KEY } from '../support/signing.js';

@SignalWireWebhook()
@Controller()
class HookController {
  @Post('hook')
  hook(@VerifiedWebhook() { url }: VerifiedWebhookData) {
    return { url };
  }

  @Get('hook')
  get(@VerifiedWebhook() { url }: VerifiedWebhookData) {
    return { url };
  }
}

const form = { CallSid: 'c1' };

describe.each(adapterNames)('the public URL on %s', (adapterName) => {
  async function using(
    options: Partial<SignalWireWebhookModuleOptions>,
    use: (application: RunningApplication) => Promise<void>,
    trustProxy?: boolean,
  ): Promise<void> {
    const application = await startApplication(adapterName, {
      imports: [SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, ...options })],
      controllers: [HookController],
      ...(trustProxy === undefined ? {} : { trustProxy }),
    });
    try {
      await use(application);
    } finally {
      await application.close();
    }
  }

  async function statusOf(
    application: RunningApplication,
    publicUrl: string,
    headers: Record<string, string> = {},
  ): Promise<number> {
    const request = signedForm('/hook', form, { publicUrl });
    return (await application.send({ ...request, headers: { ...request.headers, ...headers } })).status;
  }

  test('publicUrl decides, whatever Host and forwarded headers say', async () => {
    await using(
      { publicUrl: 'https://example.com' },
      async (application) => {
        expect(await statusOf(application, 'https://example.com')).toBe(200);
        expect(await statusOf(application, 'https://evil.example', { host: 'evil.example' })).toBe(403);
        const forged = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };
        expect(await statusOf(application, 'https://evil.example', forged)).toBe(403);
        expect(await statusOf(application, 'https://example.com', forged)).toBe(200);
      },
      true,
    );
  });

  test.each(['https://example.com/stage', 'https://example.com/stage/', 'https://example.com/a/b//'])(
    'publicUrl %s has a path prefix',
    async (publicUrl) => {
      await using({ publicUrl }, async (application) => {
        expect(await statusOf(application, publicUrl.replace(/\/+$/, ''))).toBe(200);
        expect(await statusOf(application, 'https://example.com')).toBe(403);
      });
    },
  );

  test('publicUrl keeps the host as written and a custom port', async () => {
    await using({ publicUrl: 'https://MyCompany.com:8443' }, async (application) => {
      expect(await statusOf(application, 'https://MyCompany.com:8443')).toBe(200);
      expect(await statusOf(application, 'https://mycompany.com:8443')).toBe(403);
      expect(await statusOf(application, 'https://MyCompany.com')).toBe(403);
    });
  });

  test('publicUrl may be a function of the request', async () => {
    const publicUrl: SignalWireWebhookModuleOptions['publicUrl'] = ({ headers }) =>
      Promise.resolve(headers['x-tenant'] === 'a' ? 'https://a.example' : 'https://b.example/');
    await using({ publicUrl }, async (application) => {
      expect(await statusOf(application, 'https://a.example', { 'x-tenant': 'a' })).toBe(200);
      expect(await statusOf(application, 'https://a.example')).toBe(403);
      expect(await statusOf(application, 'https://b.example')).toBe(200);
    });
  });

  test('a function that gives no URL is a fault of ours', async () => {
    await using({ publicUrl: () => 'example.com' }, async (application) => {
      expect(await statusOf(application, 'https://example.com')).toBe(500);
      expect(application.logger.text).toContain('publicUrl must be an absolute http(s) URL');
    });
  });

  test('credentials in publicUrl may be signed or not', async () => {
    await using({ publicUrl: 'https://user:pa%20ss@example.com' }, async (application) => {
      expect(await statusOf(application, 'https://user:pa%20ss@example.com')).toBe(200);
      expect(await statusOf(application, 'https://example.com:443')).toBe(200);
      expect(await statusOf(application, 'https://other@example.com')).toBe(403);
      const json = signedJson('/hook', { call: {} }, { publicUrl: 'https://example.com' });
      expect((await application.send(json)).status).toBe(200);
    });
  });

  test('credentials in a URL that is configured without them are refused', async () => {
    await using({}, async (application) => {
      const headers = { host: 'user:pass@example.com' };
      expect(await statusOf(application, 'http://user:pass@example.com', headers)).toBe(403);
    });
  });

  test('without publicUrl the framework names protocol and host; forwarded headers count only under trust', async () => {
    const forwarded = { host: 'inner', 'x-forwarded-host': 'example.com', 'x-forwarded-proto': 'https' };
    await using({}, async (application) => {
      expect(await statusOf(application, 'http://example.com', { host: 'example.com' })).toBe(200);
      expect(await statusOf(application, 'http://example.com:8080', { host: 'example.com:8080' })).toBe(200);
      expect(await statusOf(application, 'http://inner', forwarded)).toBe(200);
      expect(await statusOf(application, 'https://example.com', forwarded)).toBe(403);
    });
    await using(
      {},
      async (application) => {
        expect(await statusOf(application, 'https://example.com', forwarded)).toBe(200);
        expect(await statusOf(application, 'http://inner', forwarded)).toBe(403);
      },
      true,
    );
  });

  test('allowedHosts bounds what the host may be, forged X-Forwarded-Host included', async () => {
    const allowedHosts = ['example.com', 'Other.example:8443', 'default.example:443'];
    await using(
      { allowedHosts },
      async (application) => {
        expect(await statusOf(application, 'http://example.com', { host: 'example.com' })).toBe(200);
        expect(await statusOf(application, 'http://EXAMPLE.com:80', { host: 'EXAMPLE.com:80' })).toBe(200);
        expect(await statusOf(application, 'http://other.example:8443', { host: 'other.example:8443' })).toBe(
          200,
        );
        expect(await statusOf(application, 'http://other.example', { host: 'other.example' })).toBe(403);
        expect(await statusOf(application, 'http://example.com:81', { host: 'example.com:81' })).toBe(403);
        const forged = { host: 'example.com', 'x-forwarded-host': 'evil.example' };
        expect(await statusOf(application, 'http://evil.example', forged)).toBe(403);
        expect(application.logger.text).toContain('untrusted-host');
      },
      true,
    );
  });

  test.each(['', 'a b', 'a/b', 'a?b', 'a#b', 'a@b', 'a\\b', '[::1', 'a:b', ':80'])(
    'the host %j is refused, not used',
    async (host) => {
      await using({}, async (application) => {
        const answer = await application.sendRaw(
          `GET /hook HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nX-SignalWire-Signature: ${'A'.repeat(27)}=\r\n\r\n`,
        );
        expect(answer).toMatch(/^HTTP\/1.1 40[03] /);
      });
    },
  );

  test('an HTTP/1.0 request without Host is refused', async () => {
    await using({}, async (application) => {
      const answer = await application.sendRaw('GET /hook HTTP/1.0\r\n\r\n');
      expect(answer).toMatch(/^HTTP\/1.1 403 /);
      expect(application.logger.text).toContain('untrusted-host');
    });
  });

  test('of an absolute-form request line only path and query count', async () => {
    await using({ publicUrl: 'https://example.com' }, async (application) => {
      const { headers } = signedGet('/hook?a=1', { publicUrl: 'https://example.com' });
      const signature = headers?.['x-signalwire-signature'] as string;
      const send = (target: string, value: string) =>
        application.sendRaw(
          `GET ${target} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\nX-SignalWire-Signature: ${value}\r\n\r\n`,
        );
      const answer = await send('http://evil.example/hook?a=1', signature);
      if (adapterName === 'express') {
        expect(answer).toMatch(/^HTTP\/1.1 200 /);
        expect(answer).toContain('"url":"https://example.com/hook?a=1"');
      } else {
        expect(answer).toMatch(/^HTTP\/1.1 (200|404) /);
      }
      const evil = signedGet('/hook?a=1', { publicUrl: 'http://evil.example' }).headers;
      expect(await send('http://evil.example/hook?a=1', evil?.['x-signalwire-signature'] as string)).toMatch(
        /^HTTP\/1.1 40[34] /,
      );
    });
  });

  test('the query is taken byte for byte', async () => {
    await using({ publicUrl: 'https://example.com' }, async (application) => {
      for (const query of ["?b=2&a=%41+x&b=3&c='", '?', '?a%5B%5D=1&&=&x', '?%ff=%zz', '?a=1?b=2#f']) {
        const target = `/hook${query}`;
        const body = 'CallSid=c1';
        const request = signed({ target, headers: FORM, body }, { publicUrl: 'https://example.com' });
        expect([query, (await application.send(request)).status]).toEqual([query, 200]);
      }
      const reordered = signedForm('/hook?a=1&b=2', form, { publicUrl: 'https://example.com' });
      expect((await application.send({ ...reordered, target: '/hook?b=2&a=1' })).status).toBe(403);
    });
  });
});
