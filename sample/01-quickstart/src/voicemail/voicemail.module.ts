import { Module } from '@nestjs/common';

import { VoicemailController } from './voicemail.controller.js';
import { Voicemails } from './voicemails.service.js';

@Module({ controllers: [VoicemailController], providers: [Voicemails] })
export class VoicemailModule {}
