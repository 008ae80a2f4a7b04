import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { WebhookTestClient } from 'nestjs-signalwire-webhook/testing';

import { VoiceModule } from './../src/voice/voice.module.js';

describe('VoiceController (e2e)', () => {
  let app: INestApplication;

  beforeEach(async () => {
    const module = await Test.createTestingModule({ imports: [VoiceModule] }).compile();
    app = module.createNestApplication({ rawBody: true });
    await app.listen(0, '127.0.0.1');
  });

  afterEach(() => app.close());

  it('/voice (POST)', async () => {
    const signingKey = process.env.SIGNALWIRE_SIGNING_KEY ?? '';
    const signalwire = new WebhookTestClient({ signingKey, publicUrl: 'https://example.com' });
    const request = signalwire.form('/voice', { From: '+15551234567' });
    const origin = await app.getUrl();
    expect((await fetch(...request.toFetch(origin))).status).toBe(200);
    expect((await fetch(...request.unsigned().toFetch(origin))).status).toBe(403);
  });
});
