import { addEnvironmentVariables } from './add-environment-variables.js';
import { CONFIG_MODULE, WEBHOOK_MODULE } from './add-module.js';

/** Returns the lines to add manually if an application is not understood. */
export function manualSteps(configRange: string): string {
  return `Add these lines manually.

Install @nestjs/config, if it is not installed yet: @nestjs/config@${configRange}

In the root module (src/app.module.ts in a new application):

  import { ConfigModule, ConfigService } from '@nestjs/config';
  import { SignalWireWebhookModule } from 'nestjs-signalwire-webhook';

  imports: [
    ${CONFIG_MODULE}, // if it is missing
    ${WEBHOOK_MODULE.replaceAll('\n', '\n    ')},
  ],

In the file that creates the application (src/main.ts):

  await NestFactory.create(AppModule, { rawBody: true });

or on Fastify:

  await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), { rawBody: true });

Body parsers of the application lose the raw body. On Express replace app.use(express.json({ … })) and
app.use(express.urlencoded({ … })) with:

  app.useBodyParser('json', { … });
  app.useBodyParser('urlencoded', { … });

In .env.example:

${addEnvironmentVariables('').trimEnd().replace(/^/gm, '  ')}
`;
}
