import { describe, expect, test } from '@jest/globals';
import { Controller, type ExecutionContext, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
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
import { type AddressInfo, type Server } from 'node:net';
import { lastValueFrom } from 'rxjs';

import { MemoryLogger, withApplication } from './support/applications.js';
import { closeAtEnd } from './support/close-at-end.js';
import { PUBLIC_URL, SIGNING_KEY } from './support/signing.js';

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
    const logger = new MemoryLogger();
    const setup = { imports: [webhooks], controllers: [RpcController] };
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
      expect(application.logger.text + logger.text).toContain('protects HTTP routes only');
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
