import { describe, expect, test } from '@jest/globals';

import { adapterNames } from '../support/applications.js';
import { type Edit, type RunningRecipe, startRecipe, webhook } from '../support/recipes.js';
import { OTHER_KEY } from '../support/signing.js';

const page = 'docs/recipes/platforms.md';
const form = { CallSid: 'c1' };
const onFastify: Edit[] = [
  ['NestFactory.create(AppModule, {', 'NestFactory.create(AppModule, new FastifyAdapter(), {'],
  [
    "import { NestFactory } from '@nestjs/core';",
    "import { NestFactory } from '@nestjs/core';import { FastifyAdapter } from '@nestjs/platform-fastify';",
  ],
];

interface Place {
  readonly name: string;
  readonly publicUrl: string;
  /** What its documentation says that the application gets. */
  readonly headers: Record<string, string>;
}

const https = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.1' };

const places: Place[] = [
  {
    name: 'Cloud Run',
    publicUrl: 'https://webhooks-abc123-ew.a.run.app',
    headers: { host: 'webhooks-abc123-ew.a.run.app', ...https },
  },
  {
    name: 'Heroku',
    publicUrl: 'https://webhooks-abc123.herokuapp.com',
    headers: {
      host: 'webhooks-abc123.herokuapp.com',
      ...https,
      'x-forwarded-port': '443',
      via: '1.1 vegur',
    },
  },
  {
    name: 'Vercel',
    publicUrl: 'https://webhooks.vercel.app',
    headers: { host: 'webhooks.vercel.app', 'x-forwarded-host': 'webhooks.vercel.app', ...https },
  },
  {
    name: 'ngrok',
    publicUrl: 'https://81f2.ngrok-free.app',
    headers: { host: '81f2.ngrok-free.app', 'x-forwarded-host': '81f2.ngrok-free.app', ...https },
  },
  {
    name: 'ngrok with --host-header=rewrite',
    publicUrl: 'https://81f2.ngrok-free.app',
    headers: { host: 'localhost:3000', 'x-forwarded-host': '81f2.ngrok-free.app', ...https },
  },
  {
    name: 'cloudflared',
    publicUrl: 'https://calm-sea.trycloudflare.com',
    headers: { host: 'calm-sea.trycloudflare.com', ...https, 'cf-connecting-ip': '192.0.2.1' },
  },
  {
    name: 'cloudflared with httpHostHeader',
    publicUrl: 'https://calm-sea.trycloudflare.com',
    headers: { host: 'internal', ...https },
  },
];

describe.each(adapterNames)('a platform or a tunnel before %s', (adapterName) => {
  const start = (publicUrl: string): Promise<RunningRecipe> =>
    startRecipe(page, adapterName, {
      main: 'main',
      env: { PUBLIC_URL: publicUrl },
      ...(adapterName === 'fastify' && { edits: onFastify }),
    });

  test.each(places)('$name: its public URL is enough', async ({ publicUrl, headers }) => {
    const { send, stop } = await start(publicUrl);
    const statusOf = async (setup: { publicUrl: string; signingKey?: string }, more = {}) => {
      const request = webhook.form('/voice', form, setup);
      return (await send({ ...request, headers: { ...request.headers, ...headers, ...more } })).status;
    };
    expect(await statusOf({ publicUrl })).toBe(200);
    expect(await statusOf({ publicUrl, signingKey: OTHER_KEY })).toBe(403);
    const elsewhere = { publicUrl: 'https://elsewhere.example.com' };
    expect(await statusOf(elsewhere, { 'x-forwarded-host': 'elsewhere.example.com' })).toBe(403);
    await stop();
  });
});
