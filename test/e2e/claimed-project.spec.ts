import { describe, expect, jest, test } from '@jest/globals';
import { Controller, Post } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  SignalWireWebhook,
  type SignalWireWebhookModuleOptions,
  VerifiedWebhook,
  type VerifiedWebhookData,
  WebhookPayload,
} from 'nestjs-signalwire-webhook';

import {
  adapterNames,
  type Answer,
  type RunningApplication,
  type Use,
  withApplication,
} from '../support/applications.js';
import { JSON_TYPE, OTHER_KEY, signed, SIGNING_KEY } from '../support/signing.js';

const KEYS = { projects: { p1: SIGNING_KEY } };

@SignalWireWebhook()
@Controller()
class HookController {
  @Post('hook')
  hook(@VerifiedWebhook() { projectId, payload }: VerifiedWebhookData) {
    return { projectId, prototypes: prototypesIn(payload) };
  }

  @Post('unread')
  unread() {
    return 'handled';
  }

  @Post('names')
  names(@WebhookPayload() payload: Record<string, unknown>) {
    return ['toString', 'constructor', 'hasOwnProperty'].map((name) => typeof payload[name]);
  }
}

/** How many of the objects in the payload have one. */
function prototypesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = !Array.isArray(value) && Object.getPrototypeOf(value) !== null ? 1 : 0;
  return own + Object.values(value).reduce((sum: number, child) => sum + prototypesIn(child), 0);
}

describe.each(adapterNames)('the claimed project of unsigned JSON, on %s', (adapterName) => {
  async function using(signingKey: SignalWireWebhookModuleOptions['signingKey'], use: Use): Promise<void> {
    const adapter = new FastifyAdapter({ onProtoPoisoning: 'ignore', onConstructorPoisoning: 'ignore' });
    const setup = {
      webhooks: { signingKey },
      controllers: [HookController],
      adapter: adapterName === 'fastify' ? adapter : undefined,
    };
    await withApplication(adapterName, setup, async (application) => {
      await use(application);
      // A flood in a suite before this one is summed up after a minute, in the log of this application.
      expect(application.logger.text).not.toMatch(/ERROR (?!\d+ more errors on unprotected routes)/);
    });
  }

  function send(
    application: RunningApplication,
    body: string,
    key: string,
    target = '/hook',
  ): Promise<Answer> {
    return application.send(signed({ target, headers: JSON_TYPE, body }, { signingKey: key }));
  }

  test.each([
    '{"project_id":"p1","call":null}',
    '{"project_id":"p1","message":null,"call_info":null}',
    '{"project_id":"p1","message":5}',
    '{"project_id":"p1","call_info":"text","call":[{"project_id":"x"}]}',
    '{"project_id":null,"call":{"project_id":"p1"}}',
    '{"project_id":"p1","__proto__":{"project_id":"x"}}',
    '{"project_id":"p1","\\u005f_proto__":{"project_id":"x"}}',
    '{"project_id":"p1","call":{"__proto__":{"project_id":"x"}}}',
    '{"project_id":"p1","__proto__":null,"call":{"__proto__":null}}',
    '{"call":{"project_id":"p1","constructor":{"prototype":{"project_id":"x"}}}}',
    '{"project_id":"p1","toString":5,"hasOwnProperty":null,"valueOf":{}}',
    '{"project_id":"p1","a":[[{"b":[{}]}],{"__proto__":{"c":{}}}]}',
  ])('%s: genuine 200 without a prototype, forged 403', async (body) => {
    await using(KEYS, async (application) => {
      const genuine = await send(application, body, SIGNING_KEY);
      expect([genuine.status, JSON.parse(genuine.body)]).toEqual([200, { projectId: 'p1', prototypes: 0 }]);
      expect((await send(application, body, OTHER_KEY)).status).toBe(403);
    });
  });

  test.each([
    '{"call":null}',
    '{"message":5}',
    '{"__proto__":{"project_id":"x"}}',
    '{"call":{"__proto__":{"project_id":"x"}}}',
  ])('%s has no claimed project: genuine 200, forged 403', async (body) => {
    const claimed: unknown[] = [];
    const signingKey: SignalWireWebhookModuleOptions['signingKey'] = ({ claimedProjectId }) => {
      claimed.push(claimedProjectId);
      return SIGNING_KEY;
    };
    await using(signingKey, async (application) => {
      expect((await send(application, body, SIGNING_KEY)).status).toBe(200);
      expect((await send(application, body, OTHER_KEY)).status).toBe(403);
      expect(new Set(claimed)).toEqual(new Set([undefined]));
    });
    await using(KEYS, async (application) => {
      expect((await send(application, body, SIGNING_KEY)).status).toBe(403);
    });
  });

  test('inherited properties are no claimed project', async () => {
    await using(KEYS, async (application) => {
      Object.defineProperty(Object.prototype, 'project_id', { value: 'x', configurable: true });
      try {
        for (const body of ['{"call":{"project_id":"p1"},"message":{}}', '{"project_id":"p1","call":{}}']) {
          const genuine = await send(application, body, SIGNING_KEY);
          expect([genuine.status, JSON.parse(genuine.body)]).toEqual([
            200,
            { projectId: 'p1', prototypes: 0 },
          ]);
        }
      } finally {
        delete (Object.prototype as { project_id?: unknown }).project_id;
      }
    });
  });

  test('a handler finds none of the names of Object.prototype', async () => {
    await using(KEYS, async (application) => {
      const plain = await send(application, '{"project_id":"p1"}', SIGNING_KEY, '/names');
      expect(JSON.parse(plain.body)).toEqual(['undefined', 'undefined', 'undefined']);
      const named = await send(application, '{"project_id":"p1","constructor":"x"}', SIGNING_KEY, '/names');
      expect(JSON.parse(named.body)).toEqual(['undefined', 'string', 'undefined']);
    });
  });

  test('a forged request costs no walk through its objects', async () => {
    const dropped = jest.spyOn(Object, 'setPrototypeOf');
    try {
      const walked = () => dropped.mock.calls.filter(([, prototype]) => prototype === null).length;
      const body = JSON.stringify({
        project_id: 'p1',

        calls: Array(1_000).fill({ constructor: {} }),
      });
      await using(KEYS, async (application) => {
        const before = walked();
        expect((await send(application, body, OTHER_KEY)).status).toBe(403);
        expect(walked()).toBe(before);
        expect((await send(application, body, SIGNING_KEY)).status).toBe(200);
        expect(walked()).toBe(before + 2_001);
      });
    } finally {
      dropped.mockRestore();
    }
  });
});
