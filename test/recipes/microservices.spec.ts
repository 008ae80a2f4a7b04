import { describe, expect, test } from '@jest/globals';

import { adapterNames } from '../support/applications.js';
import { freePort } from '../support/ports.js';
import { type Edit, usingRecipe, webhook } from '../support/recipes.js';
import { OTHER_KEY } from '../support/signing.js';

const page = 'docs/how-to/microservices.md';
const onFastify: Edit[] = [
  ['NestFactory.create(AppModule, {', 'NestFactory.create(AppModule, new FastifyAdapter(), {'],
  [
    "import { NestFactory } from '@nestjs/core';",
    "import { NestFactory } from '@nestjs/core';import { FastifyAdapter } from '@nestjs/platform-fastify';",
  ],
];

describe.each(adapterNames)('a hybrid application on %s', (adapterName) => {
  test('passes verified webhooks on as messages', async () => {
    await usingRecipe(
      page,
      adapterName,
      async ({ send, output }) => {
        const genuine = { CallSid: 'c1', CallStatus: 'completed' };
        expect((await send(webhook.form('/events', genuine))).status).toBe(204);
        const forged = { ...genuine, CallSid: 'c2' };
        expect((await send(webhook.form('/events', forged, { signingKey: OTHER_KEY }))).status).toBe(403);
        expect(output()).toContain('Call c1 is completed');
        expect(output()).not.toContain('Call c2');
      },
      {
        main: 'main',
        env: { MESSAGES_PORT: String(await freePort()) },
        ...(adapterName === 'fastify' && { edits: onFastify }),
      },
    );
  });
});
