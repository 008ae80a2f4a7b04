import { describe, expect, test } from '@jest/globals';
import { Controller, type ExecutionContext, Injectable, Module, Post, UseGuards } from '@nestjs/common';
import { APP_GUARD, ExternalContextCreator, NestFactory } from '@nestjs/core';
import {
  ClientProxyFactory,
  MessagePattern,
  type MicroserviceOptions,
  Transport,
} from '@nestjs/microservices';
import {
  SignalWireWebhookGuard,
  SignalWireWebhookModule,
  SkipSignalWireWebhook,
} from 'nestjs-signalwire-webhook';
import type { AddressInfo, Server } from 'node:net';
import { lastValueFrom } from 'rxjs';

import { MemoryLogger, withApplication } from '../support/applications.js';
import { closeAtEnd } from '../support/close-at-end.js';
import { freePort } from '../support/ports.js';
import { PUBLIC_URL, SIGNING_KEY } from '../support/signing.js';

@Controller()
class MixedController {
  @SkipSignalWireWebhook() @MessagePattern('skipped') skipped() {
    return 'handled';
  }
  @MessagePattern('protected') protected() {
    return 'handled';
  }
  @Post('hook') hook() {
    return 'handled';
  }
}

@SkipSignalWireWebhook()
@Controller()
class SkippedController {
  @MessagePattern('skipped-class') handle() {
    return 'handled';
  }
}

@SkipSignalWireWebhook()
@Injectable()
class SkippedResolver {
  resolve() {
    return 'resolved';
  }
}

@Injectable()
class Resolver {
  @SkipSignalWireWebhook() skipped() {
    return 'resolved';
  }
  resolve() {
    return 'resolved';
  }
}

@Module({
  imports: [
    SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL, mode: 'report' }),
  ],
  controllers: [MixedController],
  providers: [{ provide: APP_GUARD, useClass: SignalWireWebhookGuard }],
})
class ReportingModule {}

@Module({
  imports: [SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL })],
  controllers: [MixedController, SkippedController],
  providers: [{ provide: APP_GUARD, useClass: SignalWireWebhookGuard }, SkippedResolver, Resolver],
})
class AppModule {}

describe('the guard under APP_GUARD', () => {
  test.each([true, false])('of a TCP microservice (with HTTP: %s)', async (isHybrid) => {
    const logger = new MemoryLogger();
    const options = { host: '127.0.0.1', port: await freePort() };
    const microservice: MicroserviceOptions = { transport: Transport.TCP, options };
    const app = isHybrid
      ? await NestFactory.create(AppModule, { logger, rawBody: true })
      : await NestFactory.createMicroservice<MicroserviceOptions>(AppModule, { ...microservice, logger });
    const close = closeAtEnd(() => app.close());
    if ('connectMicroservice' in app) {
      app.connectMicroservice<MicroserviceOptions>(microservice, { inheritAppConfig: true });
      await app.startAllMicroservices();
    } else {
      await app.listen();
    }
    const client = ClientProxyFactory.create({ transport: Transport.TCP, options });
    const closeClient = closeAtEnd(() => client.close());
    const ask = (pattern: string) => lastValueFrom(client.send<string>(pattern, {}));
    expect(await ask('skipped')).toBe('handled');
    expect(await ask('skipped-class')).toBe('handled');
    await expect(ask('protected')).rejects.toBeDefined();
    expect(logger.text).toMatch(/MixedController\.protected is of type "rpc".*@SkipSignalWireWebhook\(\)/);
    await closeClient();
    await close();
  });

  test("with mode: 'report' allows unverified calls, and limits their log lines", async () => {
    const logger = new MemoryLogger();
    const options = { host: '127.0.0.1', port: await freePort() };
    const app = await NestFactory.createMicroservice<MicroserviceOptions>(ReportingModule, {
      transport: Transport.TCP,
      options,
      logger,
    });
    const close = closeAtEnd(() => app.close());
    await app.listen();
    const client = ClientProxyFactory.create({ transport: Transport.TCP, options });
    const closeClient = closeAtEnd(() => client.close());
    for (let sent = 0; sent < 20; sent++) {
      expect(await lastValueFrom(client.send<string>('protected', {}))).toBe('handled');
    }
    const lines = logger.lines.filter((line) => line.includes('is of type "rpc"'));
    expect(lines).toHaveLength(10);
    expect(lines[0]).toContain("allowed by mode: 'report'");
    await closeClient();
    await close();
  });

  test.each(['graphql', 'ws'])('of what Nest calls in a context of type %s', async (type) => {
    const app = await NestFactory.create(AppModule, { logger: false, rawBody: true });
    const close = closeAtEnd(() => app.close());
    await app.init();
    const creator = app.get(ExternalContextCreator);
    const call = async (instance: object, name: string) => {
      const callback = (instance as Record<string, (...parameters: unknown[]) => unknown>)[name];
      if (!callback) throw new Error(name);
      const handler = creator.create(
        instance,
        callback,
        name,
        undefined,
        undefined,
        undefined,
        undefined,
        undefined,
        type,
      );
      return (handler as (...parameters: unknown[]) => Promise<unknown>)(undefined, {}, {}, {});
    };
    expect(await call(app.get(SkippedResolver), 'resolve')).toBe('resolved');
    expect(await call(app.get(Resolver), 'skipped')).toBe('resolved');
    await expect(call(app.get(Resolver), 'resolve')).rejects.toThrow(`of type "${type}"`);
    await close();
  });
});

const handled: string[] = [];

@UseGuards(SignalWireWebhookGuard)
@Controller()
class RpcController {
  @MessagePattern('guarded')
  guarded() {
    handled.push('guarded');
    return 'guarded';
  }

  @SkipSignalWireWebhook()
  @MessagePattern('open')
  open() {
    return 'open';
  }
}

const webhooks = SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL });

describe('the guard outside HTTP', () => {
  test('a real TCP microservice: an error that says why, never a pass', async () => {
    const setup = { webhooks: {}, controllers: [RpcController] };
    await withApplication('express', setup, async (application) => {
      const service = application.app.connectMicroservice<MicroserviceOptions>({
        transport: Transport.TCP,
        options: { host: '127.0.0.1', port: 0 },
      });
      await application.app.startAllMicroservices();
      const { port } = service.unwrap<Server>().address() as AddressInfo;
      const client = ClientProxyFactory.create({
        transport: Transport.TCP,
        options: { host: '127.0.0.1', port },
      });
      const closeClient = closeAtEnd(() => client.close());
      await expect(lastValueFrom(client.send('guarded', {}))).rejects.toBeDefined();
      expect(handled).toEqual([]);
      expect(application.logger.text).toContain('protects HTTP routes only');
      await closeClient();
    });
  });

  test.each(['rpc', 'ws', 'graphql'])('%s', async (type) => {
    const app = await NestFactory.createApplicationContext(webhooks, { logger: false });
    const close = closeAtEnd(() => app.close());
    const context = {
      getType: () => type,
      getClass: () => RpcController,
      getHandler: () => function guarded() {},
    } as unknown as ExecutionContext;
    expect(() => app.get(SignalWireWebhookGuard).canActivate(context)).toThrow(
      `RpcController.guarded is of type "${type}"`,
    );
    await close();
  });
});
