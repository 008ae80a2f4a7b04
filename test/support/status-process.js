/** One process of an application that shares its Redis with others. It counts in Redis what its handler began and ended. */
import 'reflect-metadata';

import { Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SignalWireWebhook, SignalWireWebhookModule, VerifiedWebhook } from 'nestjs-signalwire-webhook';
import { redisOnceStore } from 'nestjs-signalwire-webhook/redis';
import { setTimeout } from 'node:timers/promises';
import { createClient } from 'redis';

const { REDIS_URL, SIGNING_KEY, PUBLIC_URL, LEASE, DURATION } = process.env;
const client = await createClient({ url: REDIS_URL }).connect();

class StatusController {
  async status({ payload: { CallSid } }) {
    await client.hIncrBy('begun', CallSid, 1);
    await setTimeout(Number(DURATION));
    await client.hIncrBy('handled', CallSid, 1);
  }
}

const method = Object.getOwnPropertyDescriptor(StatusController.prototype, 'status');
VerifiedWebhook()(StatusController.prototype, 'status', 0);
Post('status')(StatusController.prototype, 'status', method);
SignalWireWebhook({ once: { lease: Number(LEASE) } })(StatusController.prototype, 'status', method);
Controller()(StatusController);

class AppModule {}

Module({
  imports: [
    SignalWireWebhookModule.forRoot({
      signingKey: SIGNING_KEY,
      publicUrl: PUBLIC_URL,
      onceStore: redisOnceStore(client),
    }),
  ],
  controllers: [StatusController],
})(AppModule);

const app = await NestFactory.create(AppModule, { rawBody: true, logger: ['error', 'warn'] });
await app.listen(0, '127.0.0.1');
process.send(app.getHttpServer().address().port);
process.on('disconnect', () => process.exit());
