import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { adapterNames } from '../support/applications.js';
import { type Edit, type RunningRecipe, startRecipe, webhook } from '../support/recipes.js';
import { OTHER_KEY } from '../support/signing.js';

const page = 'docs/how-to/platforms.md';
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
  /** What its documentation says that the application gets. */
  readonly headers: Record<string, string>;
}

const HOST = 'webhooks.example.com';
const publicUrl = `https://${HOST}`;
const https = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.1' };

const places: Place[] = [
  { name: 'Cloud Run', headers: { host: HOST, ...https } },
  { name: 'Heroku', headers: { host: HOST, ...https, 'x-forwarded-port': '443', via: '1.1 vegur' } },
  { name: 'Vercel', headers: { host: HOST, 'x-forwarded-host': HOST, ...https } },
  { name: 'ngrok', headers: { host: HOST, 'x-forwarded-host': HOST, ...https } },
  {
    name: 'ngrok with --host-header=rewrite',
    headers: { host: 'localhost:3000', 'x-forwarded-host': HOST, ...https },
  },
  { name: 'cloudflared', headers: { host: HOST, ...https, 'cf-connecting-ip': '192.0.2.1' } },
  { name: 'cloudflared with httpHostHeader', headers: { host: 'internal', ...https } },
];

describe.each(adapterNames)('a platform or a tunnel before %s', (adapterName) => {
  let recipe: RunningRecipe;

  beforeAll(async () => {
    recipe = await startRecipe(page, adapterName, {
      main: 'main',
      env: { PUBLIC_URL: publicUrl },
      ...(adapterName === 'fastify' && { edits: onFastify }),
    });
  });

  afterAll(() => recipe.stop());

  test.each(places)('$name: its public URL is enough', async ({ headers }) => {
    const statusOf = async (setup: { publicUrl: string; signingKey?: string }, more = {}) => {
      const request = webhook.form('/voice', form, setup);
      return (await recipe.send({ ...request, headers: { ...request.headers, ...headers, ...more } })).status;
    };
    expect(await statusOf({ publicUrl })).toBe(200);
    expect(await statusOf({ publicUrl, signingKey: OTHER_KEY })).toBe(403);
    const elsewhere = { publicUrl: 'https://elsewhere.example.com' };
    expect(await statusOf(elsewhere, { 'x-forwarded-host': 'elsewhere.example.com' })).toBe(403);
  });
});
