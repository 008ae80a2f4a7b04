import 'reflect-metadata';

import { Controller, Module, Post, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

const ROUTES = 10;
const isProtected = process.argv[2] === 'with';
/** Loaded before the time is taken: the table of imports has its cost. */
const { SignalWireWebhook, SignalWireWebhookModule } = await import('nestjs-signalwire-webhook');

function controller(index: number): Type {
  @Controller(`hook-${index}`)
  class HookController {
    @Post()
    receive(): string {
      return '<Response/>';
    }
  }
  if (isProtected) SignalWireWebhook()(HookController);
  return HookController;
}

@Module({
  imports: isProtected
    ? [
        SignalWireWebhookModule.forRoot({
          signingKey: 'PSK_of_a_benchmark',
          publicUrl: 'https://example.com',
        }),
      ]
    : [],
  controllers: Array.from({ length: ROUTES }, (_, index) => controller(index)),
})
class ApplicationModule {}

const before = process.cpuUsage();
const app = await NestFactory.create(ApplicationModule, { rawBody: true, logger: ['error'] });
await app.listen(0, '127.0.0.1');
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify((user + system) / 1_000));
process.exit();
