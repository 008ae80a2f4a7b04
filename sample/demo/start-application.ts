import type { INestApplication, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';

import { ReasonLogger } from './reason-logger.js';

export const adapterNames = ['express', 'fastify'] as const;
export type AdapterName = (typeof adapterNames)[number];

export interface StartedApplication {
  readonly app: INestApplication;
  readonly origin: string;
  readonly logger: ReasonLogger;
}

/** Starts a sample on a free loopback port, with these environment variables. */
export async function startApplication(
  appModule: Type,
  adapterName: AdapterName,
  environment: Record<string, string>,
): Promise<StartedApplication> {
  Object.assign(process.env, environment);
  const logger = new ReasonLogger();
  const adapter = adapterName === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
  const options = { rawBody: true, logger, abortOnError: false };
  const app: INestApplication = await NestFactory.create(appModule, adapter, options);
  await app.listen(0, '127.0.0.1');
  return { app, origin: await app.getUrl(), logger };
}
