import { Module } from '@nestjs/common';

import { CallLog } from './call-log.service.js';
import { VoiceController } from './voice.controller.js';

@Module({ controllers: [VoiceController], providers: [CallLog] })
export class VoiceModule {}
