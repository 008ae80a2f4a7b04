/* global AbortController */
/** A process with every feature on, which is used, closed while requests wait, and must then end by itself. */
import 'reflect-metadata';

import { Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  SignalWireWebhook,
  SignalWireWebhookHealth,
  SignalWireWebhookKeys,
  SignalWireWebhookModule,
  SignalWireWebhookOutcomes,
  signingKeyFile,
} from 'nestjs-signalwire-webhook';
import { SignalWireWebhookOpenTelemetry } from 'nestjs-signalwire-webhook/opentelemetry';
import { redisOnceStore } from 'nestjs-signalwire-webhook/redis';
import { WebhookTestClient } from 'nestjs-signalwire-webhook/testing';
import { subscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { createClient } from 'redis';

const { ADAPTER, REDIS_URL, KEY_FILE, PORT } = process.env;
const publicUrl = `http://127.0.0.1:${PORT}`;
const client = await createClient({ url: REDIS_URL }).connect();

class StatusController {
  status() {}
  waiting() {}
}

const { prototype } = StatusController;
const methodOf = (name) => Object.getOwnPropertyDescriptor(prototype, name);
Post('status')(prototype, 'status', methodOf('status'));
SignalWireWebhook({ once: true })(prototype, 'status', methodOf('status'));
Post('waiting')(prototype, 'waiting', methodOf('waiting'));
SignalWireWebhook({ signingKey: () => new Promise(() => undefined) })(
  prototype,
  'waiting',
  methodOf('waiting'),
);
Controller()(StatusController);

class AppModule {}

Module({
  imports: [
    SignalWireWebhookModule.forRoot({
      signingKey: signingKeyFile(KEY_FILE),
      signingKeyCache: { knownProjects: () => ['a-project'], maxUnverifiedLookups: 2, resolveTimeout: 700 },
      verifyKeysAtStart: true,
      publicUrl,
      basicAuth: () => ({ username: 'name', password: 'a-password-to-pass' }),
      onceStore: redisOnceStore(client),
      diagnostics: true,
      preflight: true,
    }),
  ],
  controllers: [StatusController],
  providers: [SignalWireWebhookOpenTelemetry],
})(AppModule);

const adapter = ADAPTER === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
const app = await NestFactory.create(AppModule, adapter, { rawBody: true, logger: false });
await app.listen(Number(PORT), '127.0.0.1');

let outcomes = 0;
app.get(SignalWireWebhookOutcomes).subscribe(() => outcomes++);
subscribe('signalwire-webhook:outcome', () => undefined);

const honest = new WebhookTestClient({ signingKey: readFileSync(KEY_FILE, 'utf8').trim(), publicUrl });
const forger = new WebhookTestClient({ signingKey: 'PSK_NobodyKnowsThisOneHere', publicUrl });

/** @returns the status, or `undefined` where the caller has gone before it */
function send({ method, path, headers, body }, signal) {
  return new Promise((resolve) => {
    const sent = request({ port: PORT, host: '127.0.0.1', method, path, headers, agent: false, signal });
    sent.on('response', (response) => response.resume().on('end', () => resolve(response.statusCode)));
    sent.on('error', () => resolve(undefined));
    sent.end(body);
  });
}

const event = honest.form('/status', { AccountSid: 'a-project' });
const statuses = [await send(event), await send(event), await send(honest.form('/nowhere', {}))];
for (let index = 0; index < 30; index++) {
  await send(forger.form('/status', { AccountSid: `project-${index}` }));
}
const { isUp } = await app.get(SignalWireWebhookHealth).check();

/** Lookups hang, others wait for their turn, one of two callers goes away, and keys are forgotten meanwhile. */
let [arrived, gone] = [0, 0];
app.getHttpServer().on('request', (_request, response) => {
  arrived++;
  response.on('close', () => gone++);
});
const callers = Array.from({ length: 30 }, () => new AbortController());
const waiting = callers.map(({ signal }, index) =>
  send(forger.form('/waiting', { AccountSid: `project-${index}` }), signal),
);
while (arrived < 30) await setTimeout(5);
for (const [index, caller] of callers.entries()) if (index % 2) caller.abort();
while (gone < 15) await setTimeout(5);
app.get(SignalWireWebhookKeys).forgetAll();
await app.close();
const waited = new Set(await Promise.all(waiting));
client.destroy();

const resources = process.getActiveResourcesInfo();
console.log(JSON.stringify({ statuses, isUp, waited: [...waited], outcomes, resources }));
