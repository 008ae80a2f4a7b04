import { describe, expect, test } from '@jest/globals';
import { Controller, Injectable, Post } from '@nestjs/common';
import {
  SIGNALWIRE_WEBHOOK_OUTCOME_CHANNEL,
  SignalWireWebhook,
  SignalWireWebhookOutcomes,
  type WebhookOutcome,
} from 'nestjs-signalwire-webhook';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { connect } from 'node:net';

import {
  adapterNames,
  type RunningApplication,
  type WebhookOptions,
  withApplication,
} from '../support/applications.js';
import { OTHER_KEY, signedForm, signedJson, SIGNING_KEY } from '../support/signing.js';
import { until } from '../support/until.js';

const events: string[] = [];

@SignalWireWebhook()
@Controller()
class HookController {
  @Post('hook')
  hook() {
    events.push('handled');
    return '<Response/>';
  }
}

@Injectable()
class Audit {
  readonly outcomes: WebhookOutcome[] = [];
  constructor(readonly source: SignalWireWebhookOutcomes) {
    source.subscribe((outcome) => {
      events.push(outcome.result);
      this.outcomes.push(outcome);
    });
  }
}

const FORM_OF_PROJECT = { AccountSid: 'the-project', From: '+15551234567' };

describe.each(adapterNames)('outcomes on %s', (adapterName) => {
  const using = (
    options: WebhookOptions,
    use: (
      application: RunningApplication,
      outcomes: WebhookOutcome[],
      source: SignalWireWebhookOutcomes,
    ) => Promise<void>,
  ) =>
    withApplication(
      adapterName,
      { webhooks: options, controllers: [HookController], providers: [Audit] },
      async (application) => {
        events.length = 0;
        const audit = application.app.get(Audit);
        await use(application, audit.outcomes, audit.source);
      },
    );

  test('a verified request: all that is known of it, after the response has ended', async () => {
    const signingKey = { projects: { 'the-project': [OTHER_KEY, SIGNING_KEY] } };
    await using({ signingKey }, async (application, outcomes) => {
      const before = Date.now();
      const request = signedForm('/hook?token=in-the-query', FORM_OF_PROJECT);
      const response = await application.send({
        ...request,
        headers: { ...request.headers, 'x-request-id': 'call-1' },
      });
      expect(response.status).toBe(200);
      await until(() => outcomes.length === 1);
      const [outcome] = outcomes;
      expect(outcome).toEqual({
        result: 'verified',
        reason: undefined,
        mode: 'enforce',
        route: 'HookController.hook',
        authentication: ['signature'],
        signatureFormat: 'cxml',
        algorithm: 'sha1',
        keyIndex: 1,
        projectId: 'the-project',
        requestId: adapterName === 'fastify' ? 'req-1' : 'call-1',
        time: expect.any(Number),
        duration: expect.any(Number),
      });
      expect(outcome?.time).toBeGreaterThanOrEqual(before);
      expect(outcome?.duration).toBeGreaterThan(0);
      expect(Object.isFrozen(outcome)).toBe(true);
      expect(events).toEqual(['handled', 'verified']);
      for (const secret of [SIGNING_KEY, OTHER_KEY, 'in-the-query', '5551234567', 'x-signalwire-signature']) {
        expect(JSON.stringify(outcome)).not.toContain(secret);
      }
    });
  });

  test('a rejected request: the reason, and its signature format', async () => {
    await using({}, async (application, outcomes) => {
      await application.send(signedJson('/hook', {}, { signingKey: OTHER_KEY }));
      await application.send({ target: '/hook' });
      await until(() => outcomes.length === 2);
      expect(outcomes[0]).toMatchObject({
        result: 'rejected',
        reason: 'signature-mismatch',
        signatureFormat: 'swml',
        keyIndex: undefined,
      });
      expect(outcomes[1]).toMatchObject({
        result: 'rejected',
        reason: 'missing-signature',
        signatureFormat: undefined,
      });
    });
  });

  test.each<[string, WebhookOptions]>([
    ['keys-unavailable', { signingKey: () => Promise.reject(new Error('down')) }],
    ['configuration-error', { publicUrl: () => 'nonsense' }],
  ])('%s', async (result, options) => {
    await using(options, async (application, outcomes) => {
      await application.send(signedForm('/hook', {}));
      await until(() => outcomes.length === 1);
      expect(outcomes[0]).toMatchObject({ result, reason: undefined, route: 'HookController.hook' });
    });
  });

  test('a caller that hangs up while keys are looked up is counted as well', async () => {
    let goOn: ((key: string) => void) | undefined;
    const signingKey = () => new Promise<string>((resolve) => (goOn = resolve));
    await using({ signingKey }, async (application, outcomes) => {
      const { headers = {}, body = '' } = signedForm('/hook', { a: '1' });
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
      const socket = connect(application.port, '127.0.0.1');
      socket.write(
        ['POST /hook HTTP/1.1', 'host: a', `content-length: ${body.length}`, ...lines, '', String(body)].join(
          '\r\n',
        ),
      );
      await until(() => goOn !== undefined);
      socket.destroy();
      await until(async () => (await application.countConnections()) === 0);
      goOn?.(SIGNING_KEY);
      await until(() => outcomes.length === 1);
      expect(outcomes[0]?.result).toBe('verified');
    });
  });

  test('a listener that throws or rejects is logged, a flood of them boundedly, and changes nothing', async () => {
    await using({}, async (application, outcomes, source) => {
      source.subscribe(() => {
        throw new TypeError('broken listener');
      });
      source.subscribe(() => Promise.reject(new Error('rejected')));
      const ended = source.subscribe(() => events.push('ended'));
      ended.unsubscribe();
      for (let sent = 0; sent < 20; sent++) {
        expect(await application.statusOf(signedForm('/hook', { a: '1' }))).toBe(200);
      }
      await until(() => outcomes.length === 20);
      await until(() => application.logger.text.includes('rejected'));
      expect(application.logger.text).toContain('TypeError: broken listener');
      expect(application.logger.lines).toHaveLength(10);
      expect(events).not.toContain('ended');
    });
  });

  test('the bare stream, which completes at shut-down, and the diagnostics channel', async () => {
    const ofStream: WebhookOutcome[] = [];
    const ofChannel: unknown[] = [];
    const onMessage = (message: unknown) => ofChannel.push(message);
    let completed = false;
    subscribe(SIGNALWIRE_WEBHOOK_OUTCOME_CHANNEL, onMessage);
    await using({}, async (application, outcomes, source) => {
      source.outcomes$.subscribe({
        next: (outcome) => ofStream.push(outcome),
        complete: () => (completed = true),
      });
      await application.send(signedForm('/hook', { a: '1' }));
      await until(() => outcomes.length === 1);
      expect(ofStream[0]).toBe(outcomes[0]);
      expect(ofChannel[0]).toBe(outcomes[0]);
      expect(SIGNALWIRE_WEBHOOK_OUTCOME_CHANNEL).toBe('signalwire-webhook:outcome');
    });
    unsubscribe(SIGNALWIRE_WEBHOOK_OUTCOME_CHANNEL, onMessage);
    expect(completed).toBe(true);
  });

  test('a webhook that came before the subscription is not published to it', async () => {
    const setup = { webhooks: {}, controllers: [HookController] };
    await withApplication(adapterName, setup, async (application) => {
      await application.send(signedForm('/hook', { a: 'before' }));
      const outcomes: WebhookOutcome[] = [];
      application.app.get(SignalWireWebhookOutcomes).subscribe((outcome) => outcomes.push(outcome));
      await application.send(signedForm('/hook', { a: 'after' }, { signingKey: OTHER_KEY }));
      await application.close();
      expect(outcomes).toMatchObject([{ result: 'rejected', reason: 'signature-mismatch' }]);
    });
  });
});
