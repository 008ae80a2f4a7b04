import 'reflect-metadata';

import { Controller, Module, Post } from '@nestjs/common';
import * as imported from 'nestjs-signalwire-webhook';
import { createRequire } from 'node:module';

import { createApp } from './dist/create-app.js';
import { failuresOf } from './dist/failures-of.js';
import { PUBLIC_URL, SIGNING_KEY } from './dist/settings.js';
import { VoiceController } from './dist/voice.controller.js';

const required = createRequire(import.meta.url)('nestjs-signalwire-webhook');
if (required.SignalWireWebhookModule === imported.SignalWireWebhookModule)
  throw new Error('there is one build only');

/** The module of one build, and beside the controller of the other one its own. */
function rootOf(modules, decorators) {
  class OtherController {
    other() {
      return 'handled';
    }
  }
  Controller('other')(OtherController);
  const method = Object.getOwnPropertyDescriptor(OtherController.prototype, 'other');
  Post()(OtherController.prototype, 'other', method);
  decorators.SignalWireWebhook()(OtherController);
  class RootModule {}
  Module({
    imports: [modules.SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL })],
    controllers: [VoiceController, OtherController],
  })(RootModule);
  return RootModule;
}

const failures = [];
for (const root of [rootOf(imported, required), rootOf(required, imported)]) {
  const app = await createApp('express', root);
  await app.listen(0, '127.0.0.1');
  const origin = `http://127.0.0.1:${app.getHttpServer().address().port}`;
  const send = async (path, init) => {
    const response = await fetch(origin + path, init);
    return { status: response.status, body: await response.text() };
  };
  failures.push(...(await failuresOf(send)));
  const unsigned = await send('/other', { method: 'POST' });
  if (unsigned.status !== 403) failures.push(`an unsigned request to the other build: ${unsigned.status}`);
  await app.close();
}
for (const failure of failures) console.error(failure);
console.log(failures.length === 0 ? 'all is well' : `${failures.length} failures`);
