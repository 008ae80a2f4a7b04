import { afterEach, describe, expect, test } from '@jest/globals';
import { Controller, type DynamicModule, type INestApplication, Module, Post } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  SIGNALWIRE_WEBHOOK_OPTIONS,
  SignalWireWebhook,
  SignalWireWebhookConfigurationError,
  SignalWireWebhookGuard,
  SignalWireWebhookModule,
  WebhookPayload,
} from 'nestjs-signalwire-webhook';
import { inboundCall, overrideSignalWireWebhook, WebhookTestClient } from 'nestjs-signalwire-webhook/testing';

import { type AdapterName, adapterNames, MemoryLogger } from '../support/applications.js';

@SignalWireWebhook()
@Controller('voice')
class VoiceController {
  @Post()
  inbound() {
    return '<Response/>';
  }
}

const settings = { signingKey: 'PSK_test', publicUrl: 'https://test.example.com' };
const production = { signingKey: 'PSK_production', publicUrl: 'https://example.com' };

const missing = () => {
  throw new Error('SIGNALWIRE_SIGNING_KEY is not set');
};

class MissingEnvironment {
  createSignalWireWebhookOptions = missing;
}

const registrations: [name: string, register: () => DynamicModule][] = [
  ['forRoot', () => SignalWireWebhookModule.forRoot(production)],
  ['forRoot with an unusable key', () => SignalWireWebhookModule.forRoot({ signingKey: '' })],
  ['a factory without its environment', () => SignalWireWebhookModule.forRootAsync({ useFactory: missing })],
  [
    'a class without its environment',
    () => SignalWireWebhookModule.forRootAsync({ useClass: MissingEnvironment }),
  ],
  ['not global', () => SignalWireWebhookModule.forRoot({ ...production, isGlobal: false })],
];

describe.each(adapterNames)('overrideSignalWireWebhook on %s', (adapterName) => {
  let app: INestApplication | undefined;

  afterEach(() => app?.close());

  test.each(registrations)('%s', async (_name, register) => {
    @Module({ imports: [register()], controllers: [VoiceController] })
    class AppModule {}

    const builder = Test.createTestingModule({ imports: [AppModule] });
    expect(overrideSignalWireWebhook(builder, settings)).toBe(builder);
    const module = await builder.compile();
    expect(module.get(SIGNALWIRE_WEBHOOK_OPTIONS, { strict: false })).toEqual(settings);

    app = createApplication(adapterName, module);
    await app.listen(0, '127.0.0.1');
    const origin = await app.getUrl();
    const send = async (client: WebhookTestClient) =>
      (await fetch(...client.form('/voice', inboundCall()).toFetch(origin))).status;
    expect(await send(new WebhookTestClient(settings))).toBe(200);
    expect(await send(new WebhookTestClient(production))).toBe(403);
  });

  test('basic auth is tested with the credentials of the public URL', async () => {
    @Module({ imports: [SignalWireWebhookModule.forRoot(production)], controllers: [VoiceController] })
    class AppModule {}

    const publicUrl = 'https://user:p%40ss@test.example.com';
    const basicAuth = { username: 'user', password: 'p@ss' };
    const options = {
      ...settings,
      publicUrl,
      basicAuth,
      accept: { allOf: ['signature', 'basic-auth'] },
    } as const;
    const builder = overrideSignalWireWebhook(Test.createTestingModule({ imports: [AppModule] }), options);
    app = createApplication(adapterName, await builder.compile());
    await app.listen(0, '127.0.0.1');
    const origin = await app.getUrl();
    const request = new WebhookTestClient({ ...settings, publicUrl }).form('/voice', inboundCall());
    expect((await fetch(...request.toFetch(origin))).status).toBe(200);
    expect((await fetch(...request.unsigned().toFetch(origin))).status).toBe(403);
    expect((await fetch(...request.withHeader('Authorization', 'Basic eDp5').toFetch(origin))).status).toBe(
      403,
    );
  });

  test('checks the options', () => {
    const builder = Test.createTestingModule({});
    for (const options of [{ signingKey: '' }, {}, { ...settings, path: '/' }]) {
      expect(() => overrideSignalWireWebhook(builder, options as never)).toThrow(
        SignalWireWebhookConfigurationError,
      );
    }
  });
});

function createApplication(adapterName: AdapterName, module: TestingModule): INestApplication {
  const options = { rawBody: true, logger: false } as const;
  return adapterName === 'fastify'
    ? module.createNestApplication(new FastifyAdapter(), options)
    : module.createNestApplication(options);
}

@Controller('open')
class PayloadController {
  @SignalWireWebhook() @Post('guarded') guarded(@WebhookPayload() payload: object) {
    return payload;
  }
  @Post('undecorated') undecorated(@WebhookPayload() payload: object) {
    return payload;
  }
}

test('overrideGuard() replaces the guard: the error names overrideSignalWireWebhook()', async () => {
  const logger = new MemoryLogger();
  const module = await Test.createTestingModule({
    imports: [SignalWireWebhookModule.forRoot(production)],
    controllers: [PayloadController],
  })
    .overrideGuard(SignalWireWebhookGuard)
    .useValue({ canActivate: () => true })
    .compile();
  const app = module.createNestApplication({ rawBody: true, logger });
  await app.listen(0, '127.0.0.1');
  try {
    const post = async (path: string) =>
      (await fetch(`${await app.getUrl()}/open/${path}`, { method: 'POST', body: '' })).status;
    expect([await post('guarded'), await post('undecorated')]).toEqual([500, 500]);
    const [guarded, undecorated] = logger.lines.filter((line) => line.startsWith('ERROR'));
    expect(guarded).toContain(
      'overrideGuard(SignalWireWebhookGuard) in a test, replaced the verification. Fix, in a test: overrideSignalWireWebhook(',
    );
    expect(guarded).not.toContain('add @SignalWireWebhook()');
    expect(undecorated).toContain('Fix: add @SignalWireWebhook() to the method or its class');
  } finally {
    await app.close();
  }
});
