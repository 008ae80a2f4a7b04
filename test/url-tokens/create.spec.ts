import { describe, expect, test } from '@jest/globals';
import {
  All,
  Controller,
  type DynamicModule,
  Get,
  Module,
  Post,
  RequestMethod,
  VersioningType,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type CreateUrlOptions,
  SignalWireWebhook,
  SignalWireWebhookConfigurationError,
  SignalWireWebhookModule,
  type SignalWireWebhookModuleOptions,
  SignalWireWebhookUrls,
  VerifiedWebhook,
  type VerifiedWebhookData,
  WebhookPayload,
} from 'nestjs-signalwire-webhook';

import {
  adapterNames,
  type ApplicationSetup,
  type RequestToSend,
  withApplication,
} from '../support/applications.js';
import { PUBLIC_URL, signedJson, SIGNING_KEY } from '../support/signing.js';
import { postTo, SECRET } from '../support/url-tokens.js';

const urlToken = { bind: ['call_id'] };
const bind = { call_id: 'call-1' };

@Controller('swaig')
class SwaigController {
  constructor(private readonly urls: SignalWireWebhookUrls) {}

  @SignalWireWebhook({ accept: 'url-token', urlToken })
  @Post('post')
  post() {
    return 'handled';
  }

  @SignalWireWebhook({ accept: 'url-token', urlToken })
  @All('all')
  all() {
    return 'handled';
  }

  @SignalWireWebhook({ accept: 'url-token', urlToken })
  @Get('get')
  get() {
    return 'handled';
  }

  @SignalWireWebhook({ accept: 'url-token', urlToken })
  @Post('tenants/:tenant/hook')
  tenant() {
    return 'handled';
  }

  @SignalWireWebhook({ accept: { anyOf: ['signature', 'url-token'] }, urlToken })
  @Post('renew')
  renew(@VerifiedWebhook() webhook: VerifiedWebhookData, @WebhookPayload() { other }: { other?: string }) {
    return this.urls.create('/swaig/post', { bind: { call_id: other ?? 'call-1' }, base: webhook });
  }

  @SignalWireWebhook({ accept: 'url-token', urlToken })
  @Post('copied')
  copied(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    return this.urls.create('/swaig/post', { bind, base: { ...webhook } });
  }

  @SignalWireWebhook()
  @Post('signature')
  signature() {
    return 'handled';
  }
}

type Create = (path: string, options?: Partial<CreateUrlOptions>) => string;

describe.each(adapterNames)('SignalWireWebhookUrls on %s', (adapterName) => {
  const using = (
    use: (
      create: Create,
      statusOf: (url: string, method?: string) => Promise<number>,
    ) => Promise<void> | void,
    setup: ApplicationSetup = {},
  ) =>
    withApplication(
      adapterName,
      { webhooks: { urlTokenSecret: SECRET }, controllers: [SwaigController], ...setup },
      ({ app, statusOf }) => {
        const urls = app.get(SignalWireWebhookUrls);
        return use(
          (path, options) => urls.create(path, { bind, ...options }),
          (url, method = 'POST') => statusOf(requestTo(url, method)),
        );
      },
    );

  test('each route of one method, with its query', async () => {
    await using(async (create, statusOf) => {
      expect(await statusOf(create('/swaig/post'))).toBe(200);
      expect(await statusOf(create('/swaig/post?tenant=a&empty=&flag'))).toBe(200);
      expect(await statusOf(create('/swaig/post?'))).toBe(200);
      expect(await statusOf(create('/swaig/get'), 'GET')).toBe(200);
      expect(await statusOf(create('/swaig/tenants/a%2Fb/hook'))).toBe(200);
      expect(await statusOf(create('/swaig/post', { method: 'POST' }))).toBe(200);
    });
  });

  test('a route of several methods needs one', async () => {
    await using(async (create, statusOf) => {
      expect(() => create('/swaig/all')).toThrow(/routes with the methods GET, POST\. Fix: method: 'GET'/);
      expect(await statusOf(create('/swaig/all', { method: 'POST' }))).toBe(200);
      expect(await statusOf(create('/swaig/all', { method: 'HEAD' }), 'GET')).toBe(200);
      expect(await statusOf(create('/swaig/all', { method: 'GET' }))).toBe(403);
      expect(() => create('/swaig/post', { method: 'GET' })).toThrow(/methods POST/);
    });
  });

  test.each([
    '',
    'swaig/post',
    '//swaig/post',
    'https://example.ngrok.io/swaig/post',
    '/swaig/post#a',
    '/swaig\\post',
    '/swaig/./post',
    '/swaig/../swaig/post',
    '/swaig/%2e/post',
    '/swaig/%2E%2e/swaig/post',
    '/swaig/tenants/a b/hook',
    '/swaig/tenants/ä/hook',
    '/swaig/tenants/%zz/hook',
    '/swaig/tenants/a|b/hook',
    '/swaig/tenants/"a"/hook',
    '/swaig/post?a=b c',
    "/swaig/post?a='b'",
    '/swaig/post?a=<b>',
    '/swaig/post?sw_token=1',
    '/swaig/post?sw_token',
    '/swaig/post?a=1&sw%5Ftoken=1',
    '/swaig/unknown',
    '/swaig/signature',
    '/swaig/post/',
    '/Swaig/post',
    '/swaig/tenants//hook',
    '/swaig/post/more',
  ])('throws for the path %j', async (path) => {
    await using((create) => {
      expect(() => create(path)).toThrow(SignalWireWebhookConfigurationError);
      expect(() => create(path)).toThrow(/^SignalWireWebhookUrls\.create\(\): .*Fix: /);
    });
  });

  test.each<[string, CreateUrlOptions['bind'] | undefined]>([
    ['nothing', undefined],
    ['no name', {}],
    ['a different name', { function: 'call-1' }],
    ['a name more', { call_id: 'call-1', function: 'look_up' }],
    ['undefined', { call_id: undefined }],
    ['an empty value', { call_id: '' }],
    ['a number', { call_id: 1 as unknown as string }],
    ['a list', { call_id: ['call-1'] as unknown as string }],
  ])('throws if %s is bound, and does not name a value', async (_name, values) => {
    await using((create) => {
      expect(() => create('/swaig/post', { bind: values as CreateUrlOptions['bind'] })).toThrow(
        SignalWireWebhookConfigurationError,
      );
      expect(() => create('/swaig/post', { bind: values as CreateUrlOptions['bind'] })).not.toThrow(/call-1/);
    });
  });

  test.each([0, -1, NaN, Infinity, 86_400_001])('throws for expiresIn: %p', async (expiresIn) => {
    await using((create) => {
      expect(() => create('/swaig/post', { expiresIn })).toThrow(/expiresIn is /);
    });
  });

  test('the path includes the global prefix and the version', async () => {
    @SignalWireWebhook({ accept: 'url-token', urlToken })
    @Controller({ path: 'swaig', version: '2' })
    class VersionedController {
      @Post()
      handle() {
        return 'handled';
      }
    }
    const setup: ApplicationSetup = {
      controllers: [VersionedController],
      configure: (app) => {
        app.setGlobalPrefix('api', { exclude: [{ path: 'health', method: RequestMethod.GET }] });
        app.enableVersioning({ type: VersioningType.URI });
      },
    };
    await using(async (create, statusOf) => {
      for (const path of ['/swaig', '/api/swaig', '/v2/swaig'])
        expect(() => create(path)).toThrow(/Their paths are \/api\/v2\/swaig\. /);
      expect(await statusOf(create('/api/v2/swaig'))).toBe(200);
    }, setup);
  });

  test('two routes of one path, by a version in a header: the bound names choose', async () => {
    @SignalWireWebhook({ accept: 'url-token', urlToken: { bind: ['call_id', 'function'] } })
    @Controller({ path: 'headers', version: '2' })
    class SecondController {
      @Post()
      handle() {
        return 'second';
      }
    }
    @SignalWireWebhook({ accept: 'url-token', urlToken })
    @Controller({ path: 'headers', version: '1' })
    class FirstController {
      @Post()
      handle() {
        return 'first';
      }
    }
    const setup: ApplicationSetup = {
      controllers: [FirstController, SecondController],
      configure: (app) => {
        app.enableVersioning({ type: VersioningType.HEADER, header: 'x-version' });
      },
    };
    await using((create) => {
      expect(create('/headers')).toContain('sw_token=');
      expect(create('/headers', { bind: { ...bind, function: 'look_up' } })).toContain('sw_token=');
      expect(() => create('/headers', { bind: { function: 'look_up' } })).toThrow(/exactly the names/);
    }, setup);
  });

  test('publicUrl with a path prefix, upper case and credentials', async () => {
    const publicUrl = 'https://user:pass@EXAMPLE.ngrok.io:443/stage/';
    await withApplication(
      adapterName,
      { webhooks: { urlTokenSecret: SECRET, publicUrl }, controllers: [SwaigController] },
      async ({ app, statusOf }) => {
        const url = app.get(SignalWireWebhookUrls).create('/swaig/post', { bind });
        expect(url.startsWith('https://user:pass@EXAMPLE.ngrok.io:443/stage/swaig/post?sw_token=')).toBe(
          true,
        );
        const target = url.slice(url.indexOf('/swaig'));
        expect(await statusOf({ ...requestTo(url, 'POST'), target })).toBe(200);
      },
    );
  });

  test('without a fixed publicUrl, the base is a verified webhook', async () => {
    const publicUrl = () => PUBLIC_URL;
    const webhooks: Partial<SignalWireWebhookModuleOptions> = { urlTokenSecret: SECRET, publicUrl };
    await withApplication(
      adapterName,
      { webhooks, controllers: [SwaigController] },
      async ({ app, send, statusOf }) => {
        const urls = app.get(SignalWireWebhookUrls);
        expect(() => urls.create('/swaig/post', { bind })).toThrow(/base: webhook/);
        const { status, body } = await send(signedJson('/swaig/renew', bind));
        expect(status).toBe(200);
        expect(await statusOf(requestTo(body, 'POST'))).toBe(200);
      },
    );
  });

  test('a webhook that nothing verified is no base', async () => {
    await using((create) => {
      expect(() => create('/swaig/post', { base: { verified: false } })).toThrow(/not a verified webhook/);
      const base = { verified: true, publicUrl: PUBLIC_URL } as VerifiedWebhookData;
      expect(() => create('/swaig/post', { base })).toThrow(/not a value that the URL token/);
    });
  });

  test('a handler that a token reached makes tokens for its own call only', async () => {
    await withApplication(
      adapterName,
      { webhooks: { urlTokenSecret: SECRET }, controllers: [SwaigController] },
      async ({ app, send, statusOf, logger }) => {
        const urls = app.get(SignalWireWebhookUrls);
        const renew = urls.create('/swaig/renew', { bind });
        const own = await send(requestTo(renew, 'POST'));
        expect(own.status).toBe(200);
        expect(await statusOf(requestTo(own.body, 'POST'))).toBe(200);
        const body = JSON.stringify({ ...bind, other: 'call-2' });
        expect(await statusOf({ ...requestTo(renew, 'POST'), body })).toBe(500);
        expect(logger.text).toContain('bind.call_id is not a value that the URL token');
        expect(await statusOf(signedJson('/swaig/renew', { ...bind, other: 'call-2' }))).toBe(200);
        expect(await statusOf(requestTo(urls.create('/swaig/copied', { bind }), 'POST'))).toBe(500);
      },
    );
  });

  test('before the routes are registered, it throws', async () => {
    let message = '';
    await using(() => undefined, {
      configure: (app) => {
        try {
          app.get(SignalWireWebhookUrls).create('/swaig/post', { bind });
        } catch (error) {
          message = (error as Error).message;
        }
      },
    });
    expect(message).toContain('not registered yet');
  });
});

test('an application context without HTTP creates URLs for the routes of its controllers', async () => {
  const webhooks: DynamicModule = SignalWireWebhookModule.forRoot({
    signingKey: SIGNING_KEY,
    publicUrl: PUBLIC_URL,
    urlTokenSecret: SECRET,
  });
  @Module({ imports: [webhooks], controllers: [SwaigController] })
  class WorkerModule {}
  const context = await NestFactory.createApplicationContext(WorkerModule, { logger: false });
  try {
    const urls = context.get(SignalWireWebhookUrls);
    expect(urls.create('/api/swaig/post', { bind })).toMatch(/\/api\/swaig\/post\?sw_token=v1\./);
    expect(() => urls.create('/api/swaig/unknown', { bind })).toThrow(/has the path/);
  } finally {
    await context.close();
  }
});

function requestTo(url: string, method: string): RequestToSend {
  const { pathname, search } = new URL(url);
  if (method !== 'POST') return { method, target: `${pathname}${search}&call_id=call-1` };
  return postTo(pathname + search, bind);
}
