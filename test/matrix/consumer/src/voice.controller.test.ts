import { expect, test } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { overrideSignalWireWebhook } from 'nestjs-signalwire-webhook/testing';
import type { AddressInfo } from 'node:net';

import { AppModule } from './app.module.js';
import { createApp } from './create-app.js';
import { failuresOf } from './failures-of.js';

test.each(['express', 'fastify'])('signed webhooks are handled on %s', async (adapter) => {
  const app = await createApp(adapter);
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
  const failures = await failuresOf(async (path, init) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
    return { status: response.status, body: await response.text() };
  });
  await app.close();
  expect(failures).toEqual([]);
});

test('the module can be overridden', async () => {
  const builder = Test.createTestingModule({ imports: [AppModule] });
  const options = { signingKey: 'PSK_of_a_test', publicUrl: 'https://test.example' };
  const module = await overrideSignalWireWebhook(builder, options).compile();
  expect(module.get(AppModule)).toBeInstanceOf(AppModule);
  await module.close();
});
