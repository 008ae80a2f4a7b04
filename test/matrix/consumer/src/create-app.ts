import 'reflect-metadata';

import type { INestApplication, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

import { AppModule } from './app.module.js';

export function createApp(adapter: string, root: Type = AppModule): Promise<INestApplication> {
  const options = { rawBody: true, logger: false as const, abortOnError: false };
  if (adapter === 'express') return NestFactory.create(root, new ExpressAdapter(), options);
  return NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter(), options);
}
