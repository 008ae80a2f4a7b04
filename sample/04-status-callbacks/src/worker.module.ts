import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';

import { CallsService } from './calls/calls.service.js';
import { CrmService } from './calls/crm.service.js';
import { StatusProcessor } from './calls/status.processor.js';
import { RedisModule } from './redis/redis.module.js';
import { queues } from './status/queues.js';

/** What does the work, in processes of its own. */
@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true }),
    RedisModule,
    BullModule.forRootAsync({
      inject: [ConfigService],
      useFactory: (config: ConfigService) => ({
        connection: { url: config.getOrThrow<string>('REDIS_URL') },
      }),
    }),
    ...queues,
  ],
  providers: [CallsService, CrmService, StatusProcessor],
  exports: [CallsService],
})
export class WorkerModule {}
