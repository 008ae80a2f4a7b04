import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Controller, Get, Post } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import {
  SIGNALWIRE_WEBHOOK_OUTCOME_CHANNEL,
  SignalWireWebhook,
  SignalWireWebhookUrls,
  VerifiedWebhook,
  type VerifiedWebhookData,
  WebhookPayload,
} from 'nestjs-signalwire-webhook';
import { SignalWireWebhookOpenTelemetry } from 'nestjs-signalwire-webhook/opentelemetry';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { inspect } from 'node:util';

import {
  adapterNames,
  type RequestToSend,
  type WebhookOptions,
  withApplication,
} from '../support/applications.js';
import { PUBLIC_URL, signed } from '../support/signing.js';
import { until } from '../support/until.js';
import { postTo, SECRET } from '../support/url-tokens.js';

const TOKEN = /v1\.[0-9a-z]{4,8}\.[\w-]{20}/;
const urlToken = { bind: ['call_id'] };
const bind = { call_id: 'call-1' };
const accept = { anyOf: ['signature', 'url-token'] } as const;

const handled: VerifiedWebhookData[] = [];

@Controller('swaig')
class SwaigController {
  @SignalWireWebhook({ accept: 'url-token', urlToken })
  @Post('hook')
  hook(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    return { inspected: inspect(webhook, { depth: 9, showHidden: true }), json: JSON.stringify(webhook) };
  }

  @SignalWireWebhook({ accept, urlToken, once: true, content: ['json', 'form', 'query'] })
  @Post('once')
  once(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    handled.push(webhook);
  }

  @SignalWireWebhook({ accept: 'url-token', urlToken, mode: 'report' })
  @Get('report')
  report(@WebhookPayload({ unverified: true }) payload: object) {
    return payload;
  }

  @SignalWireWebhook({ accept: 'url-token', urlToken })
  @Post('any/:name')
  any() {
    return 'handled';
  }

  @SignalWireWebhook({ accept: 'url-token', urlToken })
  @Post('throws')
  throws(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    throw new Error(`The handler failed for ${webhook.url}`);
  }
}

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const outcomes: unknown[] = [];
const note = (outcome: unknown): void => {
  outcomes.push(outcome);
};

beforeAll(() => {
  provider.register();
  subscribe(SIGNALWIRE_WEBHOOK_OUTCOME_CHANNEL, note);
});
afterAll(async () => {
  unsubscribe(SIGNALWIRE_WEBHOOK_OUTCOME_CHANNEL, note);
  trace.disable();
  await provider.shutdown();
});

function post(url: string, payload: object = bind): RequestToSend {
  return postTo(url.slice(PUBLIC_URL.length), payload);
}

describe.each(adapterNames)('a URL token on %s', (adapterName) => {
  const setupOf = (webhooks: WebhookOptions) => ({
    webhooks: { urlTokenSecret: SECRET, ...webhooks },
    controllers: [SwaigController],
    providers: [SignalWireWebhookOpenTelemetry],
  });

  test('is in no log line, outcome, span, diagnosis or error, and in nothing of the verified webhook', async () => {
    await withApplication(
      adapterName,
      setupOf({ diagnostics: { interval: 0, verbose: true } }),
      async (application) => {
        const urls = application.app.get(SignalWireWebhookUrls);
        const seen = await application.send(post(urls.create('/swaig/hook', { bind })));
        expect(seen.status).toBe(200);
        expect(seen.body).toContain('sw_token=…');
        const url = urls.create('/swaig/hook', { bind });
        const rejected = [
          post(url, { call_id: 'call-2' }),
          post(`${url}0`),
          post(`${url}&more=1`),
          post(url.replace('?', '?sw_token=v1.zzzzzz.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa&')),
          post(url.replace('sw_token', 'sw%5Ftoken')),
          post(url.replace('?', '%3F')),
          post(url.replace('hook?', 'any/a&')),
          post(url.replace('hook?', 'any/a;')),
          post(url.replace('hook?', 'any/%26').replace('sw_token=', 'sw_token%3D')),
          post(urls.create('/swaig/throws', { bind })),
          { ...post(url), body: '[1]' },
          { ...post(url), headers: { 'content-type': 'text/plain' } },
        ];
        for (const request of rejected) expect(await application.statusOf(request)).toBeGreaterThan(399);
        await until(() => application.logger.lines.filter((line) => line.includes('Diagnosis')).length >= 3);
        const spans = exporter
          .getFinishedSpans()
          .map(({ name, attributes, events }) => ({ name, attributes, events }));
        for (const text of [seen.body, application.logger.text, inspect([outcomes, spans], { depth: 9 })])
          expect(text).not.toMatch(TOKEN);
        expect(JSON.stringify(outcomes)).toContain('"authentication":["url-token"]');
        expect(application.logger.text).toContain('The handler failed');
      },
    );
  });

  test('GET in report mode: the unverified payload does not contain it', async () => {
    await withApplication(adapterName, setupOf({}), async ({ app, send }) => {
      const url = app.get(SignalWireWebhookUrls).create('/swaig/report?a=1', { bind });
      const target = `${url.slice(PUBLIC_URL.length)}&call_id=call-2`;
      const { status, body } = await send({ method: 'GET', target });
      expect([status, JSON.parse(body)]).toEqual([200, { a: '1', call_id: 'call-2' }]);
    });
  });

  test('once: the event is the same with and without its signature, and a different token makes a different one', async () => {
    const webhooks: WebhookOptions = { signingKey: { projects: { p1: 'PSK_7TruNcSNTxp4zNrykMj4EPzF' } } };
    await withApplication(adapterName, setupOf(webhooks), async ({ app, statusesOf }) => {
      handled.length = 0;
      const urls = app.get(SignalWireWebhookUrls);
      const payload = { ...bind, project_id: 'p1' };
      const request = post(urls.create('/swaig/once', { bind }), payload);
      expect(await statusesOf([signed(request), request, signed(request), request])).toEqual([
        204, 204, 204, 204,
      ]);
      expect(handled.map(({ authentication }) => authentication)).toEqual([['signature']]);
      const other = post(urls.create('/swaig/once', { bind, expiresIn: 7_200_000 }), payload);
      await statusesOf([other, signed(other)]);
      expect(handled.map(({ authentication }) => authentication)).toEqual([['signature'], ['url-token']]);
      expect(new Set(handled.map(({ eventId }) => eventId)).size).toBe(2);
    });
  });
});
