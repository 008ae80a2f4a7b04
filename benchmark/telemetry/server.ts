import 'reflect-metadata';

import { Controller, type INestApplication, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SignalWireWebhook, SignalWireWebhookModule } from 'nestjs-signalwire-webhook';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { HOOK, ORIGIN } from '../http/requests.js';
import { SIGNING_KEY } from '../verify/messages.js';
import { type Listener, listeningOf } from './listeners.js';

const [adapter, name] = process.argv.slice(2) as ['express' | 'fastify', Listener];
const { providers = [], prepare, listen } = listeningOf(name);

@SignalWireWebhook()
@Controller()
class HookController {
  @Post(HOOK)
  hook(): string {
    return '<?xml version="1.0" encoding="UTF-8"?><Response><Say>Hello</Say></Response>';
  }
}

@Module({
  imports: [SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: ORIGIN })],
  controllers: [HookController],
  providers,
})
class ApplicationModule {}

prepare?.();
const options = { rawBody: true, logger: ['warn' as const, 'error' as const] };
const app: INestApplication =
  adapter === 'fastify'
    ? await NestFactory.create<NestFastifyApplication>(ApplicationModule, new FastifyAdapter(), options)
    : await NestFactory.create(ApplicationModule, new ExpressAdapter(), options);
listen?.(app);
await app.listen(0, '127.0.0.1');

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
process.on('disconnect', () => process.exit());
process.send?.(((app.getHttpServer() as Server).address() as AddressInfo).port);
