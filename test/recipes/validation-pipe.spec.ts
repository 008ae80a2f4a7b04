import { describe, expect, test } from '@jest/globals';
import { Controller, Post, ValidationPipe, type ValidationPipeOptions } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString } from 'class-validator';
import {
  type InboundMessage,
  SignalWireWebhook,
  SignalWireWebhookModule,
  WebhookPayload,
} from 'nestjs-signalwire-webhook';

import { type AdapterName, adapterNames, type Answer, startApplication } from '../support/applications.js';
import { RECIPE_URL, usingRecipe, webhook } from '../support/recipes.js';
import { OTHER_KEY, SIGNING_KEY } from '../support/signing.js';

const page = 'docs/how-to/validation-pipe.md';
const message = { From: '+15551234567', NumMedia: '2', Surprise: 'new' };
const unchanged = [200, { NumMedia: '2', names: ['From', 'NumMedia', 'Surprise'] }];

function resultOf({ status, body }: Answer): unknown {
  return [status, status === 200 ? JSON.parse(body) : undefined];
}

describe.each(adapterNames)('a global ValidationPipe on %s', (adapterName) => {
  test('validates bodies, and leaves webhooks to their own pipe', async () => {
    await usingRecipe(page, adapterName, async ({ send }) => {
      expect(resultOf(await send(webhook.form('/messages', message)))).toEqual(unchanged);
      const validated = await send(webhook.form('/messages/validated', message));
      expect(resultOf(validated)).toEqual([200, { NumMedia: 2, names: ['From', 'NumMedia'] }]);
      const invalid = { ...message, NumMedia: 'two' };
      expect((await send(webhook.form('/messages/validated', invalid))).status).toBe(400);
      const forged = webhook.form('/messages/validated', invalid, { signingKey: OTHER_KEY });
      expect((await send(forged)).status).toBe(403);

      const note = { target: '/messages/notes', headers: { 'content-type': 'application/json' } };
      expect((await send({ ...note, body: '{"text":"a"}' })).status).toBe(201);
      expect((await send({ ...note, body: '{"text":"a","Surprise":"new"}' })).status).toBe(400);
    });
  });
});

class MessageDto {
  @IsString()
  readonly From!: string;

  @IsOptional()
  @IsInt()
  @Type(() => Number)
  readonly NumMedia?: number;
}

@SignalWireWebhook()
@Controller()
class TableController {
  @Post('type')
  type(@WebhookPayload() payload: InboundMessage) {
    return { NumMedia: payload.NumMedia, names: Object.keys(payload) };
  }

  @Post('dto')
  dto(@WebhookPayload() payload: MessageDto) {
    return { NumMedia: payload.NumMedia, names: Object.keys(payload) };
  }
}

async function resultsOf(adapterName: AdapterName, pipe: ValidationPipeOptions, payload: typeof message) {
  const application = await startApplication(adapterName, {
    imports: [SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: RECIPE_URL })],
    controllers: [TableController],
    configure: (app) => app.useGlobalPipes(new ValidationPipe(pipe)),
  });
  const results: unknown[] = [];
  for (const target of ['/type', '/dto'])
    results.push(resultOf(await application.send(webhook.form(target, payload))));
  await application.close();
  return results;
}

describe.each(adapterNames)('the table of the page on %s', (adapterName) => {
  const invalid = { ...message, NumMedia: 'two' };
  const rejected = [400, undefined];

  test.each([
    [{}, unchanged],
    [{ transform: true, whitelist: true, forbidNonWhitelisted: true }, unchanged],
    [{ validateCustomDecorators: true }, unchanged],
    [
      { validateCustomDecorators: true, transform: true },
      [200, { NumMedia: 2, names: ['From', 'NumMedia', 'Surprise'] }],
    ],
    [{ validateCustomDecorators: true, whitelist: true, forbidNonWhitelisted: true }, rejected],
  ])('%j', async (pipe: ValidationPipeOptions, dto) => {
    expect(await resultsOf(adapterName, pipe, message)).toEqual([unchanged, dto]);
    const [type, validated] = await resultsOf(adapterName, pipe, invalid);
    expect(type).toEqual([200, { NumMedia: 'two', names: ['From', 'NumMedia', 'Surprise'] }]);
    if (pipe.validateCustomDecorators) expect(validated).toEqual(rejected);
    else expect(validated).toEqual(type);
  });
});
