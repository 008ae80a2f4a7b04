import 'reflect-metadata';

import { Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OnceStore, SignalWireWebhook, SignalWireWebhookModule } from 'nestjs-signalwire-webhook';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { AdapterName } from '../http/processes.js';
import { PUBLIC_URL, SIGNING_KEY } from './events.js';

@Controller()
class StatusController {
  @SignalWireWebhook()
  @Post('every-time')
  everyTime(): void {}

  @SignalWireWebhook({ once: true })
  @Post('once')
  once(): void {}
}

export interface RunningServer {
  readonly port: number;
  close(): Promise<void>;
}

export async function startServer(adapter: AdapterName, onceStore: OnceStore): Promise<RunningServer> {
  @Module({
    imports: [SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL, onceStore })],
    controllers: [StatusController],
  })
  class AppModule {}

  const options = { rawBody: true, logger: false } as const;
  const app =
    adapter === 'fastify'
      ? await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), options)
      : await NestFactory.create(AppModule, options);
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  return { port, close: () => app.close() };
}
