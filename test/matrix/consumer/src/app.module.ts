import { Module } from '@nestjs/common';
import { SignalWireWebhookModule } from 'nestjs-signalwire-webhook';

import { PUBLIC_URL, SIGNING_KEY } from './settings.js';
import { VoiceController } from './voice.controller.js';

@Module({
  imports: [
    SignalWireWebhookModule.forRootAsync({
      useFactory: () => ({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL }),
    }),
  ],
  controllers: [VoiceController],
})
export class AppModule {}
