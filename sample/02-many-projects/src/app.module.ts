import { Module } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SignalWireWebhookModule } from 'nestjs-signalwire-webhook';

import { CreateProjects1767225600000 } from './projects/create-projects.migration.js';
import { ProjectKeys } from './projects/project-keys.js';
import { ProjectsModule } from './projects/projects.module.js';
import { VoiceModule } from './voice/voice.module.js';

@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true }),
    TypeOrmModule.forRootAsync({
      inject: [ConfigService],
      useFactory: (config: ConfigService) => ({
        type: 'postgres' as const,
        url: config.getOrThrow<string>('DATABASE_URL'),
        autoLoadEntities: true,
        migrations: [CreateProjects1767225600000],
        migrationsRun: true,
        connectTimeoutMS: 2_000,
        extra: { query_timeout: 2_000 },
      }),
    }),
    SignalWireWebhookModule.forRootAsync({
      imports: [ProjectsModule],
      inject: [ProjectKeys, ConfigService],
      useFactory: (keys: ProjectKeys, config: ConfigService) => ({
        signingKey: keys,
        publicUrl: config.getOrThrow<string>('PUBLIC_URL'),
        signingKeyCache: {
          ttl: Number(config.get('SIGNING_KEY_TTL_MS', 60_000)),
          refreshInterval: Number(config.get('SIGNING_KEY_REFRESH_INTERVAL_MS', 1_000)),
        },
      }),
    }),
    VoiceModule,
  ],
})
export class AppModule {}
