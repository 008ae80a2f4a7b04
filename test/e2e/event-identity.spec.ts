import { afterAll, describe, expect, test } from '@jest/globals';
import { All, Controller, Get, Head, Post, type Type } from '@nestjs/common';
import {
  SignalWireWebhook,
  type SignalWireWebhookModuleOptions,
  type SigningKeyContext,
  signingKeyFile,
  VerifiedWebhook,
  type VerifiedWebhookData,
} from 'nestjs-signalwire-webhook';
import { createHash, createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  adapterNames,
  type RequestToSend,
  type RunningApplication,
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
  SIGNING_KEY,
} from '../support/signing.js';

const PROJECT = 'b08dacad-6e2f-4b6d-8c0e-2b3f5d1c9a10';
const CREDENTIALS = { username: 'u', password: 'p' };
const AUTHORIZATION = `Basic ${Buffer.from('u:p').toString('base64')}`;

type Pairs = readonly (readonly [name: string, value: string])[];

function encode(pairs: Pairs): string {
  return pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
}

/** The captured request with other parameters and, if given, another target: its signature stays. */
function replay(captured: RequestToSend, pairs: Pairs, target = captured.target): RequestToSend {
  return { ...captured, target, body: encode(pairs) };
}

/** As an attacker would: without a body. */
function without({ headers = {}, ...request }: RequestToSend, method = 'POST'): RequestToSend {
  const { 'x-signalwire-signature': signature = '' } = headers as Record<string, string>;
  return { method, target: request.target, headers: { 'x-signalwire-signature': signature } };
}

const folder = mkdtempSync(join(tmpdir(), 'event-identity-'));
const keyFile = join(folder, 'key');
writeFileSync(keyFile, `${SIGNING_KEY}\n`);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const handled: VerifiedWebhookData[] = [];

@SignalWireWebhook({ once: true })
@Controller()
class StatusController {
  @Post('status') status(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    handled.push(webhook);
  }

  @All('all') all(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    handled.push(webhook);
  }

  @Get('get') get(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    handled.push(webhook);
  }

  @Head('head') head(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    handled.push(webhook);
  }

  @SignalWireWebhook({ content: ['form', 'query'] })
  @All('all-content')
  allContent(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    handled.push(webhook);
  }

  @SignalWireWebhook({ content: ['bodySHA256', 'query'] })
  @All('hashed')
  hashed(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    handled.push(webhook);
  }

  @SignalWireWebhook({ once: { key: ({ payload }) => payload['MessageSid'] as string } })
  @Post('s/:id')
  keyed(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    handled.push(webhook);
  }

  @SignalWireWebhook({ once: { key: ({ payload }) => payload['MessageSid'] as string } })
  @Post('other/:id')
  keyedElsewhere(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    handled.push(webhook);
  }

  @SignalWireWebhook({
    accept: { anyOf: ['signature', 'basic-auth'] },
    basicAuth: CREDENTIALS,
    content: ['form', 'json', 'query', 'bodySHA256'],
  })
  @All('either')
  either(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    handled.push(webhook);
  }

  @SignalWireWebhook({ once: { maxAge: 600_000, ttl: 600_000 } })
  @Post('fresh')
  fresh(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    handled.push(webhook);
  }

  @SignalWireWebhook({ once: { maxAge: 600_000, ttl: 600_000 } })
  @Get('fresh')
  freshGet(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    handled.push(webhook);
  }
}

/** Without `once`, where a POST and a GET are taken alike. */
@SignalWireWebhook()
@Controller('free')
class FreeController {
  @All() any(@VerifiedWebhook() { projectId }: VerifiedWebhookData) {
    return { projectId: projectId ?? null };
  }
}

describe.each(adapterNames)('events and projects on %s', (adapterName) => {
  async function using(
    options: WebhookOptions,
    use: Use,
    controllers: Type[] = [StatusController, FreeController],
  ): Promise<void> {
    handled.length = 0;
    await withApplication(adapterName, { webhooks: options, controllers }, use);
  }

  /** 204 for every success: a handler that returns nothing responds 200 unless the payload is a status callback's. */
  const statuses = async (application: RunningApplication, requests: readonly RequestToSend[]) =>
    (await application.statusesOf(requests)).map((status) => (status === 200 ? 204 : status));

  const eventIds = () => new Set(handled.map(({ eventId }) => eventId));

  describe('one captured event is handled once, even with a different claimed project', () => {
    const captured = signedForm('/status', { AccountSid: PROJECT, ApiVersion: '2010-04-01', CallSid: 'c1' });
    const replays = [
      captured,
      replay(captured, [
        ['A', `ccountSid${PROJECT}`],
        ['ApiVersion', '2010-04-01'],
        ['CallSid', 'c1'],
      ]),
      replay(captured, [
        ['AccountSid', `${PROJECT}ApiVersion2010-04-01`],
        ['CallSid', 'c1'],
      ]),
    ];
    const sources: [string, SignalWireWebhookModuleOptions['signingKey']][] = [
      ['a plain key', SIGNING_KEY],
      ['several keys', [OTHER_KEY, SIGNING_KEY]],
      ['a resolver that ignores the claimed project', () => SIGNING_KEY],
      [
        'an object that ignores the claimed project',
        { resolve: () => Promise.resolve([OTHER_KEY, SIGNING_KEY]) },
      ],
      ['a resolver that logs the claimed project', (context) => ({ ...context, key: SIGNING_KEY }).key],
      ['a file', signingKeyFile(keyFile)],
    ];

    test.each(sources)('with %s', async (_name, signingKey) => {
      await using({ signingKey }, async (application) => {
        expect(await statuses(application, replays)).toEqual([204, 204, 204]);
        expect(handled).toHaveLength(1);
        expect(handled[0]?.eventId).toMatch(/^[0-9a-f]{64}$/);
      });
    });

    test('with projects, two of which have the key', async () => {
      const projects = { first: SIGNING_KEY, [PROJECT]: [OTHER_KEY, SIGNING_KEY], c: OTHER_KEY };
      const message = signedForm('/status', {
        A: '1',
        AccountSid: PROJECT,
        Body: 'AccountSidfirst',
        CallSid: 'c',
      });
      const moved = replay(message, [
        ['A', `1AccountSid${PROJECT}Body`],
        ['AccountSid', 'first'],
        ['CallSid', 'c'],
      ]);
      await using({ signingKey: { projects } }, async (application) => {
        expect(await statuses(application, [message, moved, message])).toEqual([204, 204, 204]);
        expect(handled).toHaveLength(1);
      });
    });
  });

  describe('the tenant of an event', () => {
    const request = (signingKey: string, target = '/status') =>
      signedForm(target, { AccountSid: PROJECT, CallSid: 'c1' }, { signingKey });

    test('a retry that is signed with the new key is the same event of a plain key, and of a project', async () => {
      const both = [OTHER_KEY, SIGNING_KEY];
      for (const signingKey of [both, { projects: { [PROJECT]: both } }]) {
        await using({ signingKey }, async (application) => {
          await statuses(application, [request(SIGNING_KEY), request(OTHER_KEY)]);
          expect(handled).toHaveLength(1);
        });
      }
    });

    test('with a resolver it is a different event, also after a refresh', async () => {
      let keys = [SIGNING_KEY];
      const signingKeyCache = { refreshInterval: 0 };
      await using({ signingKey: () => keys, signingKeyCache }, async (application) => {
        expect(await statuses(application, [request(SIGNING_KEY)])).toEqual([204]);
        keys = [SIGNING_KEY, OTHER_KEY];
        expect(await statuses(application, [request(OTHER_KEY), request(OTHER_KEY)])).toEqual([204, 204]);
        expect(handled).toHaveLength(2);
        expect(eventIds().size).toBe(2);
      });
      const first = [...eventIds()];
      await using({ signingKey: () => OTHER_KEY }, async (application) => {
        await statuses(application, [request(OTHER_KEY)]);
        expect(first[1]).toBe(handled[0]?.eventId);
      });
    });

    test('two tenants have no event in common', async () => {
      const other = '4b7ae78a-d02e-4889-a63b-08b156d5916e';
      const byTenant = ({ headers }: SigningKeyContext) =>
        headers['x-tenant'] === 'acme' ? SIGNING_KEY : OTHER_KEY;
      const sources: [WebhookOptions, string][] = [
        [{ signingKey: { projects: { [PROJECT]: SIGNING_KEY, [other]: OTHER_KEY } } }, other],
        [
          { signingKey: byTenant, signingKeyCache: { key: ({ headers }) => String(headers['x-tenant']) } },
          PROJECT,
        ],
      ];
      for (const [options, project] of sources) {
        await using(options, async (application) => {
          const ofOther = signedForm(
            '/status',
            { AccountSid: project, CallSid: 'c1' },
            { signingKey: OTHER_KEY },
          );
          const ofAcme = request(SIGNING_KEY);
          const headers = { ...ofAcme.headers, 'x-tenant': 'acme' };
          expect(await statuses(application, [{ ...ofAcme, headers }, ofOther])).toEqual([204, 204]);
          expect(eventIds().size).toBe(2);
        });
      }
    });

    test('is no signature, and no signature of anything that SignalWire signs', async () => {
      await using({ signingKey: () => SIGNING_KEY }, async (application) => {
        await application.send(signed({ target: '/status', headers: JSON_TYPE, body: '{}' }));
        const text = `${PUBLIC_URL}/status{}`;
        for (const algorithm of ['sha1', 'sha256']) {
          expect(handled[0]?.eventId).not.toBe(createHmac(algorithm, SIGNING_KEY).update(text).digest('hex'));
        }
        expect(handled).toHaveLength(1);
      });
    });
  });

  test('a header that the cache key reads makes one event and one entry, in whatever case it is written', async () => {
    let lookups = 0;
    const signingKey = ({ headers }: SigningKeyContext) => {
      lookups++;
      return String(headers['x-tenant']).toLowerCase() === 'acme' ? SIGNING_KEY : [];
    };
    const key = ({ headers }: SigningKeyContext) => String(headers['x-tenant']);
    await using({ signingKey, signingKeyCache: { key } }, async (application) => {
      const captured = signedForm('/status', { CallSid: 'c1' });
      for (const tenant of ['acme', 'Acme', 'aCme', 'ACME', 'acme']) {
        const headers = { ...captured.headers, 'x-tenant': tenant };
        expect(await statuses(application, [{ ...captured, headers }])).toEqual([204]);
      }
      expect(handled).toHaveLength(1);
      expect(lookups).toBe(4);
    });
  });

  describe('the project', () => {
    const text = signedForm('/free?x=1', { AccountSid: PROJECT, Body: 'AccountSidACvictim', From: '+1' });
    const forged = replay(text, [
      ['AccountSi', `d${PROJECT}Body`],
      ['AccountSid', 'ACvictim'],
      ['From', '+1'],
    ]);
    const projectIds = async (application: RunningApplication, requests: readonly RequestToSend[]) => {
      const found: unknown[] = [];
      for (const request of requests) found.push(JSON.parse((await application.send(request)).body));
      return found.map((each) => (each as { projectId?: unknown }).projectId);
    };

    test.each([
      ['a plain key', SIGNING_KEY],
      ['a resolver that ignores the claimed project', () => SIGNING_KEY],
    ] as [string, SignalWireWebhookModuleOptions['signingKey']][])(
      'cannot be forged with %s',
      async (_name, signingKey) => {
        await using({ signingKey }, async (application) => {
          const get = signedGet(`/free?AccountSid=${PROJECT}`);
          const json = signed({ target: '/free', headers: JSON_TYPE, body: `{"project_id":"${PROJECT}"}` });
          expect(await projectIds(application, [text, forged, get, json])).toEqual([
            null,
            null,
            null,
            PROJECT,
          ]);
        });
      },
    );

    test('of a JSON object that is signed by its hash alone is not given', async () => {
      const body = `{"project_id":"${PROJECT}"}`;
      const hash = createHash('sha256').update(body).digest('hex');
      const hashed = signed({ target: `/free?bodySHA256=${hash}`, headers: JSON_TYPE, body });
      const content = ['bodySHA256'] as const;
      await using({ content }, async (application) => {
        expect(await projectIds(application, [hashed])).toEqual([null]);
      });
      await using({ content, signingKey: { projects: { [PROJECT]: SIGNING_KEY } } }, async (application) => {
        expect(await projectIds(application, [hashed])).toEqual([PROJECT]);
      });
    });

    test('is the claimed project of { projects } and of a resolver that reads it, and no other', async () => {
      const projects: Record<string, string> = { [PROJECT]: SIGNING_KEY, ACvictim: OTHER_KEY };
      const resolver = ({ claimedProjectId = '' }: SigningKeyContext) => projects[claimedProjectId];
      for (const signingKey of [{ projects }, resolver, { resolve: resolver }]) {
        await using({ signingKey }, async (application) => {
          expect(await projectIds(application, [text])).toEqual([PROJECT]);
          expect(await statuses(application, [forged])).toEqual([403]);
        });
      }
    });

    test.each([
      [
        'reads the claimed project only without a project',
        (context: SigningKeyContext) => (context.project ?? context.claimedProjectId) && SIGNING_KEY,
      ],
      [
        'reads both',
        ({ project, claimedProjectId }: SigningKeyContext) => (project ?? claimedProjectId) && SIGNING_KEY,
      ],
    ])(
      'is known from the first request on if keys are verified at start by a resolver that %s',
      async (_name, signingKey) => {
        await using({ signingKey, verifyKeysAtStart: [PROJECT] }, async (application) => {
          expect(await projectIds(application, [text])).toEqual([PROJECT]);
        });
      },
    );
  });

  describe('an event by key', () => {
    test('runs once, although a replay moves the path into the first parameter and back', async () => {
      const captured = signedForm('/s/1', { Body: '', MessageSid: 'm1' });
      const replays = [captured, replay(captured, [['MessageSid', 'm1']], '/s/1Body'), captured];
      await using({}, async (application) => {
        expect(await statuses(application, replays)).toEqual([204, 204, 204]);
        expect(handled).toHaveLength(1);
      });
    });

    test('of two routes is two events', async () => {
      await using({}, async (application) => {
        await statuses(application, [
          signedForm('/s/1', { MessageSid: 'm1' }),
          signedForm('/s/2', { MessageSid: 'm1' }),
          signedForm('/other/1', { MessageSid: 'm1' }),
        ]);
        expect(handled).toHaveLength(2);
      });
    });
  });

  describe('one delivery, with credentials or with a signature,', () => {
    const requests: [string, RequestToSend][] = [
      ['a form', signedForm('/either', { CallSid: 'c1', Body: 'a b', AccountSid: PROJECT })],
      ['JSON', signed({ target: '/either?a=1', headers: JSON_TYPE, body: '{"call":{"call_id":"c"}}' })],
      ['a GET', signedGet('/either?CallSid=c1')],
      [
        'JSON by its hash',
        signed({
          target: `/either?bodySHA256=${createHash('sha256').update('{"a":1}').digest('hex')}`,
          headers: JSON_TYPE,
          body: '{"a":1}',
        }),
      ],
    ];

    test.each(requests)('is one event: %s', async (_name, request) => {
      const headers = { ...request.headers, 'x-signalwire-signature': [], authorization: AUTHORIZATION };
      const unsigned = { ...request, headers };
      for (const order of [
        [request, unsigned],
        [unsigned, request],
      ]) {
        await using({}, async (application) => {
          expect(await statuses(application, order)).toEqual([204, 204]);
          expect(handled).toHaveLength(1);
        });
      }
    });

    test('is two events with a resolver: without a signature there is no key to tell the tenant by', async () => {
      const request = signedForm('/either', { CallSid: 'c1' });
      const unsigned = { ...request, headers: { ...FORM, authorization: AUTHORIZATION } };
      await using({ signingKey: () => SIGNING_KEY }, async (application) => {
        await statuses(application, [request, unsigned]);
        expect(eventIds().size).toBe(2);
      });
    });
  });

  describe('a body that was stripped or moved', () => {
    const hash = createHash('sha256').update('{"a":1}').digest('hex');
    const target = `/hashed?x=1&bodySHA256=${hash}`;
    const hashed = signed({ target, headers: JSON_TYPE, body: '{"a":1}' });

    test('by bodySHA256: the genuine request is no duplicate', async () => {
      await using({}, async (application) => {
        const stripped = ['POST', 'GET', 'HEAD'].map((method) => without(hashed, method));
        expect(await statuses(application, [...stripped, hashed])).toEqual([403, 403, 403, 204]);
        expect(handled.map(({ payload }) => ({ ...payload }))).toEqual([{ a: 1 }]);
      });
    });

    test('by bodySHA256 in hexadecimal', async () => {
      const base64 = String(hashed.headers?.['x-signalwire-signature']);
      const hex = Buffer.from(base64, 'base64').toString('hex');
      await using({}, async (application) => {
        const stripped = {
          method: 'POST',
          target,
          headers: { ...JSON_TYPE, 'x-signalwire-signature': hex },
          body: '',
        };
        expect(await application.statusOf(stripped)).toBe(adapterName === 'fastify' ? 400 : 403);
        const plain = { method: 'POST', target, headers: { 'x-signalwire-signature': hex } };
        expect(await statuses(application, [plain, { ...plain, method: 'GET' }, hashed])).toEqual([
          403, 403, 204,
        ]);
      });
    });

    test('into the query: a route that also takes POSTs accepts no query', async () => {
      const captured = signedForm('/all?x=1', { CallSid: 'c1', CallStatus: 'completed' });
      const moved = { ...without(captured), target: '/all?x=1CallSidc1CallStatuscompleted' };
      const ofPost = signedForm('/status?x=1', { CallSid: 'c1' });
      await using({ diagnostics: true }, async (application) => {
        const replays = ['POST', 'GET', 'HEAD'].map((method) => ({ ...moved, method }));
        expect(await statuses(application, [...replays, captured])).toEqual([403, 403, 403, 204]);
        const onPost = { ...without(ofPost), target: '/status?x=1CallSidc1' };
        expect(await statuses(application, [onPost, ofPost])).toEqual([403, 204]);
        expect(handled).toHaveLength(2);
        expect(application.logger.text).toContain('unexpected-content');
        expect(application.logger.text).toContain('register it with @Get()');
      });
    });

    test('a route of GET or HEAD alone accepts a query, and so does one that asks for it', async () => {
      await using({}, async (application) => {
        const requests = [
          signedGet('/get?CallSid=c1'),
          { ...signedGet('/head?CallSid=c1'), method: 'HEAD' },
          signedGet('/all-content?CallSid=c1'),
        ];
        expect(await statuses(application, requests)).toEqual([204, 204, 204]);
        expect(handled).toHaveLength(3);
      });
    });

    test('a module that sets content decides', async () => {
      await using({ content: ['form', 'query'] }, async (application) => {
        expect(await statuses(application, [signedGet('/all?CallSid=c1')])).toEqual([204]);
      });
    });
  });

  describe('maxAge', () => {
    const old = 1_546_300_800;
    const now = () => Math.floor(Date.now() / 1_000);
    const rfc2822 = (seconds: number) => new Date(seconds * 1_000).toUTCString().replace('GMT', '+0000');

    test('a replay hides no timestamp of a form', async () => {
      for (const timestamp of [String(old), rfc2822(old), new Date(old * 1_000).toISOString()]) {
        const captured = signedForm('/fresh', { CallSid: 'c1', Timestamp: timestamp, To: '+1' });
        const replays = [
          captured,
          replay(captured, [
            ['CallSid', 'c1'],
            ['Timestam', `p${timestamp}`],
            ['To', '+1'],
          ]),
          replay(captured, [
            ['CallSid', `c1Timestamp${timestamp}`],
            ['To', '+1'],
          ]),
        ];
        await using({}, async (application) => {
          expect(await statuses(application, replays)).toEqual([403, 403, 403]);
          expect(application.logger.text).not.toContain('signature-mismatch');
        });
      }
    });

    test('a GET cannot be cut before its timestamp and sent as a POST, nor a form made a GET', async () => {
      const get = signedGet(`/fresh?CallSid=c1&Timestamp=${old}&To=1`);
      const cut = { ...replay(get, [[`&Timestamp=${old}&To=1`, '']], '/fresh?CallSid=c1'), method: 'POST' };
      const post = { ...cut, headers: { ...get.headers, ...FORM } };
      const form = signedForm('/fresh?x=1', { CallSid: 'c1', Timestamp: String(old) });
      const asGet = { ...without(form, 'GET'), target: `/fresh?x=1CallSidc1Timestamp${old}` };
      await using({}, async (application) => {
        expect(await statuses(application, [get, post, form, asGet])).toEqual([403, 403, 403, 403]);
        expect(application.logger.text).not.toContain('signature-mismatch');
      });
    });

    test('a text that spells a time is not made the timestamp', async () => {
      const time = String(now());
      const captured = signedForm('/fresh', {
        CallSid: 'c1',
        Timestamp: rfc2822(old),
        TranscriptionText: `Timestamp${time}`,
      });
      const forged = replay(captured, [
        ['CallSid', `c1Timestamp${rfc2822(old)}TranscriptionText`],
        ['Timestamp', time],
      ]);
      await using({}, async (application) => {
        expect(await statuses(application, [captured, forged])).toEqual([403, 403]);
        expect(application.logger.text).not.toContain('signature-mismatch');
      });
    });

    test('a fresh event passes, and one without a time; a text that spells an old time is rejected', async () => {
      await using({}, async (application) => {
        const requests = [
          signedForm('/fresh', { CallSid: 'c1', Timestamp: rfc2822(now()), To: '+1' }),
          signedForm('/fresh', { CallSid: 'c2', Timestamp: String(now()) }),
          signedForm('/fresh', { CallSid: 'c3' }),
          signedGet(`/fresh?CallSid=c4&Timestamp=${encodeURIComponent(rfc2822(now()))}`),
          signed({
            target: '/fresh',
            headers: JSON_TYPE,
            body: `{"a":"Timestamp${old}","timestamp":${now()}}`,
          }),
          signedForm('/fresh', { Body: `Timestamp${old}`, CallSid: 'c5', Timestamp: rfc2822(now()) }),
          signed({ target: '/fresh', headers: JSON_TYPE, body: `{"timestamp":${old}}` }),
          signed({ target: `/fresh?Timestamp${old}`, headers: JSON_TYPE, body: `{"timestamp":${now()}}` }),
        ];
        expect(await statuses(application, requests)).toEqual([204, 204, 204, 204, 204, 403, 403, 403]);
      });
    });
  });
});
