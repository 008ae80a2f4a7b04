import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  inboundCall,
  overrideSignalWireWebhook,
  type SignedTestRequest,
  WebhookTestClient,
} from 'nestjs-signalwire-webhook/testing';

import { VoiceModule } from './voice.module.js';

const settings = { signingKey: 'PSK_of_a_test', publicUrl: 'https://test.example' };

describe('VoiceController', () => {
  let app: INestApplication;

  beforeEach(async () => {
    const builder = Test.createTestingModule({ imports: [VoiceModule] });
    const module = await overrideSignalWireWebhook(builder, settings).compile();
    app = module.createNestApplication({ rawBody: true });
    await app.listen(0, '127.0.0.1');
  });

  afterEach(() => app.close());

  const send = async (request: SignedTestRequest) => fetch(...request.toFetch(await app.getUrl()));

  it('handles what SignalWire signed', async () => {
    const request = new WebhookTestClient(settings).form('/voice', inboundCall({ From: '+15551234567' }));
    const response = await send(request);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('Hello +15551234567');
    expect((await send(request.withKey('PSK_of_an_attacker'))).status).toBe(403);
    expect((await send(request.tampered())).status).toBe(403);
  });
});
