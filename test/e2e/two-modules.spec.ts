import { describe, expect, test } from '@jest/globals';
import { Controller, Module, Post, type Type } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import {
  SignalWireWebhook,
  SignalWireWebhookGuard,
  SignalWireWebhookModule,
  VerifiedWebhook,
  type VerifiedWebhookData,
} from 'nestjs-signalwire-webhook';

import { adapterNames, withApplication } from '../support/applications.js';
import { OTHER_KEY, PUBLIC_URL, signedForm, SIGNING_KEY } from '../support/signing.js';

function controllerAt(path: string): Type {
  @SignalWireWebhook()
  @Controller(path)
  class TenantController {
    @Post('hook') hook(@VerifiedWebhook() { url }: VerifiedWebhookData) {
      return { url };
    }
  }
  return TenantController;
}

function tenantModule(path: string, signingKey: string): Type {
  const tenant: Type = class {};
  Module({
    imports: [SignalWireWebhookModule.forRoot({ signingKey, publicUrl: PUBLIC_URL, isGlobal: false })],
    controllers: [controllerAt(path)],
  })(tenant);
  return tenant;
}

describe.each(adapterNames)('two instances of the module on %s', (adapterName) => {
  test('each verifies its own routes by its own key', async () => {
    await withApplication(
      adapterName,
      { imports: [tenantModule('a', SIGNING_KEY), tenantModule('b', OTHER_KEY)] },
      async (application) => {
        const send = (path: string, signingKey: string) =>
          application.statusOf(signedForm(`/${path}/hook`, { x: '1' }, { signingKey }));
        expect(await send('a', SIGNING_KEY)).toBe(200);
        expect(await send('b', OTHER_KEY)).toBe(200);
        expect(await send('a', OTHER_KEY)).toBe(403);
        expect(await send('b', SIGNING_KEY)).toBe(403);
      },
    );
  });

  test("a verification by the root's guard is not good for a route whose module has other options", async () => {
    await withApplication(
      adapterName,
      {
        imports: [
          SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL }),
          tenantModule('b', OTHER_KEY),
        ],
        providers: [{ provide: APP_GUARD, useClass: SignalWireWebhookGuard }],
      },
      async (application) => {
        for (const signingKey of [SIGNING_KEY, OTHER_KEY]) {
          expect(await application.statusOf(signedForm('/b/hook', { x: '1' }, { signingKey }))).toBe(403);
        }
      },
    );
  });
});
