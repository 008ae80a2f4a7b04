import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { Redis } from 'ioredis';

/** One client of the application's own; BullMQ opens others. Without an offline queue, a Redis that is down is noticed at once. */
@Global()
@Module({
  providers: [
    {
      provide: Redis,
      inject: [ConfigService],
      useFactory: async (config: ConfigService) => {
        const client = new Redis(config.getOrThrow<string>('REDIS_URL'), {
          enableOfflineQueue: false,
          lazyConnect: true,
        });
        client.on('error', () => undefined);
        await client.connect();
        return client;
      },
    },
  ],
  exports: [Redis],
})
export class RedisModule implements OnApplicationShutdown {
  constructor(private readonly client: Redis) {}

  onApplicationShutdown(): void {
    this.client.disconnect();
  }
}
