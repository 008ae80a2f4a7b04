import { Module } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { SignalWireWebhookModule } from 'nestjs-signalwire-webhook';

import { AgentModule } from './agent/agent.module.js';
import { OrdersModule } from './orders/orders.module.js';
import { SummariesModule } from './summaries/summaries.module.js';

@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true }),
    SignalWireWebhookModule.forRootAsync({
      inject: [ConfigService],
      useFactory: (config: ConfigService) => ({
        signingKey: config.getOrThrow<string>('SIGNALWIRE_SIGNING_KEY'),
        publicUrl: config.getOrThrow<string>('PUBLIC_URL'),
        urlTokenSecret: config.getOrThrow<string>('URL_TOKEN_SECRET'),
      }),
    }),
    AgentModule,
    OrdersModule,
    SummariesModule,
  ],
})
export class AppModule {}
