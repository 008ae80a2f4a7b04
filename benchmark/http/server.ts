import 'reflect-metadata';

import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { type Contestant, contestants } from './contestants.js';
import type { Memory } from './processes.js';

const [adapter, contestant] = process.argv.slice(2) as ['express' | 'fastify', Contestant];
/** Of a body, in bytes: more than the frameworks allow. */
const LIMIT = 2 * 2 ** 20;
const options = { rawBody: true, logger: ['warn' as const, 'error' as const] };

const app: INestApplication =
  adapter === 'fastify'
    ? await NestFactory.create<NestFastifyApplication>(
        contestants[contestant](),
        new FastifyAdapter({ bodyLimit: LIMIT }),
        options,
      )
    : await NestFactory.create(contestants[contestant](), new ExpressAdapter(), options);
if (adapter === 'express') (app as NestExpressApplication).useBodyParser('json', { limit: LIMIT });
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** After a garbage collection, if the process exposes it. */
function memoryInMegabytes(): Memory {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed / 2 ** 20, resident: rss / 2 ** 20 };
}

await app.listen(0, '127.0.0.1');

process.on('message', (question: 'processorTime' | 'memory') => {
  process.send?.(question === 'memory' ? memoryInMegabytes() : processorTime());
});
process.on('disconnect', () => process.exit());
process.send?.(((app.getHttpServer() as Server).address() as AddressInfo).port);
