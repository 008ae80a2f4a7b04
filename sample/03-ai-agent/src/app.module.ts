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
        basicAuth: {
          username: config.getOrThrow<string>('WEBHOOK_USERNAME'),
          password: config.getOrThrow<string>('WEBHOOK_PASSWORD'),
        },
      }),
    }),
    AgentModule,
    OrdersModule,
    SummariesModule,
  ],
})
export class AppModule {}
