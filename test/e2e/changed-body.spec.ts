import { describe, expect, test } from '@jest/globals';
import { Controller, type ExecutionContext, Post } from '@nestjs/common';
import {
  SignalWireWebhook,
  VerifiedWebhook,
  type VerifiedWebhookData,
  WebhookPayload,
  type WebhookPayloadData,
} from 'nestjs-signalwire-webhook';

import { adapterNames, type Use, type WebhookOptions, withApplication } from '../support/applications.js';
import { signedJson } from '../support/signing.js';
import { until } from '../support/until.js';

const A = '4b7ae78a-d02e-4889-a63b-08b156d5916e';
const B = '6bfbbe86-a901-4197-8759-2a0de1fa319d';
const KEYS: Readonly<Record<string, string>> = { [A]: 'PSK_of_project_a', [B]: 'PSK_of_project_b' };

@SignalWireWebhook()
@Controller()
class HookController {
  @Post('hook')
  hook(@VerifiedWebhook() { projectId }: VerifiedWebhookData, @WebhookPayload() payload: WebhookPayloadData) {
    return { projectId, named: payload['project_id'] };
  }
}

type Change = (body: unknown) => unknown;

const naming =
  (project: unknown): Change =>
  (body) => ({ ...(body as object), project_id: project });

/** What names the project of the request no more, or not as the framework has parsed it. */
const UNPARSED: Readonly<Record<string, Change>> = {
  'the bytes': (body) => Buffer.from(JSON.stringify(body)),
  'the text': (body) => JSON.stringify(body),
  'a list': (body) => [body],
  nothing: () => undefined,
  null: () => null,
};

const OTHER: Readonly<Record<string, Change>> = {
  'a second project': (body) => ({ ...(body as object), call: { project_id: B } }),
  'no project': () => ({}),
  'a list of projects': naming([A]),
  'a long project': naming('x'.repeat(100)),
  'an object with inherited fields': () => Object.create({ project_id: B }) as object,
};

describe.each(adapterNames)('a guard on %s that changes request.body', (adapterName) => {
  /** The guard runs before that of the route. */
  function using(change: Change, options: WebhookOptions, use: Use): Promise<unknown> {
    const canActivate = (context: ExecutionContext) => {
      const request = context.switchToHttp().getRequest<{ body: unknown }>();
      request.body = change(request.body);
      return true;
    };
    const configure = (app: Parameters<Use>[0]['app']) => {
      app.useGlobalGuards({ canActivate });
    };
    return withApplication(adapterName, { webhooks: options, controllers: [HookController], configure }, use);
  }

  const signedBy = (signer: string, named: string) =>
    signedJson('/hook', { project_id: named }, { signingKey: KEYS[signer] ?? '' });
  const byProject: WebhookOptions = { signingKey: { projects: KEYS } };

  test.each([
    ['the one that signed', A, A, B],
    ['the one that is named', B, A, A],
    ['the one that signed, of the two', B, A, B],
  ])('does not choose the project that is accepted: %s', async (_, signer, named, set) => {
    await using(naming(set), byProject, async ({ send, statusOf }) => {
      expect(await statusOf(signedBy(signer, named))).toBe(403);
      expect((await send(signedBy(set, set))).status).toBe(200);
    });
  });

  test.each(Object.entries(OTHER))('%s instead causes a rejection', async (_, change) => {
    await using(change, byProject, async ({ send, logger }) => {
      expect((await send(signedBy(A, A))).status).toBe(403);
      await until(() => logger.text.includes('has changed the project (project_id) in request.body'));
    });
  });

  test.each(Object.entries(UNPARSED))('%s instead leaves the bytes to select the key', async (_, change) => {
    await using(change, byProject, async ({ send }) => {
      const { status, body } = await send(signedBy(A, A));
      expect(status).toBe(200);
      expect(JSON.parse(body)).toEqual({ projectId: A, named: A });
      expect((await send(signedBy(B, A))).status).toBe(403);
    });
  });

  test('other fields do not count, and the payload is the signed one', async () => {
    const change: Change = (body) => Object.assign(body as object, { tenant: 'b', call: { state: 'x' } });
    await using(change, byProject, async ({ send }) => {
      const { status, body } = await send(signedBy(A, A));
      expect([status, JSON.parse(body)]).toEqual([200, { projectId: A, named: A }]);
    });
  });

  test('a resolver is asked for the project that was set, and it is not accepted', async () => {
    const asked: unknown[] = [];
    const signingKey: WebhookOptions['signingKey'] = ({ claimedProjectId = '' }) => {
      asked.push(claimedProjectId);
      return KEYS[claimedProjectId];
    };
    await using(naming(B), { signingKey }, async ({ send }) => {
      expect((await send(signedBy(A, A))).status).toBe(403);
      expect((await send(signedBy(B, A))).status).toBe(403);
      expect((await send(signedBy(B, B))).status).toBe(200);
    });
    expect(new Set(asked)).toEqual(new Set([B]));
  });

  test('with a plain key nothing reads the project, so the diagnosis does not name it', async () => {
    const options = { signingKey: KEYS[A] ?? '', diagnostics: true };
    await using(naming(B), options, async ({ send, statusOf, logger }) => {
      expect((await send(signedBy(A, A))).status).toBe(200);
      expect(await statusOf(signedBy(B, A))).toBe(403);
      await until(() => logger.text.includes('(signature-mismatch)') && logger.text.includes('Diagnosis of'));
      expect(logger.text).not.toContain('has changed the project');
    });
  });

  test.each([
    ['unknown-project', 'another-project', A, A],
    ['ambiguous-project', B, B, A],
    ['signature-mismatch', B, A, A],
  ])('%s: the diagnosis names the change', async (reason, set, signer, named) => {
    await using(naming(set), { ...byProject, diagnostics: true }, async ({ send, logger }) => {
      expect((await send(signedBy(signer, named))).status).toBe(403);
      await until(() => logger.text.includes('has changed the project'));
      expect(logger.text).toContain(`(${reason})`);
    });
  });
});
