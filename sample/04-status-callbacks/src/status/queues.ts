import { BullModule } from '@nestjs/bullmq';
import { ConfigService } from '@nestjs/config';

export const STATUS_CALLBACKS = 'status-callbacks';
/** What failed for good, for somebody to look at. */
export const DEAD_LETTERS = 'dead-letters';

const HOUR_IN_SECONDS = 3_600;

/** Completed jobs stay as long as the library remembers their events, so that adding one again adds nothing. */
export const queues = [
  BullModule.registerQueueAsync({
    name: STATUS_CALLBACKS,
    inject: [ConfigService],
    useFactory: (config: ConfigService) => ({
      defaultJobOptions: {
        attempts: Number(config.get('ATTEMPTS', 5)),
        backoff: { type: 'exponential', delay: Number(config.get('RETRY_DELAY_MS', 1_000)) },
        removeOnComplete: { age: HOUR_IN_SECONDS },
        removeOnFail: { age: HOUR_IN_SECONDS },
      },
    }),
  }),
  BullModule.registerQueue({ name: DEAD_LETTERS }),
];
