import { Module } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { SignalWireWebhookModule } from 'nestjs-signalwire-webhook';

import { FaxModule } from './fax/fax.module.js';
import { MessagesModule } from './messages/messages.module.js';
import { SwmlModule } from './swml/swml.module.js';
import { VoiceModule } from './voice/voice.module.js';
import { VoicemailModule } from './voicemail/voicemail.module.js';

@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true }),
    SignalWireWebhookModule.forRootAsync({
      inject: [ConfigService],
      useFactory: (config: ConfigService) => ({
        signingKey: config.getOrThrow<string>('SIGNALWIRE_SIGNING_KEY'),
        publicUrl: config.getOrThrow<string>('PUBLIC_URL'),
        diagnostics: config.get('SIGNALWIRE_DIAGNOSTICS') === 'true',
        preflight: config.get('SIGNALWIRE_PREFLIGHT') === 'true',
      }),
    }),
    VoiceModule,
    VoicemailModule,
    MessagesModule,
    FaxModule,
    SwmlModule,
  ],
})
export class AppModule {}
