import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  All,
  type CanActivate,
  Controller,
  HttpCode,
  HttpException,
  type MessageEvent,
  type PipeTransform,
  Post,
  Redirect,
  Res,
  Sse,
  type Type,
  UseGuards,
} from '@nestjs/common';
import {
  MemoryOnceStore,
  type OnceStore,
  SignalWireWebhook,
  VerifiedWebhook,
  type VerifiedWebhookData,
  WebhookPayload,
} from 'nestjs-signalwire-webhook';
import { connect, type Socket } from 'node:net';
import { from, type Observable, of } from 'rxjs';

import {
  adapterNames,
  type Answer,
  type RequestToSend,
  type RunningApplication,
  startApplication,
  type Use,
  type WebhookOptions,
  withApplication,
} from '../support/applications.js';
import {
  FORM,
  JSON_TYPE,
  OTHER_KEY,
  PUBLIC_URL,
  signed,
  signedForm,
  signedGet,
  signedJson,
  SIGNING_KEY,
} from '../support/signing.js';
import { until } from '../support/until.js';

type Payload = Record<string, unknown>;

/** What the handlers did, and what they shall do. */
class Desk {
  handled: VerifiedWebhookData[] = [];
  failure: Error | undefined;
  isAllowed = true;
  /** Where it is set, handlers wait until it is called. */
  finish: (() => void) | undefined;
  isSlow = false;

  async handle(webhook: VerifiedWebhookData): Promise<void> {
    this.handled.push(webhook);
    if (this.isSlow) await new Promise<void>((resolve) => (this.finish = resolve));
    if (this.failure) throw this.failure;
  }
}

let desk = new Desk();

class DeskGuard implements CanActivate {
  canActivate(): boolean {
    return desk.isAllowed;
  }
}

class DeskPipe implements PipeTransform {
  transform(value: unknown): unknown {
    if (desk.failure) throw desk.failure;
    return value;
  }
}

interface AnyResponse {
  status(code: number): { send(body?: string): void };
  statusCode: number;
}

const LEASE = 200_000;

@SignalWireWebhook({ once: true })
@Controller()
class StatusController {
  @All('status') status(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    return desk.handle(webhook);
  }

  @SignalWireWebhook({ content: ['form', 'query'] })
  @All('any-content')
  anyContent(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    return desk.handle(webhook);
  }

  @Post('passthrough')
  async passthrough(
    @VerifiedWebhook() webhook: VerifiedWebhookData,
    @Res({ passthrough: true }) response: AnyResponse,
  ) {
    const { failure } = desk;
    desk.failure = undefined;
    await desk.handle(webhook);
    if (failure) response.status(503);
    return 'text';
  }

  @HttpCode(500)
  @Post('coded')
  coded(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    return desk.handle(webhook);
  }

  @Post('own')
  async own(@VerifiedWebhook() webhook: VerifiedWebhookData, @Res() response: AnyResponse) {
    const { failure } = desk;
    desk.failure = undefined;
    await desk.handle(webhook);
    response.status(failure ? 500 : 200).send('own');
  }

  @Post('own-later')
  ownLater(@VerifiedWebhook() webhook: VerifiedWebhookData, @Res() response: AnyResponse) {
    desk.handled.push(webhook);
    const { failure } = desk;
    setTimeout(() => {
      response.status(failure ? 500 : 200).send('own');
    }, 20);
  }

  @SignalWireWebhook({ once: { lease: LEASE } })
  @Post('own-never')
  ownNever(@VerifiedWebhook() webhook: VerifiedWebhookData, @Res() response: AnyResponse) {
    desk.handled.push(webhook);
    response.statusCode = 200;
  }

  @Post('observable')
  observable(@VerifiedWebhook() webhook: VerifiedWebhookData): Observable<unknown> {
    return from(desk.handle(webhook).then(() => '<Response/>'));
  }

  @Post('long')
  long(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    desk.handled.push(webhook);
    return 'x'.repeat(desk.failure ? 70_000 : 10);
  }

  @Post('piped')
  piped(@WebhookPayload(DeskPipe) _payload: Payload, @VerifiedWebhook() webhook: VerifiedWebhookData) {
    return desk.handle(webhook);
  }

  @UseGuards(DeskGuard)
  @Post('guarded')
  guarded(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    return desk.handle(webhook);
  }

  @SignalWireWebhook({ once: { key: ({ payload }) => payload['CallSid'] as string } })
  @Post('keyed')
  keyed(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    return desk.handle(webhook);
  }

  @SignalWireWebhook({ once: { key: ({ eventId }) => `${eventId}!` } })
  @Post('keyed-by-id')
  keyedById(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    return desk.handle(webhook);
  }

  @SignalWireWebhook({ once: { key: () => 5 as never } })
  @Post('keyed-by-number')
  keyedByNumber(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    return desk.handle(webhook);
  }

  @SignalWireWebhook({ once: { maxAge: 60_000 } })
  @All('fresh')
  fresh(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    return desk.handle(webhook);
  }

  @SignalWireWebhook({ once: { onStoreFailure: 'handle' } })
  @Post('open')
  open(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    return desk.handle(webhook);
  }

  @SignalWireWebhook({ once: false })
  @All('repeated')
  repeated(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    return desk.handle(webhook);
  }

  @SignalWireWebhook({ accept: 'basic-auth', basicAuth: { username: 'u', password: 'p' } })
  @Post('basic')
  basic(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    return desk.handle(webhook);
  }
}

const FIELDS = { CallSid: 'c1', CallStatus: 'completed', SequenceNumber: '4' };
const BODY = 'CallSid=c1&CallStatus=completed&SequenceNumber=4';

describe.each(adapterNames)('once on %s', (adapterName) => {
  let application: RunningApplication;
  let isStoreDown = false;
  /** By how much the store's clock is ahead. */
  let later = 0;
  const memory = new MemoryOnceStore({}, () => performance.now() + later);
  const store: OnceStore = {
    acquire: (...args) => (isStoreDown ? Promise.reject(new Error('down')) : memory.acquire(...args)),
    complete: (...args) => memory.complete(...args),
    release: (...args) => {
      memory.release(...args);
    },
  };

  beforeAll(async () => {
    application = await startApplication(adapterName, {
      webhooks: { onceStore: store },
      controllers: [StatusController],
    });
  });

  afterAll(() => application.close());

  let event = 0;

  afterEach(() => {
    desk = new Desk();
    isStoreDown = false;
    event++;
  });

  const send = (request: RequestToSend): Promise<Answer> => application.send(request);
  const statusOf = async (request: RequestToSend): Promise<number> => (await send(request)).status;
  /** Another event for each test. */
  const form = (path: string): RequestToSend => signedForm(`/${path}?test=${event}`, FIELDS);

  /** Sends it on a connection of its own, to be cut. */
  function sendRawly({ method = '', target, headers = {}, body = '' }: RequestToSend): Socket {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
    const head = `${method} ${target} HTTP/1.1\r\nhost: x\r\n${lines.join('')}content-length: ${body.length}\r\n\r\n`;
    const socket = connect(application.port, '127.0.0.1');
    socket.write(head + String(body));
    return socket;
  }

  test('the first is handled, the second is a duplicate without a body', async () => {
    const first = await send(form('status'));
    expect(first.status).toBe(204);
    const second = await send(form('status'));
    expect([second.status, second.body]).toEqual([204, '']);
    expect(desk.handled).toHaveLength(1);
  });

  describe('is the same event', () => {
    async function expectOneEvent(requests: readonly RequestToSend[]): Promise<void> {
      const statuses = [];
      for (const request of requests) statuses.push(await statusOf(request));
      expect(statuses).toEqual(requests.map(() => 204));
      expect(desk.handled.map(({ eventId }) => eventId)).toEqual([desk.handled[0]?.eventId]);
    }

    test('by the other header', async () => {
      const target = `/status?test=${event}`;
      const request = { target, headers: FORM, body: BODY };
      await expectOneEvent([
        signed(request),
        signed(request, { cxmlHeader: 'x-twilio-signature' }),
        signed(request, { cxmlHeader: 'x-signalwire-signature' }),
      ]);
    });

    test('by the other digest', async () => {
      const target = `/status?test=${event}`;
      await expectOneEvent([
        signedJson(target, { event: 1 }, { algorithms: ['sha1'] }),
        signedJson(target, { event: 1 }, { algorithms: ['sha256'] }),
        signedJson(target, { event: 1 }, { algorithms: ['sha1', 'sha256'] }),
      ]);
    });

    test('by another form of the port', async () => {
      const target = `/status?test=${event}`;
      await expectOneEvent([
        signedForm(target, FIELDS),
        signedForm(target, FIELDS, { publicUrl: `${PUBLIC_URL}:443` }),
      ]);
    });

    test('by another order of its parameters', async () => {
      const { headers, target } = form('status');
      const other = 'SequenceNumber=4&CallSid=c1&CallStatus=completed';
      await expectOneEvent([form('status'), { target, headers: { ...headers }, body: other }]);
    });

    test('by another repetition of its parameters', async () => {
      const target = `/status?test=${event}`;
      const signature = signed({ target, headers: FORM, body: 'CallbackSource=c&a=1&a=2' }).headers;
      await expectOneEvent(
        [
          'CallbackSource=c&a=1&a=2',
          'a=2&a=1&CallbackSource=c',
          'a=1&a=1&a=2&CallbackSource=c&CallbackSource=c',
        ].map((body) => ({
          target,
          headers: { ...signature },
          body,
        })),
      );
    });

    test('by another encoding of its bytes', async () => {
      const { headers, target } = signedForm(`/status?test=${event}`, { CallbackSource: 'c', From: '+1 5' });
      await expectOneEvent([
        { target, headers: { ...headers }, body: 'CallbackSource=c&From=%2B1+5' },
        { target, headers: { ...headers }, body: 'CallbackSource=c&From=%2b1%205' },
        {
          target,
          headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
          body: 'Callback%53ource=c&Fro%6D=%2B1+5',
        },
      ]);
    });

    test('by characters that moved between its parameters', async () => {
      const { headers, target } = form('status');
      await expectOneEvent([
        form('status'),
        { target, headers: { ...headers }, body: 'CallSid=c1CallStatuscompleted&SequenceNumber=4' },
        { target, headers: { ...headers }, body: 'CallSidc1=&CallStatus=completedSequenceNumber4' },
      ]);
    });

    test('by its digest in the other form, and by another method', async () => {
      const get = signedGet(`/any-content?test=${event}&CallStatus=completed`);
      const base64 = String(get.headers?.['x-signalwire-signature']);
      const hex = { 'x-signalwire-signature': Buffer.from(base64, 'base64').toString('hex') };
      await expectOneEvent([get, { ...get, headers: hex }, { ...get, method: 'POST' }]);
    });
  });

  test('another value, path or query is another event', async () => {
    await send(form('status'));
    await send(signedForm(`/status?test=${event}`, { ...FIELDS, SequenceNumber: '5' }));
    await send(signedForm(`/status?test=${event}&x`, FIELDS));
    await send(form('observable'));
    expect(new Set(desk.handled.map(({ eventId }) => eventId)).size).toBe(4);
  });

  test('who comes while the first is handled shall come again', async () => {
    desk.isSlow = true;
    const first = send(form('status'));
    await until(() => desk.finish !== undefined);
    expect(await statusOf(form('status'))).toBe(503);
    desk.finish?.();
    expect((await first).status).toBe(204);
    expect(await statusOf(form('status'))).toBe(204);
    expect(desk.handled).toHaveLength(1);
  });

  test('a caller that disconnects changes nothing', async () => {
    desk.isSlow = true;
    const socket = sendRawly(form('status'));
    await until(() => desk.finish !== undefined);
    socket.destroy();
    await until(async () => (await application.countConnections()) === 0);
    expect(await statusOf(form('status'))).toBe(503);
    desk.finish?.();
    await until(async () => (await statusOf(form('status'))) === 204);
    expect(desk.handled).toHaveLength(1);
  });

  test('of thirty at once one is handled', async () => {
    desk.isSlow = true;
    const statuses: number[] = [];
    const all = Array.from({ length: 30 }, async () => statuses.push(await statusOf(form('status'))));
    await until(() => statuses.length === 29);
    expect(new Set(statuses)).toEqual(new Set([503]));
    desk.finish?.();
    await Promise.all(all);
    expect(statuses.at(-1)).toBe(204);
    expect(desk.handled).toHaveLength(1);
  });

  describe('the retry is handled', () => {
    test.each([
      ['an error', 'status', new Error('the database is down'), 500],
      ['an HttpException', 'status', new HttpException('no', 422), 422],
      ['an error in an Observable', 'observable', new Error('down'), 500],
      ['a pipe that rejected', 'piped', new HttpException('no', 400), 400],
      ['a status set by hand', 'passthrough', new Error('503'), 503],
      ['a response of its own', 'own', new Error('500'), 500],
      ['a response of its own, later', 'own-later', new Error('500'), 500],
      ['a response that is too long', 'long', new Error('70 kB'), 500],
    ])('after %s', async (_name, path, failure, status) => {
      desk.failure = failure;
      expect(await statusOf(form(path))).toBe(status);
      desk.failure = undefined;
      const handledBefore = desk.handled.length;
      expect([200, 204]).toContain(await statusOf(form(path)));
      expect(desk.handled).toHaveLength(handledBefore + 1);
      expect(await statusOf(form(path))).toBe(204);
      expect(desk.handled).toHaveLength(handledBefore + 1);
    });

    test('after each 5xx of @HttpCode', async () => {
      expect(await statusOf(form('coded'))).toBe(500);
      expect(await statusOf(form('coded'))).toBe(500);
      expect(desk.handled).toHaveLength(2);
    });
  });

  test.each(['own', 'own-later'])('a duplicate of %s gets 204 without a body', async (path) => {
    const first = await send(form(path));
    expect([first.status, first.body]).toEqual([200, 'own']);
    const second = await send(form(path));
    expect([second.status, second.body]).toEqual([204, '']);
    expect(desk.handled).toHaveLength(1);
  });

  test('where nobody knows how it ended, the lease decides', async () => {
    const socket = sendRawly(form('own-never'));
    await until(() => desk.handled.length === 1);
    socket.destroy();
    await until(async () => (await application.countConnections()) === 0);
    expect(await statusOf(form('own-never'))).toBe(503);
    later += LEASE;
    const again = sendRawly(form('own-never'));
    await until(() => desk.handled.length === 2);
    again.destroy();
  });

  test('a request that a different guard rejects acquires no lease', async () => {
    desk.isAllowed = false;
    const sizeBefore = memory.size;
    expect(await statusOf(form('guarded'))).toBe(403);
    expect(memory.size).toBe(sizeBefore);
    desk.isAllowed = true;
    expect(await statusOf(form('guarded'))).toBe(204);
    expect(desk.handled).toHaveLength(1);
  });

  test('a forged request acquires no lease', async () => {
    expect(await statusOf(signedForm(`/status?test=${event}`, FIELDS, { signingKey: OTHER_KEY }))).toBe(403);
    expect(await statusOf(form('status'))).toBe(204);
    expect(desk.handled).toHaveLength(1);
  });

  test('a key of the application decides, where it gives one', async () => {
    const keyed = (fields: Record<string, string>, query = '') =>
      statusOf(signedForm(`/keyed${query}`, { CallbackSource: 'c', ...fields }));
    const sid = `${adapterName}-1`;
    expect(await keyed({ CallSid: sid, CallStatus: 'ringing' })).toBe(204);
    expect(await keyed({ CallSid: sid, CallStatus: 'completed' })).toBe(204);
    expect(await keyed({ CallSid: sid, CallStatus: 'completed' }, '?a=1')).toBe(204);
    expect(desk.handled).toHaveLength(1);
    await keyed({ CallSid: `${sid}2` });
    expect(desk.handled).toHaveLength(2);
    for (const status of ['ringing', 'completed', 'completed']) await keyed({ CallStatus: status });
    expect(new Set(desk.handled.map(({ eventId }) => eventId)).size).toBe(4);
    expect(desk.handled).toHaveLength(4);
  });

  test('a key may stand on the identity, and is never a number', async () => {
    expect(await statusOf(form('keyed-by-id'))).toBe(204);
    expect(await statusOf(form('keyed-by-id'))).toBe(204);
    expect(desk.handled).toHaveLength(1);
    expect(await statusOf(form('keyed-by-number'))).toBe(500);
    expect(application.logger.text).toContain('it must return a string or undefined.');
    expect(desk.handled).toHaveLength(1);
  });

  describe('maxAge', () => {
    const old = 'Thu, 04 Apr 2024 18:32:15 +0000';
    const now = () => new Date().toUTCString().replace('GMT', '+0000');

    test('lets fresh events pass, and events without a time', async () => {
      expect(await statusOf(signedForm(`/fresh?test=${event}`, { ...FIELDS, Timestamp: now() }))).toBe(204);
      expect(await statusOf(signedForm(`/fresh?test=${event}`, FIELDS))).toBe(204);
      expect(await statusOf(signedJson(`/fresh?test=${event}`, { timestamp: Date.now() / 1000 }))).toBe(204);
      expect(
        await statusOf(signedJson(`/fresh?test=${event}`, { timestamp: new Date().toISOString() })),
      ).toBe(204);
      expect(desk.handled).toHaveLength(4);
    });

    test('rejects old ones, and those whose time cannot be read', async () => {
      const requests = [
        signedForm('/fresh', { Timestamp: old, To: '+1' }),
        signedForm('/fresh', { Timestamp: 'yesterday' }),
        signedJson('/fresh', { timestamp: Date.now() / 1000 - 61 }),
        signedJson('/fresh', { timestamp: '2024-01-15T10:30:00Z' }),
        signedGet(`/fresh?Timestamp=${encodeURIComponent(old)}`),
      ];
      for (const request of requests) expect(await statusOf(request)).toBe(403);
      expect(desk.handled).toHaveLength(0);
      expect(application.logger.text).toContain('/fresh: expired-event');
    });

    test('finds the time of a replay that moved it into another field', async () => {
      const { headers, target } = signedForm('/fresh', { ...FIELDS, Timestamp: old, To: '+1' });
      const hidden = `CallSid=c1&CallStatus=completed&SequenceNumber=${encodeURIComponent(`4Timestamp${old}To+1`)}`;
      expect(await statusOf({ target, headers: { ...headers }, body: hidden })).toBe(403);
    });
  });

  test('a store that is down closes the route, or leaves it open where that was chosen', async () => {
    isStoreDown = true;
    expect(await statusOf(form('status'))).toBe(503);
    expect(desk.handled).toHaveLength(0);
    expect(await statusOf(form('open'))).toBe(204);
    expect(await statusOf(form('open'))).toBe(204);
    expect(desk.handled).toHaveLength(2);
  });

  test('routes without once handle whatever comes, and know the identity', async () => {
    const target = `/repeated?test=${event}`;
    for (const cxmlHeader of ['x-signalwire-signature', 'x-twilio-signature'] as const) {
      await send(signed({ target, headers: FORM, body: BODY }, { cxmlHeader }));
    }
    await send(signed({ target, headers: FORM, body: `${BODY}&x=1` }));
    const ids = desk.handled.map(({ eventId }) => eventId);
    expect(ids).toHaveLength(3);
    expect(ids[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  test('with basic auth URL and raw body are the identity', async () => {
    const authorization = `Basic ${Buffer.from('u:p').toString('base64')}`;
    const basic = (body: string): RequestToSend => ({
      target: '/basic',
      headers: { ...FORM, authorization },
      body,
    });
    expect(await statusOf(basic('a=1&b=2'))).toBe(204);
    expect(await statusOf(basic('a=1&b=2'))).toBe(204);
    expect(desk.handled).toHaveLength(1);
    expect(await statusOf({ ...basic('{}'), headers: { ...JSON_TYPE, authorization } })).toBe(204);
    expect(desk.handled).toHaveLength(2);
  });
});

async function using(webhooks: WebhookOptions, use: Use): Promise<void> {
  desk = new Desk();
  await withApplication('express', { webhooks, controllers: [StatusController] }, use);
}

describe('projects', () => {
  test('the same event of two projects is two events', async () => {
    const signingKey = { projects: { one: SIGNING_KEY, two: OTHER_KEY } };
    const one = signedJson('/status', { CallSid: '1', project_id: 'one' });
    const two = signedJson('/status', { CallSid: '1', project_id: 'two' }, { signingKey: OTHER_KEY });
    await using({ signingKey }, async (application) => {
      expect(await application.statusesOf([one, two])).toEqual([204, 204]);
      expect(desk.handled).toHaveLength(2);
      expect(desk.handled[0]?.eventId).not.toBe(desk.handled[1]?.eventId);
    });
  });
});

describe('tenants that a header tells apart', () => {
  test('cannot use up each other’s events', async () => {
    const options: WebhookOptions = {
      signingKey: ({ headers }) => (headers['x-tenant'] === 'one' ? SIGNING_KEY : OTHER_KEY),
      signingKeyCache: { key: ({ headers }) => String(headers['x-tenant']) },
    };
    const requestOf = (tenant: string, signingKey: string): RequestToSend => {
      const request = signedJson('/status', { project_id: 'p' }, { signingKey });
      return { ...request, headers: { ...request.headers, 'x-tenant': tenant } };
    };
    await using(options, async (application) => {
      const requests = [requestOf('two', OTHER_KEY), requestOf('one', SIGNING_KEY)];
      expect(await application.statusesOf(requests)).toEqual([204, 204]);
      expect(desk.handled).toHaveLength(2);
    });
  });
});

describe('at start', () => {
  const startWith = (webhooks: WebhookOptions, controllers: Type[]) =>
    withApplication('express', { webhooks, controllers }, () => undefined);

  @Controller()
  class RedirectController {
    @SignalWireWebhook({ once: true })
    @Redirect('https://example.com')
    @Post('hook')
    hook() {}
  }

  @Controller()
  class StreamController {
    @SignalWireWebhook({ once: true })
    @Sse('hook')
    hook(): Observable<MessageEvent> {
      return of({ data: '' });
    }
  }

  test.each([RedirectController, StreamController])('%p cannot have once', async (controller) => {
    await expect(startWith({}, [controller])).rejects.toThrow(
      'has once, but it redirects, renders or streams',
    );
  });

  test('once belongs to routes', async () => {
    await expect(startWith({ once: true } as never, [])).rejects.toThrow(
      'once is an option of a route with status callbacks. Fix: @SignalWireWebhook({ once: true })',
    );
    expect(() => SignalWireWebhook({ once: { ttl: '1h' as never } })).toThrow(
      'once.ttl is "1h"; it must be a whole number of milliseconds from 1. Fix: once: { ttl: 3_600_000 }',
    );
    expect(() => SignalWireWebhook({ onceStore: new MemoryOnceStore() } as never)).toThrow(
      'Unknown option "onceStore" of @SignalWireWebhook(). It is an option of the module.',
    );
  });

  test('onceStore is a store', async () => {
    await expect(startWith({ onceStore: {} as never }, [])).rejects.toThrow(
      'onceStore is an object; it must be a store with the methods acquire, complete, release. Fix: onceStore: redisOnceStore(client)',
    );
  });
});
