import { InjectQueue, OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import type { Job, Queue } from 'bullmq';
import type { CallStatusCallback } from 'nestjs-signalwire-webhook';

import { DEAD_LETTERS, STATUS_CALLBACKS } from '../status/queues.js';
import { CallsService } from './calls.service.js';
import { CrmService } from './crm.service.js';

type StatusJob = Job<CallStatusCallback>;

@Processor(STATUS_CALLBACKS, { concurrency: 10 })
export class StatusProcessor extends WorkerHost {
  constructor(
    private readonly calls: CallsService,
    private readonly crm: CrmService,
    @InjectQueue(DEAD_LETTERS) private readonly deadLetters: Queue,
  ) {
    super();
  }

  /** What it throws is tried again, later each time. */
  async process({ id = '', data }: StatusJob): Promise<void> {
    if (data.CallStatus === 'completed') await this.crm.report(data, id);
    await this.calls.saveIfNewer(data);
  }

  @OnWorkerEvent('failed')
  async bury(job: StatusJob | undefined): Promise<void> {
    if (!job?.id || job.attemptsMade < (job.opts.attempts ?? 1)) return;
    await this.deadLetters.add(job.name, job.data, { jobId: job.id });
  }
}
