import { Module } from '@nestjs/common';
import { SignalWireWebhookModule } from 'nestjs-signalwire-webhook';

import { VoiceController } from './voice.controller.js';

@Module({
  imports: [
    SignalWireWebhookModule.forRoot({
      signingKey: process.env.SIGNALWIRE_SIGNING_KEY ?? '',
      publicUrl: 'https://example.com',
    }),
  ],
  controllers: [VoiceController],
})
export class VoiceModule {}
