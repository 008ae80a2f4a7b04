import { Module } from '@nestjs/common';

import { queues } from './queues.js';
import { StatusController } from './status.controller.js';

@Module({ imports: queues, controllers: [StatusController] })
export class StatusModule {}
