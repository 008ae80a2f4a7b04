import { describe, expect, test } from '@jest/globals';

import { type AdapterName, adapterNames } from '../support/applications.js';
import { invoke } from '../support/lambda.js';
import { eventOf, type GatewayApi } from '../support/lambda-events.js';
import type { Edit } from '../support/recipes.js';
import { OTHER_KEY, signedForm, signedGet } from '../support/signing.js';

const page = 'docs/recipes/aws-lambda.md';
const AWS = 'https://abc.execute-api.eu-west-1.amazonaws.com';

/** As the table says. */
const withPrefix = (prefix: string): Edit[] => [
  ['await app.init()', `app.setGlobalPrefix('${prefix}'); await app.init()`],
];

interface Row {
  readonly name: string;
  readonly api: GatewayApi;
  /** The URL at SignalWire without the path of the webhook. */
  readonly base: string;
  readonly publicUrl: string;
  readonly globalPrefix?: string;
  readonly adapters?: readonly AdapterName[];
}

const rows: Row[] = [
  { name: 'an HTTP API', api: { version: 2, stage: '$default' }, base: AWS, publicUrl: AWS },
  {
    name: 'an HTTP API with a stage',
    api: { version: 2, stage: 'prod', prefix: '/prod' },
    base: `${AWS}/prod`,
    publicUrl: AWS,
    globalPrefix: 'prod',
  },
  {
    name: 'an HTTP API with a mapping',
    api: { version: 2, stage: 'prod' },
    base: 'https://example.com/hooks',
    publicUrl: 'https://example.com/hooks',
  },
  {
    name: 'a REST API',
    api: { version: 1, stage: 'prod' },
    base: `${AWS}/prod`,
    publicUrl: `${AWS}/prod`,
  },
  {
    name: 'a REST API with a domain',
    api: { version: 1, stage: 'prod' },
    base: 'https://example.com',
    publicUrl: 'https://example.com',
  },
  {
    name: 'a REST API with a base path',
    api: { version: 1, stage: 'prod', prefix: '/hooks' },
    base: 'https://example.com/hooks',
    publicUrl: 'https://example.com/hooks',
    adapters: ['express'],
  },
  {
    name: 'a REST API with a base path',
    api: { version: 1, stage: 'prod', prefix: '/hooks' },
    base: 'https://example.com/hooks',
    publicUrl: 'https://example.com',
    globalPrefix: 'hooks',
    adapters: ['fastify'],
  },
];

describe.each(adapterNames)('AWS Lambda on %s', (adapterName) => {
  test.each(rows.filter(({ adapters = adapterNames }) => adapters.includes(adapterName)))(
    '$name: $publicUrl',
    async ({ api, base, publicUrl, globalPrefix }) => {
      const form = { CallSid: 'c1', From: '+15551234567', Body: 'Grüße & more' };
      const genuine = signedForm('/voice', form, { publicUrl: base });
      const forged = signedForm('/voice', form, { publicUrl: base, signingKey: OTHER_KEY });
      const events = [eventOf(api, genuine), eventOf(api, genuine, true), eventOf(api, forged, true)];
      const edits = globalPrefix === undefined ? [] : withPrefix(globalPrefix);
      const url = `<Response><!-- ${base}/voice --></Response>`;
      expect(await invoke(page, adapterName, publicUrl, events, edits)).toEqual([
        { status: 200, body: url },
        { status: 200, body: url },
        { status: 403, body: '{"statusCode":403,"message":"Forbidden"}' },
      ]);
    },
  );

  const express = adapterName === 'express';
  test.each([
    [{ version: 1, stage: 'prod' } as const, express ? 'percent' : 'plus'],
    [{ version: 2, stage: '$default' } as const, express ? 'both' : 'plus'],
  ])('which spelling of a query is kept: %j, %s', async (api, kept) => {
    const publicUrl = 'https://example.com';
    const queries = ['CallSid=c1', 'Body=Hello%20there!&From=%2B1555', 'Body=Hello+there%21&From=%2B1555'];
    const events = queries.map((query) => eventOf(api, signedGet(`/voice?${query}`, { publicUrl })));
    const answers = await invoke(page, adapterName, publicUrl, events);
    const [percent, plus] = [kept !== 'plus', kept !== 'percent'];
    expect(answers.map(({ status }) => status === 200)).toEqual([true, percent, plus]);
  });
});
