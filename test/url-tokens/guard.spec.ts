import { describe, expect, test } from '@jest/globals';
import { Controller, Get, Post } from '@nestjs/common';
import {
  SignalWireWebhook,
  SignalWireWebhookUrls,
  SignalWireWebhookVerifier,
  VerifiedWebhook,
  type VerifiedWebhookData,
  WebhookPayload,
  type WebhookRequest,
} from 'nestjs-signalwire-webhook';
import { createUrlToken } from 'nestjs-signalwire-webhook/signature';

import {
  adapterNames,
  type Answer,
  type RequestToSend,
  type RunningApplication,
  type WebhookOptions,
  withApplication,
} from '../support/applications.js';
import { FORM, JSON_TYPE, PUBLIC_URL, signed, signedJson } from '../support/signing.js';
import { NEWER_SECRET, postTo, SECRET } from '../support/url-tokens.js';

const urlToken = { bind: ['call_id', 'function'] };
const call = { call_id: 'call-1', function: 'look_up' };

interface Seen {
  readonly payload: Record<string, unknown>;
  readonly url: string;
  readonly authentication: string[];
}

@Controller('swaig')
class SwaigController {
  @SignalWireWebhook({ accept: 'url-token', urlToken })
  @Post('look-up')
  lookUp(@WebhookPayload() payload: object, @VerifiedWebhook() { url, authentication }: VerifiedWebhookData) {
    return { payload, url, authentication };
  }

  @SignalWireWebhook({ accept: 'url-token', urlToken })
  @Post('cancel')
  cancel() {
    return 'handled';
  }

  @SignalWireWebhook({ accept: 'url-token', urlToken })
  @Get('look-up')
  lookUpByGet(@WebhookPayload() payload: object, @VerifiedWebhook() webhook: VerifiedWebhookData) {
    return { payload, url: webhook.url, authentication: webhook.authentication };
  }

  @SignalWireWebhook({ accept: 'url-token', urlToken: { bind: ['call_id'] } })
  @Post('tenants/:tenant')
  tenant(@WebhookPayload() payload: object) {
    return payload;
  }

  @SignalWireWebhook({ accept: { anyOf: ['signature', 'url-token'] }, urlToken })
  @Post('any')
  any(@VerifiedWebhook() { authentication }: VerifiedWebhookData) {
    return { authentication };
  }

  @SignalWireWebhook({ accept: { allOf: ['signature', 'url-token', 'basic-auth'] }, urlToken })
  @Post('all')
  all(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    return webhook;
  }

  @SignalWireWebhook({ accept: { allOf: ['basic-auth', 'url-token'] }, urlToken })
  @Post('both')
  both(@VerifiedWebhook() { authentication }: VerifiedWebhookData) {
    return { authentication };
  }

  @SignalWireWebhook()
  @Post('signature')
  signature() {
    return 'handled';
  }
}

const basicAuth = { username: 'signalwire', password: 'secret-password' };
const authorization = `Basic ${Buffer.from('signalwire:secret-password').toString('base64')}`;

describe.each(adapterNames)('URL tokens on %s', (adapterName) => {
  const using = (
    use: (application: RunningApplication, urls: SignalWireWebhookUrls) => Promise<void>,
    webhooks: WebhookOptions = {},
  ) =>
    withApplication(
      adapterName,
      { webhooks: { urlTokenSecret: SECRET, basicAuth, ...webhooks }, controllers: [SwaigController] },
      (application) => use(application, application.app.get(SignalWireWebhookUrls)),
    );

  const targetOf = (url: string): string => {
    expect(url.startsWith(`${PUBLIC_URL}/`)).toBe(true);
    return url.slice(PUBLIC_URL.length);
  };
  const post = (url: string, payload: unknown = call, headers?: Record<string, string>) =>
    postTo(targetOf(url), payload, headers);
  const seenBy = ({ status, body }: Answer): Seen => {
    expect(status).toBe(200);
    return JSON.parse(body) as Seen;
  };

  test('the created URL is accepted, and its token is in nothing that the handler gets', async () => {
    await using(async (application, urls) => {
      const url = urls.create('/swaig/look-up', { bind: call, method: 'POST' });
      expect(url).toMatch(
        /^https:\/\/example\.ngrok\.io\/swaig\/look-up\?sw_token=v1\.[0-9a-z]+\.[\w-]{43}$/,
      );
      const seen = seenBy(await application.send(post(url, { ...call, argument: { a: 1 } })));
      expect(seen).toEqual({
        payload: { ...call, argument: { a: 1 } },
        url: `${PUBLIC_URL}/swaig/look-up?sw_token=…`,
        authentication: ['url-token'],
      });
    });
  });

  test('a different call, function, route, query, host part, or a repeated use elsewhere: 403', async () => {
    await using(async (application, urls) => {
      const url = urls.create('/swaig/look-up?tenant=a', { bind: call, method: 'POST' });
      const [, token = ''] = url.split('sw_token=');
      expect(await application.statusOf(post(url))).toBe(200);
      const forged: RequestToSend[] = [
        post(url, { ...call, call_id: 'call-2' }),
        post(url, { ...call, function: 'cancel' }),
        post(url.replace('look-up', 'cancel')),
        post(url.replace('tenant=a', 'tenant=b')),
        post(url.replace('tenant=a&', '')),
        post(url.replace('tenant=a', 'tenant=%61')),
        post(url.replace('/swaig', '//swaig')),
        post(`${PUBLIC_URL}/swaig/look-up?sw_token=${token}&tenant=a`),
        post(`${PUBLIC_URL}/swaig/cancel?tenant=a&sw_token=${token}`),
        post(`${PUBLIC_URL}/swaig/any?tenant=a&sw_token=${token}`),
        post(`${PUBLIC_URL}/swaig/signature?tenant=a&sw_token=${token}`),
        { ...post(url), method: 'GET' },
      ];
      for (const request of forged) expect([403, 404]).toContain(await application.statusOf(request));
      expect(await application.statusOf(forged[1] as RequestToSend)).toBe(403);
    });
  });

  test.each<[string, (token: string) => string, string]>([
    ['none', () => '', 'missing-token'],
    ['only its name', () => '?sw_token', 'malformed-token'],
    ['empty', () => '?sw_token=', 'malformed-token'],
    ['twice', (token) => `?sw_token=${token}&sw_token=${token}`, 'malformed-token'],
    ['after an encoded one', (token) => `?sw%5Ftoken=${token}&sw_token=${token}`, 'malformed-token'],
    ['encoded alone', (token) => `?%73w_token=${token}`, 'malformed-token'],
    ['before a parameter', (token) => `?sw_token=${token}&more=1`, 'malformed-token'],
    ['before an ampersand', (token) => `?sw_token=${token}&`, 'malformed-token'],
    ['with padding', (token) => `?sw_token=${token}=`, 'malformed-token'],
    ['escaped', (token) => `?sw_token=${token.replace('v1.', 'v1%2E')}`, 'malformed-token'],
    ['in a different case', (token) => `?SW_TOKEN=${token}`, 'missing-token'],
    ['overlong', (token) => `?sw_token=${token}${'A'.repeat(4_000)}`, 'malformed-token'],
    [
      'of a different secret',
      (token) => `?sw_token=${token.slice(0, -43)}${'A'.repeat(43)}`,
      'token-mismatch',
    ],
    ['expired', () => `?sw_token=v1.1.${'A'.repeat(43)}`, 'expired-token'],
  ])('a token %s is rejected, with the reason in the log only', async (_name, query, reason) => {
    await using(async (application, urls) => {
      const url = urls.create('/swaig/look-up', { bind: call, method: 'POST' });
      const [start = '', token = ''] = url.split('?sw_token=');
      const answer = await application.send(post(start + query(token)));
      expect(answer.status).toBe(403);
      expect(JSON.parse(answer.body)).toEqual({ statusCode: 403, message: 'Forbidden' });
      expect(application.logger.text).toContain(`: ${reason}`);
      expect(application.logger.text).not.toContain(token);
    });
  });

  test.each<[string, string]>([
    ['missing', '{"function":"look_up"}'],
    ['empty', '{"call_id":"","function":"look_up"}'],
    ['a number', '{"call_id":1,"function":"look_up"}'],
    ['nested', '{"call":{"call_id":"call-1"},"function":"look_up"}'],
    ['a list', '{"call_id":["call-1"],"function":"look_up"}'],
    ['in the prototype', '{"__proto__":{"call_id":"call-1"},"function":"look_up"}'],
    ['no object', '["call-1","look_up"]'],
    ['a different one that counts', '{"call_id":"call-1","call_id":"call-2","function":"look_up"}'],
  ])('a bound field that is %s is rejected', async (_name, body) => {
    await using(async (application, urls) => {
      const url = urls.create('/swaig/look-up', { bind: call, method: 'POST' });
      // Fastify itself rejects a body with __proto__.
      expect(await application.statusOf(post(url, body))).toBe(
        body.includes('__proto__') && adapterName === 'fastify' ? 400 : 403,
      );
    });
  });

  test('of a repeated JSON field, the value that the handler receives counts', async () => {
    await using(async (application, urls) => {
      const url = urls.create('/swaig/look-up', { bind: call, method: 'POST' });
      const body = '{"call_id":"call-2","call_id":"call-1","function":"look_up"}';
      expect(seenBy(await application.send(post(url, body))).payload['call_id']).toBe('call-1');
    });
  });

  test('a form: a bound field that is repeated is rejected', async () => {
    await using(async (application, urls) => {
      const url = urls.create('/swaig/look-up', { bind: call, method: 'POST' });
      const form = (body: string) => ({ target: targetOf(url), headers: FORM, body });
      expect(await application.statusOf(form('call_id=call-1&function=look_up&more=1&more=2'))).toBe(200);
      expect(await application.statusOf(form('call_id=call-1&function=look_up&call_id=call-1'))).toBe(403);
      expect(await application.statusOf(form('call_id=call-1&function=look_up&call%5Fid=call-2'))).toBe(403);
    });
  });

  test('GET: parameters may follow the token, and the payload does not contain it', async () => {
    await using(async (application, urls) => {
      const url = urls.create('/swaig/look-up?tenant=a', { bind: call, method: 'GET' });
      const get = (target: string, method = 'GET') => ({ method, target });
      const target = `${targetOf(url)}&call_id=call-1&function=look_up`;
      const seen = seenBy(await application.send(get(target)));
      expect(seen.payload).toEqual({ tenant: 'a', ...call });
      expect(seen.url).toMatch(/\?tenant=a&sw_token=…&call_id=call-1&function=look_up$/);
      expect(await application.statusOf(get(target, 'HEAD'))).toBe(200);
      expect(await application.statusOf(get(target.replace('call-1', 'call-2')))).toBe(403);
      expect(await application.statusOf(get(`${target}&call_id=call-1`))).toBe(403);
      expect(await application.statusOf(get(target.replace('tenant=a', 'tenant=a&call_id=call-1')))).toBe(
        403,
      );
      expect(await application.statusOf(get(`${target}&sw_token=v1.zzzzzz.${'A'.repeat(43)}`))).toBe(403);
      expect(await application.statusOf(get(`${target}&sw_tok%65n=1`))).toBe(403);
      expect(await application.statusOf({ ...post(url), target: targetOf(url) })).toBe(403);
    });
  });

  test('GET: a body is rejected, because the query could have different values', async () => {
    await using(async (application, urls) => {
      const url = urls.create('/swaig/look-up', { bind: call, method: 'GET' });
      const get = (more: string, body: string, headers = JSON_TYPE) =>
        application.statusOf({ method: 'GET', target: targetOf(url) + more, headers, body });
      const json = JSON.stringify(call);
      expect(await get('&call_id=call-2&function=look_up', json)).toBe(403);
      expect(await get('', json)).toBe(403);
      expect(await get('', 'call_id=call-1&function=look_up', FORM)).toBe(403);
      expect(application.logger.text).toContain('GET /swaig/look-up: body-not-signed');
      expect(await get('&call_id=call-1&function=look_up', '')).toBe(200);
    });
  });

  test('a path parameter is covered byte for byte', async () => {
    await using(async (application, urls) => {
      const url = urls.create('/swaig/tenants/a%20b', { bind: { call_id: 'call-1' } });
      expect(await application.statusOf(post(url))).toBe(200);
      expect(await application.statusOf(post(url.replace('a%20b', 'c')))).toBe(403);
      expect(await application.statusOf(post(url.replace('a%20b', '%61%20b')))).toBe(403);
    });
  });

  test('anyOf: the signature is tried first, and its failure does not hide the token', async () => {
    await using(async (application, urls) => {
      const url = urls.create('/swaig/any', { bind: call });
      const token = post(url);
      const both = signed(token);
      expect(JSON.parse((await application.send(token)).body)).toEqual({ authentication: ['url-token'] });
      expect(JSON.parse((await application.send(both)).body)).toEqual({ authentication: ['signature'] });
      expect(JSON.parse((await application.send(signedJson('/swaig/any', call))).body)).toEqual({
        authentication: ['signature'],
      });
      const stale = { ...both, body: JSON.stringify({ ...call, argument: 1 }) };
      expect(JSON.parse((await application.send(stale)).body)).toEqual({ authentication: ['url-token'] });
      expect(await application.statusOf(post(url, { ...call, call_id: 'call-2' }))).toBe(403);
      expect(application.logger.text).toContain(': token-mismatch');
    });
  });

  test('allOf: each proof is needed', async () => {
    await using(async (application, urls) => {
      const url = urls.create('/swaig/all', { bind: call });
      const complete = signed(post(url, call, { authorization }));
      const answer = await application.send(complete);
      expect(answer.status).toBe(200);
      const webhook = JSON.parse(answer.body) as Seen;
      expect(webhook.authentication).toEqual(['signature', 'basic-auth', 'url-token']);
      expect(answer.body).not.toMatch(/sw_token=v1/);
      expect(await application.statusOf(signed(post(url)))).toBe(403);
      expect(await application.statusOf(post(url, call, { authorization }))).toBe(403);
      expect(await application.statusOf(signedJson('/swaig/all', call))).toBe(403);
      const withoutToken = post(`${PUBLIC_URL}/swaig/all`, call, { authorization });
      expect(await application.statusOf(signed(withoutToken))).toBe(403);
      const other = post(url, { ...call, call_id: 'call-2' }, { authorization });
      expect(await application.statusOf(signed(other))).toBe(403);
      const both = post(urls.create('/swaig/both', { bind: call }), call, { authorization });
      expect(JSON.parse((await application.send(both)).body)).toEqual({
        authentication: ['basic-auth', 'url-token'],
      });
      expect(await application.statusOf({ ...both, headers: JSON_TYPE })).toBe(403);
    });
  });

  test('a rotation: [old, new], then [new, old], then [new]', async () => {
    const created: string[] = [];
    const steps = [[SECRET], [SECRET, NEWER_SECRET], [NEWER_SECRET, SECRET], [NEWER_SECRET]];
    for (const urlTokenSecret of steps) {
      await using(
        async (application, urls) => {
          created.push(urls.create('/swaig/any', { bind: call }));
          const statuses = await application.statusesOf(created.map((url) => post(url)));
          const usesOld = (index: number) => index < 2;
          expect(statuses).toEqual(
            created.map((_url, index) => (usesOld(index) && created.length === 4 ? 403 : 200)),
          );
        },
        { urlTokenSecret },
      );
    }
  });

  test('the verifier throws without bound names', async () => {
    await using(async ({ app }, urls) => {
      const { target, headers = {}, body } = post(urls.create('/swaig/cancel', { bind: call }));
      const request = { method: 'POST', url: PUBLIC_URL + target, headers, body } as WebhookRequest;
      for (const bind of [undefined, []]) {
        const route = { accept: 'url-token', ...(bind && { urlToken: { bind } }) } as const;
        await expect(app.get(SignalWireWebhookVerifier).verify(request, route)).rejects.toThrow(
          /urlToken is not set/,
        );
      }
    });
  });

  test('an expired token: 403', async () => {
    await using(async (application) => {
      const url = `${PUBLIC_URL}/swaig/cancel`;
      const now = Date.now;
      Date.now = () => now() - 7_200_000;
      const token = createUrlToken({ secret: SECRET, url, method: 'POST', bind: call });
      Date.now = now;
      expect(await application.statusOf(post(`${url}?sw_token=${token}`))).toBe(403);
      expect(application.logger.text).toContain(': expired-token');
    });
  });
});
