import { Module } from '@nestjs/common';

import { SummariesController } from './summaries.controller.js';
import { Summaries } from './summaries.service.js';

@Module({ controllers: [SummariesController], providers: [Summaries] })
export class SummariesModule {}
