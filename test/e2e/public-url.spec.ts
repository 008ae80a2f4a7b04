import { describe, expect, test } from '@jest/globals';
import { Controller, Get, Post } from '@nestjs/common';
import {
  actionUrl,
  type PublicUrl,
  SignalWireWebhook,
  SignalWireWebhookModule,
  type SignalWireWebhookModuleOptions,
  VerifiedWebhook,
  type VerifiedWebhookData,
} from 'nestjs-signalwire-webhook';

import {
  adapterNames,
  type RunningApplication,
  type Use,
  type WebhookOptions,
  withApplication,
} from '../support/applications.js';
import {
  FORM,
  PUBLIC_URL,
  signed,
  signedForm,
  signedGet,
  signedJson,
  SIGNING_KEY,
  type SigningSetup,
} from '../support/signing.js';

@SignalWireWebhook()
@Controller()
class HookController {
  @Post('hook')
  hook(@VerifiedWebhook() { url }: VerifiedWebhookData) {
    return { url };
  }

  @Post('hook/menu')
  menu(@VerifiedWebhook() { url }: VerifiedWebhookData) {
    return { url };
  }

  @Post('hook/action')
  action(@VerifiedWebhook() { url }: VerifiedWebhookData) {
    return { action: new URL('menu', url).href };
  }

  @Get('hook')
  get(@VerifiedWebhook() { url }: VerifiedWebhookData) {
    return { url };
  }
}

const form = { CallSid: 'c1' };

describe.each(adapterNames)('the public URL on %s', (adapterName) => {
  const using = (options: WebhookOptions, use: Use, trustProxy?: boolean) => {
    const imports = [SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, ...options })];
    return withApplication(adapterName, { imports, controllers: [HookController], trustProxy }, use);
  };
  const behindProxy = (options: WebhookOptions, use: Use) => using(options, use, true);

  async function statusOf(
    application: RunningApplication,
    publicUrl: string,
    headers: Record<string, string> = {},
  ): Promise<number> {
    const request = signedForm('/hook', form, { publicUrl });
    return await application.statusOf({ ...request, headers: { ...request.headers, ...headers } });
  }

  test('publicUrl decides, whatever Host and forwarded headers say', async () => {
    await behindProxy({ publicUrl: 'https://example.com' }, async (application) => {
      expect(await statusOf(application, 'https://example.com')).toBe(200);
      expect(await statusOf(application, 'https://evil.example', { host: 'evil.example' })).toBe(403);
      const forged = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };
      expect(await statusOf(application, 'https://evil.example', forged)).toBe(403);
      expect(await statusOf(application, 'https://example.com', forged)).toBe(200);
    });
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

  test.each(['https://example.com/stage', 'https://user:pa%20ss@example.com/a/b'])(
    'an action that is resolved against the URL that was called keeps the prefix of %s',
    async (publicUrl) => {
      await using({ publicUrl }, async (application) => {
        const called = await application.send(signedForm('/hook/action?a=1', form, { publicUrl }));
        const { action } = JSON.parse(called.body) as { action: string };
        expect(action).toBe(`${publicUrl}/hook/menu`);
        const signedAction = signed(
          { target: '/hook/menu', headers: FORM, body: 'CallSid=c1' },
          { publicUrl },
        );
        const answer = await application.send(signedAction);
        expect(JSON.parse(answer.body)).toEqual({ url: action });
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

  test('a function that returns no URL is a configuration error', async () => {
    await using({ publicUrl: () => 'example.com' }, async (application) => {
      expect(await statusOf(application, 'https://example.com')).toBe(500);
      expect(application.logger.text).toContain(
        'The result of the publicUrl function "example.com" has no scheme. Fix: publicUrl: \'https://example.com\'',
      );
    });
  });

  test('credentials in publicUrl may be signed or not', async () => {
    await using({ publicUrl: 'https://user:pa%20ss@example.com' }, async (application) => {
      expect(await statusOf(application, 'https://user:pa%20ss@example.com')).toBe(200);
      expect(await statusOf(application, 'https://example.com:443')).toBe(200);
      expect(await statusOf(application, 'https://other@example.com')).toBe(403);
      const json = signedJson('/hook', { call: {} }, { publicUrl: 'https://example.com' });
      expect(await application.statusOf(json)).toBe(200);
    });
  });

  test('credentials in a URL that is configured without them are rejected', async () => {
    await using({ allowedHosts: ['example.com'] }, async (application) => {
      const headers = { host: 'user:pass@example.com' };
      expect(await statusOf(application, 'http://user:pass@example.com', headers)).toBe(403);
    });
  });

  test('without publicUrl the framework names protocol and host; forwarded headers count only under trust', async () => {
    const forwarded = { host: 'inner', 'x-forwarded-host': 'example.com', 'x-forwarded-proto': 'https' };
    const allowedHosts = ['example.com', 'example.com:8080', 'inner'];
    await using({ allowedHosts }, async (application) => {
      expect(await statusOf(application, 'http://example.com', { host: 'example.com' })).toBe(200);
      expect(await statusOf(application, 'http://example.com:8080', { host: 'example.com:8080' })).toBe(200);
      expect(await statusOf(application, 'http://inner', forwarded)).toBe(200);
      expect(await statusOf(application, 'https://example.com', forwarded)).toBe(403);
    });
    await behindProxy({ allowedHosts }, async (application) => {
      expect(await statusOf(application, 'https://example.com', forwarded)).toBe(200);
      expect(await statusOf(application, 'http://inner', forwarded)).toBe(403);
    });
  });

  test('allowedHosts bounds what the host may be, forged X-Forwarded-Host included', async () => {
    const allowedHosts = ['example.com', 'Other.example:8443', 'default.example:443'];
    await behindProxy({ allowedHosts }, async (application) => {
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
    });
  });

  test.each(['', 'a b', 'a/b', 'a?b', 'a#b', 'a@b', 'a\\b', '[::1', 'a:b', ':80'])(
    'the host %j is rejected, not used',
    async (host) => {
      await using({ allowedHosts: ['a', 'example.com'] }, async (application) => {
        const answer = await application.sendRaw(
          `GET /hook HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nX-SignalWire-Signature: ${'A'.repeat(27)}=\r\n\r\n`,
        );
        expect(answer).toMatch(/^HTTP\/1.1 40[03] /);
      });
    },
  );

  test('an HTTP/1.0 request without Host is rejected', async () => {
    await using({ allowedHosts: ['example.com'] }, async (application) => {
      const answer = await application.sendRaw('GET /hook HTTP/1.0\r\n\r\n');
      expect(answer).toMatch(/^HTTP\/1.1 403 /);
      expect(application.logger.text).toContain('untrusted-host');
    });
  });

  test('an HTTP/1.0 request without Host is verified if publicUrl is given, as a string or by a function', async () => {
    const sources: PublicUrl[] = [
      PUBLIC_URL,
      () => PUBLIC_URL,
      () => Promise.resolve(PUBLIC_URL),
      ({ headers }) => (headers.host === undefined ? PUBLIC_URL : 'https://evil.example'),
    ];
    for (const publicUrl of sources) {
      await using({ publicUrl }, async (application) => {
        const send = (signature: string) =>
          application.sendRaw(`GET /hook?a=1 HTTP/1.0\r\nX-SignalWire-Signature: ${signature}\r\n\r\n`);
        const signature = String(signedGet('/hook?a=1').headers?.['x-signalwire-signature']);
        expect(await send(signature)).toMatch(/^HTTP\/1.1 200 /);
        expect(await send(`${'A'.repeat(27)}=`)).toMatch(/^HTTP\/1.1 403 /);
      });
    }
  });

  test.each(['http://evil.example/hook?a=1', 'https://example.com/hook?a=1', 'HTTP://example.com/hook?a=1'])(
    'the absolute-form target %s is rejected, since it is not what was routed',
    async (target) => {
      await using({ publicUrl: 'https://example.com' }, async (application) => {
        for (const publicUrl of ['https://example.com', 'http://evil.example']) {
          const signature = signedGet('/hook?a=1', { publicUrl }).headers?.[
            'x-signalwire-signature'
          ] as string;
          const response = await application.sendRaw(
            `GET ${target} HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\nX-SignalWire-Signature: ${signature}\r\n\r\n`,
          );
          expect(response).toMatch(/^HTTP\/1.1 40[34] /);
          if (response.includes(' 403 ')) expect(application.logger.text).toContain('malformed-target');
        }
      });
    },
  );

  test('a path that begins with two slashes is verified as received', async () => {
    await using({ publicUrl: 'https://example.com' }, async (application) => {
      const request = signedGet('/hook?a=1', { publicUrl: 'https://example.com' });
      expect(await application.statusOf({ ...request, target: '//hook?a=1' })).not.toBe(200);
    });
  });

  test.each(['https://attacker.test/hook?x=', 'ftp', 'HTTPS', 'https:', 'javascript'])(
    'the forwarded protocol %j is rejected, not used',
    async (protocol) => {
      await behindProxy({ allowedHosts: ['example.com'] }, async (application) => {
        const headers = { host: 'example.com', 'x-forwarded-proto': protocol };
        const request = signed(
          { target: '/hook', headers: FORM, body: 'CallSid=c1' },
          { publicUrl: `${protocol}://example.com` },
        );
        const response = await application.send({
          ...request,
          headers: { ...request.headers, ...headers },
        });
        expect(response.status).toBe(403);
        expect(application.logger.text).toContain('untrusted-host');
      });
    },
  );

  test('beside publicUrl, allowedHosts still counts', async () => {
    const options = { publicUrl: 'https://example.com', allowedHosts: ['inner.example'] };
    await using(options, async (application) => {
      expect(await statusOf(application, 'https://example.com', { host: 'inner.example' })).toBe(200);
      expect(await statusOf(application, 'https://example.com', { host: 'INNER.example:80' })).toBe(200);
      expect(await statusOf(application, 'https://example.com', { host: 'other.example' })).toBe(403);
      expect(application.logger.text).toContain('untrusted-host');
    });
    const computed = { ...options, publicUrl: () => Promise.resolve('https://example.com') };
    await using(computed, async (application) => {
      expect(await statusOf(application, 'https://example.com', { host: 'inner.example' })).toBe(200);
      expect(await statusOf(application, 'https://example.com', { host: 'other.example' })).toBe(403);
    });
  });

  test('default ports in allowedHosts, over http and https', async () => {
    await behindProxy(
      { allowedHosts: ['a.example:443', 'b.example:80', 'c.example'] },
      async (application) => {
        const send = (protocol: string, host: string) =>
          statusOf(application, `${protocol}://${host}`, { host, 'x-forwarded-proto': protocol });
        expect(await send('https', 'a.example')).toBe(200);
        expect(await send('https', 'a.example:443')).toBe(200);
        expect(await send('http', 'a.example')).toBe(403);
        expect(await send('http', 'b.example')).toBe(200);
        expect(await send('https', 'b.example')).toBe(403);
        expect(await send('https', 'c.example:443')).toBe(200);
        expect(await send('https', 'c.example:80')).toBe(403);
        expect(await send('http', 'c.example:80')).toBe(200);
      },
    );
  });

  test('without publicUrl and allowedHosts the application does not start, and says which line is missing', async () => {
    await expect(using({}, () => undefined)).rejects.toThrow(
      /^publicUrl is missing \(undefined\)\..* on HookController\.\w+\. Fix: publicUrl: 'https:\/\/example\.com'.*allowedHosts: \['example\.com'\]/s,
    );
  });

  test('without publicUrl and allowedHosts basic auth alone does not start either', async () => {
    const options = { accept: 'basic-auth', basicAuth: { username: 'a', password: 'the-secret' } } as const;
    await expect(using(options, () => undefined)).rejects.toThrow(
      /^publicUrl is missing \(undefined\)\. Without it, the host of a request to HookController\.\w+ could be forged\. Fix: /,
    );
  });

  test('a publicUrl of 15 kB of slashes is checked and used at once', async () => {
    await using({ publicUrl: `https://example.com${'/'.repeat(15_000)}` }, async (application) => {
      expect(await statusOf(application, 'https://example.com')).toBe(200);
    });
  });

  test('the query is taken byte for byte', async () => {
    await using({ publicUrl: 'https://example.com' }, async (application) => {
      for (const query of ["?b=2&a=%41+x&b=3&c='", '?', '?a%5B%5D=1&&=&x', '?%ff=%zz', '?a=1?b=2#f']) {
        const target = `/hook${query}`;
        const body = 'CallSid=c1';
        const request = signed({ target, headers: FORM, body }, { publicUrl: 'https://example.com' });
        expect([query, await application.statusOf(request)]).toEqual([query, 200]);
      }
      const reordered = signedForm('/hook?a=1&b=2', form, { publicUrl: 'https://example.com' });
      expect(await application.statusOf({ ...reordered, target: '/hook?b=2&a=1' })).toBe(403);
    });
  });
});

@SignalWireWebhook()
@Controller('voice')
class VoiceController {
  @Post()
  inbound(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    return `<Response><Gather action="${actionUrl(webhook, 'menu')}"/></Response>`;
  }

  @Post('menu')
  menu(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    return `<Response><Redirect>${actionUrl(webhook, '/voice')}</Redirect></Response>`;
  }
}

/** Returns the path that the application receives behind a proxy that strips the prefix of the public URL. */
function pathBehindProxy(xml: string, publicUrl: string): string {
  const [url = ''] = /https:[^"<]+/.exec(xml) ?? [];
  expect(url.slice(0, publicUrl.length)).toBe(publicUrl);
  return url.slice(publicUrl.length);
}

describe.each(adapterNames)('actionUrl on %s', (adapterName) => {
  test.each<[string, string | (() => string), SigningSetup]>([
    ['a prefix that the proxy strips', 'https://example.com/stage', {}],
    ['a trailing slash', 'https://example.com/', { publicUrl: 'https://example.com' }],
    ['a function', () => 'https://example.com/tenant', { publicUrl: 'https://example.com/tenant' }],
    ['the default port in the signed URL', 'https://example.com', { publicUrl: 'https://example.com:443' }],
  ])('leads to a route of the application with %s as publicUrl', async (_name, publicUrl, signedFor) => {
    const setup = { webhooks: { publicUrl }, controllers: [VoiceController] };
    await withApplication(adapterName, setup, async (application) => {
      const base = (typeof publicUrl === 'function' ? publicUrl() : publicUrl).replace(/\/$/, '');
      const setup = { publicUrl: base, ...signedFor };
      const inbound = await application.send(signedForm('/voice', { CallSid: 'call-1' }, setup));
      const menuPath = pathBehindProxy(inbound.body, base);
      const menu = await application.send(signedForm(menuPath, { Digits: '1' }, setup));
      expect([menuPath, menu.status]).toEqual(['/voice/menu', 200]);
      expect(pathBehindProxy(menu.body, base)).toBe('/voice');
    });
  });
});
