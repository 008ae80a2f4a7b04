import { describe, expect, test } from '@jest/globals';
import { Controller, type INestApplication, Post, VersioningType } from '@nestjs/common';
import {
  SignalWireWebhook,
  SignalWireWebhookUrls,
  VerifiedWebhook,
  type VerifiedWebhookData,
} from 'nestjs-signalwire-webhook';

import { adapterNames, type ApplicationSetup, withApplication } from '../support/applications.js';
import { JSON_TYPE, PUBLIC_URL, signedJson } from '../support/signing.js';
import { SECRET } from '../support/url-tokens.js';

const bind = { call_id: 'call-1' };
const token = { accept: 'url-token', urlToken: { bind: ['call_id'] } } as const;

@SignalWireWebhook({ ...token, publicUrl: 'https://first.example.com' })
@Controller({ path: 'swaig', version: '1' })
class FirstController {
  @Post()
  handle() {
    return 'first';
  }
}

@SignalWireWebhook({ ...token, publicUrl: 'https://second.example.com/' })
@Controller({ path: 'swaig', version: '2' })
class SecondController {
  constructor(private readonly urls: SignalWireWebhookUrls) {}

  @Post()
  handle() {
    return 'second';
  }

  @SignalWireWebhook({ accept: 'signature' })
  @Post('document')
  document(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    return this.urls.create('/swaig', { bind, base: webhook });
  }
}

const byHeader = (app: INestApplication): void => {
  app.enableVersioning({ type: VersioningType.HEADER, header: 'x-version' });
};

describe.each(adapterNames)('token routes of one path on %s', (adapterName) => {
  const setup: ApplicationSetup = {
    webhooks: { urlTokenSecret: SECRET },
    controllers: [FirstController, SecondController],
    configure: byHeader,
  };

  test('create() throws if their public URLs differ, because it cannot know which one is meant', async () => {
    await withApplication(adapterName, setup, ({ app }) => {
      expect(() => app.get(SignalWireWebhookUrls).create('/swaig', { bind })).toThrow(
        /several routes have the path, and their public URLs differ\. Fix: create\(path, \{ …, base: webhook \}\)/,
      );
    });
  });

  test('the public URL of the base chooses the route', async () => {
    await withApplication(adapterName, setup, async ({ send }) => {
      const version = { 'x-version': '2' };
      const publicUrl = 'https://second.example.com';
      const signed = signedJson('/swaig/document', bind, { publicUrl });
      const { status, body: url } = await send({ ...signed, headers: { ...signed.headers, ...version } });
      expect(status).toBe(200);
      expect(url).toMatch(/^https:\/\/second\.example\.com\/swaig\?sw_token=v1\./);
      const request = { target: url.slice(publicUrl.length), body: JSON.stringify(bind) };
      const call = (headers: Record<string, string>) =>
        send({ ...request, headers: { ...JSON_TYPE, ...headers } });
      expect((await call(version)).body).toBe('second');
      expect((await call({ 'x-version': '1' })).status).toBe(403);
    });
  });
});

@Controller()
class SwaigController {
  @SignalWireWebhook(token)
  @Post('swaig')
  handle() {
    return 'handled';
  }
}

describe.each(adapterNames)('create() on %s', (adapterName) => {
  test('too early, after the application registered its own route: it throws, and works later', async () => {
    let message = '';
    const setup: ApplicationSetup = {
      webhooks: { urlTokenSecret: SECRET },
      controllers: [SwaigController],
      configure: (app) => {
        const adapter = app.getHttpAdapter();
        adapter.get('/status', (_request: unknown, response: unknown) => {
          adapter.reply(response, 'up', 200);
        });
        try {
          app.get(SignalWireWebhookUrls).create('/swaig', { bind });
        } catch (error) {
          message = (error as Error).message;
        }
      },
    };
    await withApplication(adapterName, setup, async ({ app, send }) => {
      expect(message).toContain('not registered yet');
      const url = app.get(SignalWireWebhookUrls).create('/swaig', { bind });
      const target = url.slice(PUBLIC_URL.length);
      const { body } = await send({ target, headers: JSON_TYPE, body: JSON.stringify(bind) });
      expect(body).toBe('handled');
    });
  });
});
