import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { Redis } from 'ioredis';
import { SignalWireWebhookModule } from 'nestjs-signalwire-webhook';
import { redisOnceStore } from 'nestjs-signalwire-webhook/redis';

import { RedisModule } from './redis/redis.module.js';
import { StatusModule } from './status/status.module.js';

/** The web application for SignalWire: it verifies each webhook, acquires the event, adds a job and responds. */
@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true }),
    RedisModule,
    BullModule.forRootAsync({
      inject: [ConfigService],
      useFactory: (config: ConfigService) => ({
        connection: { url: config.getOrThrow<string>('REDIS_URL'), enableOfflineQueue: false },
      }),
    }),
    SignalWireWebhookModule.forRootAsync({
      inject: [ConfigService, Redis],
      useFactory: (config: ConfigService, redis: Redis) => ({
        signingKey: config.getOrThrow<string>('SIGNALWIRE_SIGNING_KEY'),
        publicUrl: config.getOrThrow<string>('PUBLIC_URL'),
        onceStore: redisOnceStore(redis),
      }),
    }),
    StatusModule,
  ],
})
export class AppModule {}
