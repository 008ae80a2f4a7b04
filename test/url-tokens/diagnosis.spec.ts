import { describe, expect, test } from '@jest/globals';
import { Controller, Post, Put, type Type } from '@nestjs/common';
import { SignalWireWebhook, SignalWireWebhookUrls } from 'nestjs-signalwire-webhook';
import { createUrlToken } from 'nestjs-signalwire-webhook/signature';

import {
  adapterNames,
  type RequestToSend,
  type WebhookOptions,
  withApplication,
} from '../support/applications.js';
import { PUBLIC_URL } from '../support/signing.js';
import { until } from '../support/until.js';
import { NEWER_SECRET, postTo, SECRET } from '../support/url-tokens.js';

const urlToken = { bind: ['call_id', 'function'] };
const call = { call_id: 'call-1', function: 'look_up' };

@Controller('swaig')
class SwaigController {
  @SignalWireWebhook({ accept: 'url-token', urlToken })
  @Post('look-up')
  lookUp() {
    return 'handled';
  }

  @SignalWireWebhook({ accept: 'url-token', urlToken, methods: ['PUT'] })
  @Put('replace')
  replace() {
    return 'handled';
  }

  @SignalWireWebhook({ accept: 'url-token', urlToken: { bind: ['call_id'] } })
  @Post('cancel')
  cancel() {
    return 'handled';
  }
}

describe.each(adapterNames)('the diagnosis of a URL token on %s', (adapterName) => {
  /** Sends the request, and returns the line of its diagnosis. */
  async function diagnose(
    requestOf: (urls: SignalWireWebhookUrls) => RequestToSend,
    webhooks: WebhookOptions = { diagnostics: true },
    others: Type[] = [],
  ): Promise<string> {
    const controllers = [SwaigController, ...others];
    const setup = { webhooks: { urlTokenSecret: SECRET, ...webhooks }, controllers };
    return withApplication(adapterName, setup, async ({ app, statusOf, logger }) => {
      const request = requestOf(app.get(SignalWireWebhookUrls));
      expect(await statusOf(request)).toBe(403);
      const lines = () => logger.lines.filter((line) => line.includes('Diagnosis of'));
      await until(() => lines().length === 1);
      expect(logger.text).not.toMatch(/call-1|call-2|v1\.[0-9a-z]+\.[\w-]{20}/);
      return lines()[0] ?? '';
    });
  }

  const post = (url: string, payload: object = call) => postTo(url.replace(/^https?:\/\/[^/]+/, ''), payload);
  const own = (urls: SignalWireWebhookUrls) => urls.create('/swaig/look-up', { bind: call });

  test('a different route is proved', async () => {
    const line = await diagnose((urls) => {
      const url = urls.create('/swaig/cancel', { bind: { call_id: 'call-1' } });
      return post(url.replace('cancel', 'look-up'));
    });
    expect(line).toMatch(
      /created for SwaigController\.cancel \(POST \/swaig\/cancel\), not for this route\. Proof: the token matches\. Fix: /,
    );
  });

  test.each<[string, (url: string) => string, RegExp]>([
    [
      'a parameter that was added',
      (url) => url.replace('?', '?extra=secret&'),
      /created for a different query/,
    ],
    [
      'a path prefix that was added',
      (url) => url.replace('/swaig/look-up', '/SWAIG/look-up'),
      /created for https:\/\/example\.ngrok\.io\/swaig\/look-up/,
    ],
  ])('%s is proved', async (_name, change, cause) => {
    if (adapterName === 'fastify' && _name.startsWith('a path')) return;
    expect(await diagnose((urls) => post(change(own(urls))))).toMatch(cause);
  });

  test('a different host is proved', async () => {
    const line = await diagnose(
      () => {
        const url = 'https://other.example.com/swaig/look-up';
        const token = createUrlToken({ secret: SECRET, method: 'POST', url, bind: call });
        return post(`${url}?sw_token=${token}`);
      },
      { diagnostics: { hosts: ['other.example.com'] } },
    );
    expect(line).toMatch(
      /created for https:\/\/other\.example\.com\/swaig\/look-up; here: https:\/\/example\.ngrok\.io/,
    );
  });

  test('an older secret is proved, if it is named', async () => {
    const token = createUrlToken({
      secret: NEWER_SECRET,
      method: 'POST',
      url: `${PUBLIC_URL}/swaig/look-up`,
      bind: call,
    });
    const request = post(`${PUBLIC_URL}/swaig/look-up?sw_token=${token}`);
    const diagnostics = { otherKeys: { 'old token secret': NEWER_SECRET } };
    expect(await diagnose(() => request, { diagnostics })).toContain(
      'created with "old token secret" of otherKeys',
    );
    expect(await diagnose(() => request)).toContain('none of them proved');
  });

  test('names that were not bound before are proved', async () => {
    const line = await diagnose(() => {
      const url = `${PUBLIC_URL}/swaig/look-up`;
      const token = createUrlToken({ secret: SECRET, method: 'POST', url, bind: { call_id: 'call-1' } });
      return post(`${url}?sw_token=${token}`);
    });
    expect(line).toContain('created without binding function');
  });

  test('a different method is proved', async () => {
    const url = `${PUBLIC_URL}/swaig/look-up`;
    const token = createUrlToken({ secret: SECRET, method: 'GET', url, bind: call });
    expect(await diagnose(() => post(`${url}?sw_token=${token}`))).toContain('created for GET; here: POST');
  });

  test('the fix names the method of the route', async () => {
    const url = `${PUBLIC_URL}/swaig/replace`;
    const token = createUrlToken({ secret: SECRET, method: 'POST', url, bind: call });
    const line = await diagnose(() => ({ ...post(`${url}?sw_token=${token}`), method: 'PUT' }));
    expect(line).toMatch(/created for POST; here: PUT\..*Fix: create\(path, \{ …, method: 'PUT' \}\)/);
  });

  test('a different call, and a forgery, are possible causes, not proved ones', async () => {
    const line = await diagnose((urls) => post(own(urls), { ...call, call_id: 'call-2' }));
    expect(line).toMatch(
      /Possible causes, none of them proved: \(1\) The payload has a different value of call_id or function/,
    );
  });

  test('long values of many routes are not all tried, because each costs an HMAC', async () => {
    const controllers = Array.from({ length: 40 }, (_value, index) => {
      @SignalWireWebhook({ accept: 'url-token', urlToken: { bind: ['long'] } })
      @Controller(`long/${index}`)
      class LongController {
        @Post()
        handle() {
          return 'handled';
        }
      }
      return LongController;
    });
    const bind = { long: 'x'.repeat(80_000) };
    const lineOf = (index: number) =>
      diagnose(
        (urls) =>
          post(urls.create(`/long/${index}`, { bind }).replace(`long/${index}`, 'swaig/look-up'), {
            ...call,
            ...bind,
          }),
        { diagnostics: true },
        controllers,
      );
    expect(await lineOf(0)).toContain('(POST /long/0), not for this route. Proof');
    expect(await lineOf(39)).toContain('none of them proved');
  });

  test('a bound field that is missing is named', async () => {
    const line = await diagnose((urls) => post(own(urls), { function: 'look_up' }));
    expect(line).toMatch(
      /A bound field is missing, repeated or no text in the payload: each of call_id, function /,
    );
  });

  test.each([{}, { diagnostics: true }])(
    'a malformed body is explained, not a missing signature: %j',
    async (webhooks) => {
      const line = await diagnose((urls) => ({ ...post(own(urls)), body: '["call-1"]' }), webhooks);
      expect(line).toMatch(
        /The body is not one JSON object, .* Fix: pass the body on byte for byte\. \(malformed-body\)/,
      );
      expect(line).not.toMatch(/signature|basic/i);
    },
  );

  test.each<[string, (url: string) => string, RegExp]>([
    [
      'no token',
      (url) => url.replace(/\?.*/, ''),
      /The URL has no token \(sw_token\), which accept: 'url-token' requires\. Fix: /,
    ],
    [
      'a malformed token',
      (url) => `${url}0`,
      /The URL token is malformed, repeated, encoded, or not the last parameter/,
    ],
    ['an expired token', (url) => url.replace(/v1\.\w+/, 'v1.1'), /The time of the URL token is over\./],
  ])('%s is explained without diagnostics', async (_name, change, text) => {
    expect(await diagnose((urls) => post(change(own(urls))), {})).toMatch(text);
  });
});
