import 'reflect-metadata';

import { Controller, type DynamicModule, Module, Post, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

const ROUTES = 10;

function controllerAt(path: string): Type {
  @Controller(path)
  class HookController {
    @Post()
    receive(): string {
      return '<Response/>';
    }
  }
  return HookController;
}

const controllers = Array.from({ length: ROUTES }, (_, index) => controllerAt(`hook-${index}`));
const imports: DynamicModule[] = [];

if (process.argv[2] === 'with') {
  const { SignalWireWebhook, SignalWireWebhookModule } = await import('nestjs-signalwire-webhook');
  controllers.forEach((controller) => {
    SignalWireWebhook()(controller);
  });
  imports.push(
    SignalWireWebhookModule.forRoot({ signingKey: 'PSK_of_a_benchmark', publicUrl: 'https://example.com' }),
  );
}

@Module({ imports, controllers })
class ApplicationModule {}

const app = await NestFactory.create(ApplicationModule, { rawBody: true, logger: ['error'] });
await app.listen(0, '127.0.0.1');
const { user, system } = process.cpuUsage();
console.log(JSON.stringify((user + system) / 1_000));
process.exit();
