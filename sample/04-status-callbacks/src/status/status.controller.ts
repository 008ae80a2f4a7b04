import { InjectQueue } from '@nestjs/bullmq';
import { Controller, Post } from '@nestjs/common';
import type { Queue } from 'bullmq';
import {
  type CallStatusCallback,
  SignalWireWebhook,
  VerifiedWebhook,
  type VerifiedWebhookData,
} from 'nestjs-signalwire-webhook';

import { STATUS_CALLBACKS } from './queues.js';

@Controller('status')
export class StatusController {
  constructor(@InjectQueue(STATUS_CALLBACKS) private readonly queue: Queue<CallStatusCallback>) {}

  /** Throws if the queue is down. Then the lease of the event is released, and SignalWire sends the callback again. */
  @SignalWireWebhook({ once: true, content: ['form'] })
  @Post()
  async status(@VerifiedWebhook() webhook: VerifiedWebhookData<CallStatusCallback>): Promise<void> {
    await this.queue.add('call-status', webhook.payload, { jobId: webhook.eventId });
  }
}
