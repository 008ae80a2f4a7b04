import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import {
  MemoryOnceStore,
  type OnceStore,
  SignalWireWebhook,
  SignalWireWebhookOutcomes,
  type WebhookOutcome,
} from 'nestjs-signalwire-webhook';
import { setTimeout } from 'node:timers/promises';
import serverlessHttp from 'serverless-http';

import { type RunningApplication, startApplication } from '../support/applications.js';
import {
  contentTypeOf,
  h4adWithHeaderNamesAsTheyCame,
  invokeBy,
  LAMBDA_ADAPTERS,
  type LambdaAdapterName,
  type LambdaHandler,
  lambdaHandler,
} from '../support/lambda-adapters.js';
import type { GatewayApi } from '../support/lambda-events.js';
import { FORM, PUBLIC_URL, signedForm, signedGet } from '../support/signing.js';
import { until } from '../support/until.js';

const names = Object.keys(LAMBDA_ADAPTERS) as LambdaAdapterName[];
const apis: [string, GatewayApi][] = [
  ['a REST API', { version: 1, stage: 'prod' }],
  ['an HTTP API', { version: 2, stage: '$default' }],
  ['a load balancer', { version: 'alb', stage: '' }],
];
const REST: GatewayApi = { version: 1, stage: 'prod' };
const HTTP: GatewayApi = { version: 2, stage: '$default' };

/** What reached a handler that takes the body as the framework gives it. */
const bodies: unknown[] = [];

@SignalWireWebhook()
@Controller()
class VoiceController {
  @Post('voice')
  inbound() {
    return '<Response/>';
  }

  @Get('voice')
  byGet() {
    return '<Response/>';
  }

  @Post('body')
  body(@Body() body: unknown) {
    bodies.push(body);
  }

  @SignalWireWebhook({ mode: 'report' })
  @Get('report')
  report() {
    return '<Response/>';
  }

  @SignalWireWebhook({ accept: 'basic-auth', basicAuth: { username: 'u', password: 'p' } })
  @Get('basic')
  basic() {
    return '<Response/>';
  }

  @SignalWireWebhook({ once: true })
  @Post('once')
  once() {
    return '<Response/>';
  }

  @SignalWireWebhook({ once: true })
  @Post('later')
  later(@Res() response: Response) {
    void setTimeout(1).then(() => response.status(200).send('later'));
  }
}

/** How many events are marked as handled, which takes turns of the event loop, as with a database. */
let completed = 0;
const memory = new MemoryOnceStore();
const onceStore: OnceStore = {
  acquire: (...args) => memory.acquire(...args),
  complete: async (...args) => {
    await setTimeout(20);
    completed++;
    return memory.complete(...args);
  },
  release: (...args) => {
    memory.release(...args);
  },
};

const form = { CallSid: 'c1', From: '+15551234567', Body: 'Grüße & more' };
const BASIC_AUTH = `Basic ${Buffer.from('u:p').toString('base64')}`;

function start(name: LambdaAdapterName, rawBody = true): Promise<RunningApplication> {
  return startApplication(LAMBDA_ADAPTERS[name].framework, {
    webhooks: { diagnostics: { interval: 1 }, onceStore },
    controllers: [VoiceController],
    options: { rawBody },
  });
}

function outcomesOf({ app }: RunningApplication): WebhookOutcome[] {
  const outcomes: WebhookOutcome[] = [];
  app.get(SignalWireWebhookOutcomes).subscribe((outcome) => outcomes.push(outcome));
  return outcomes;
}

function resultsOf(outcomes: readonly WebhookOutcome[]): string[] {
  return outcomes.map(({ result, reason }) => (reason === undefined ? result : `${result}: ${reason}`));
}

describe.each(names)('by %s', (name) => {
  let application: RunningApplication;
  let handler: LambdaHandler;
  let outcomes: WebhookOutcome[];

  beforeAll(async () => {
    application = await start(name);
    handler = lambdaHandler(name, application);
    outcomes = outcomesOf(application);
  });

  afterAll(() => application.close());

  const diagnoses = () =>
    application.logger.lines.filter((line) => line.includes('Diagnosis of VoiceController.inbound'));

  describe.each(apis)('from %s', (_name, api) => {
    test('genuine webhooks are handled, and their outcomes are there when the adapter returns', async () => {
      outcomes.length = 0;
      for (const request of [signedGet('/voice?CallSid=c1'), signedForm('/voice', form)]) {
        const result = await invokeBy(handler, api, request);
        expect([result.statusCode, result.body]).toEqual([200, '<Response/>']);
        expect(contentTypeOf(result)).toBe('text/xml; charset=utf-8');
      }
      expect(resultsOf(outcomes)).toEqual(['verified', 'verified']);
    });

    test('a GET that is not signed is rejected', async () => {
      const { headers, ...request } = signedGet('/voice?CallSid=c1');
      expect(Object.keys(headers ?? {})).toHaveLength(1);
      expect((await invokeBy(handler, api, request)).statusCode).toBe(403);
    });

    test('a rejection has its outcome when the adapter returns, and then its diagnosis', async () => {
      outcomes.length = 0;
      const before = diagnoses().length;
      const overHttp = signedForm('/voice', form, { publicUrl: PUBLIC_URL.replace('https', 'http') });
      expect((await invokeBy(handler, api, overHttp)).statusCode).toBe(403);
      expect(resultsOf(outcomes)).toEqual(['rejected: signature-mismatch']);
      await until(() => diagnoses().length > before);
      expect(diagnoses()[before]).toContain("publicUrl: 'http://");
    });
  });

  test("mode: 'report' verifies requests that it allows in any case", async () => {
    outcomes.length = 0;
    expect((await invokeBy(handler, HTTP, signedGet('/report'))).statusCode).toBe(200);
    expect(resultsOf(outcomes)).toEqual(['verified']);
  });

  test('basic auth is read from the headers of a REST API', async () => {
    const request = { method: 'GET', target: '/basic', headers: { authorization: BASIC_AUTH } };
    expect((await invokeBy(handler, REST, request)).statusCode).toBe(200);
  });

  test('an event is marked as handled before the adapter returns', async () => {
    completed = 0;
    const request = signedForm(`/once?by=${encodeURIComponent(name)}`, form);
    expect((await invokeBy(handler, HTTP, request)).statusCode).toBe(200);
    expect(completed).toBe(1);
    expect((await invokeBy(handler, HTTP, request)).statusCode).toBe(204);
  });

  test('an event whose handler ends the response itself is marked after that, and handled once', async () => {
    completed = 0;
    outcomes.length = 0;
    const request = signedForm(`/later?by=${encodeURIComponent(name)}`, form);
    const first = await invokeBy(handler, HTTP, request);
    expect([first.statusCode, first.body]).toEqual([200, 'later']);
    expect(completed).toBe(0);
    await until(async () => (await invokeBy(handler, HTTP, request)).statusCode === 204);
    expect(resultsOf(outcomes).filter((result) => result !== 'verified')).toEqual(['duplicate']);
  });

  test.each(apis)('a raw body that was lost is explained, from %s', async (_name, api) => {
    const lost = await start(name, false);
    try {
      const { statusCode } = await invokeBy(lambdaHandler(name, lost), api, signedForm('/voice', form));
      expect(statusCode).toBe(500);
      expect(lost.logger.text).toContain('NestFactory.create(AppModule, { rawBody: true })');
      expect(lost.logger.text).not.toContain('TypeError');
    } finally {
      await lost.close();
    }
  });
});

describe('header names in capitals', () => {
  const name = '@h4ad/serverless-adapter';
  let application: RunningApplication;
  let handler: LambdaHandler;
  let outcomes: WebhookOutcome[];

  beforeAll(async () => {
    application = await start(name);
    handler = h4adWithHeaderNamesAsTheyCame(application);
    outcomes = outcomesOf(application);
  });

  afterAll(() => application.close());

  test('are read: signature, basic auth and request id', async () => {
    const signedRequest = signedGet('/voice');
    const headers = { ...signedRequest.headers, 'x-request-id': 'id-1' };
    expect((await invokeBy(handler, REST, { ...signedRequest, headers })).statusCode).toBe(200);
    expect(outcomes.at(-1)?.requestId).toBe('id-1');
    const basic = { method: 'GET', target: '/basic', headers: { authorization: BASIC_AUTH } };
    expect((await invokeBy(handler, REST, basic)).statusCode).toBe(200);
  });

  test('keep parsers from the body, which the log says, with the option that helps', async () => {
    expect((await invokeBy(handler, REST, signedForm('/voice', form))).statusCode).toBe(500);
    expect(application.logger.text).toContain('lowercaseRequestHeaders: true');
    expect(resultsOf(outcomes).at(-1)).toBe('configuration-error');
  });
});

test('bytes that an adapter hands over without a length are a body that nobody signed', async () => {
  const application = await start('serverless-http');
  try {
    const withoutLength = (request: { headers: Record<string, unknown> }) => {
      delete request.headers['content-length'];
    };
    const handler = serverlessHttp(application.app.getHttpAdapter().getInstance() as never, {
      request: withoutLength,
    }) as unknown as LambdaHandler;
    const urlAlone = signedGet('/body');
    const invoke = (headers: Record<string, string>) =>
      invokeBy(handler, HTTP, {
        target: '/body',
        headers: { ...urlAlone.headers, ...headers },
        body: 'From=forged',
      });
    expect((await invoke({})).statusCode).toBe(403);
    expect((await invoke(FORM)).statusCode).toBe(500);
    expect(bodies).toEqual([]);
  } finally {
    await application.close();
  }
});
