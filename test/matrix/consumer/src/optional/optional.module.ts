import { Module } from '@nestjs/common';
import { Redis } from 'ioredis';
import { SignalWireWebhookModule } from 'nestjs-signalwire-webhook';
import { SignalWireWebhookOpenTelemetry } from 'nestjs-signalwire-webhook/opentelemetry';
import { postgresOnceStore } from 'nestjs-signalwire-webhook/postgres';
import { redisOnceStore } from 'nestjs-signalwire-webhook/redis';
import { Pool } from 'pg';
import { createClient } from 'redis';

import { PUBLIC_URL, SIGNING_KEY } from '../settings.js';
import { VoiceController } from '../voice.controller.js';

/** Clients that never connect: only a route with `once` asks its store. */
export const stores = [
  redisOnceStore(new Redis({ lazyConnect: true })),
  redisOnceStore(createClient()),
  postgresOnceStore(new Pool()),
] as const;

@Module({
  imports: [
    SignalWireWebhookModule.forRoot({
      signingKey: SIGNING_KEY,
      publicUrl: PUBLIC_URL,
      onceStore: stores[0],
    }),
  ],
  controllers: [VoiceController],
  providers: [SignalWireWebhookOpenTelemetry],
})
export class OptionalModule {}
