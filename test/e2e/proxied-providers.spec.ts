import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Controller, Injectable, Module, type NestApplicationOptions, Post } from '@nestjs/common';
import { ModulesContainer, SerializedGraph } from '@nestjs/core';
import { DevtoolsModule } from '@nestjs/devtools-integration';
import { createObserveModule } from '@nestjs/observe';
import {
  SignalWireWebhook,
  SignalWireWebhookHealth,
  SignalWireWebhookKeys,
  SignalWireWebhookModule,
  SignalWireWebhookOutcomes,
  type SigningKeyContext,
  VerifiedWebhook,
  type VerifiedWebhookData,
  type WebhookOutcome,
  WebhookPayload,
} from 'nestjs-signalwire-webhook';
import { SignalWireWebhookOpenTelemetry } from 'nestjs-signalwire-webhook/opentelemetry';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { types } from 'node:util';

import { adapterNames, type ApplicationSetup, withApplication } from '../support/applications.js';
import { OTHER_KEY, PUBLIC_URL, signedForm, SIGNING_KEY } from '../support/signing.js';
import { until } from '../support/until.js';

// DevTools writes its session's token there.
jest.spyOn(console, 'log').mockReturnValue(undefined);

const form = { AccountSid: 'a-project', From: '+15551234567' };

@Injectable()
class ProjectKeys {
  readonly asked: (string | undefined)[] = [];

  resolve({ project, claimedProjectId }: SigningKeyContext) {
    const wanted = project ?? claimedProjectId;
    this.asked.push(wanted);
    return wanted === 'a-project' ? SIGNING_KEY : undefined;
  }
}

@Module({ providers: [ProjectKeys], exports: [ProjectKeys] })
class KeysModule {}

@SignalWireWebhook()
@Controller()
class HookController {
  @Post('hook')
  hook(@WebhookPayload() { From }: { From?: string }, @VerifiedWebhook() { projectId }: VerifiedWebhookData) {
    return `<Response><Say>${From ?? ''} ${projectId ?? ''}</Say></Response>`;
  }

  @SignalWireWebhook({ once: true })
  @Post('status')
  status() {}
}

function setup(): ApplicationSetup & { readonly options: NestApplicationOptions } {
  return {
    imports: [
      SignalWireWebhookModule.forRootAsync({
        imports: [KeysModule],
        inject: [ProjectKeys],
        useFactory: (signingKey: ProjectKeys) => ({
          signingKey,
          signingKeyCache: { knownProjects: () => ['a-project'] },
          verifyKeysAtStart: true,
          publicUrl: () => PUBLIC_URL,
          basicAuth: () => ({ username: 'name', password: 'a-password-to-pass' }),
          exceptionFactory: () => ({ status: 418, body: { rejected: true } }),
          diagnostics: true,
        }),
      }),
      KeysModule,
    ],
    controllers: [HookController],
    providers: [SignalWireWebhookOpenTelemetry],
    options: {},
  };
}

type Instrument = NonNullable<NestApplicationOptions['instrument']>;

/** Maps, such as Nest's ModulesContainer, work behind no proxy; @nestjs/observe leaves them alone as well. */
function proxied(handler: ProxyHandler<object>): Instrument {
  return {
    instanceDecorator: (instance) =>
      typeof instance === 'object' && instance !== null && !(instance instanceof Map)
        ? new Proxy(instance, handler)
        : instance,
  };
}

type Method = (...args: unknown[]) => unknown;

/** In place of a method, with the metadata that Nest reads from handlers. */
function inPlaceOf(method: Method, wrapper: Method): Method {
  for (const key of Reflect.getMetadataKeys(method) as string[]) {
    Reflect.defineMetadata(key, Reflect.getMetadata(key, method), wrapper);
  }
  return Object.defineProperty(wrapper, 'name', { value: method.name });
}

function isMethod(value: unknown, name: string | symbol): value is Method {
  return typeof value === 'function' && name !== 'constructor';
}

/** Methods run with the proxy as `this`, so that a private field (`#x`) would throw. */
const AS_RECEIVER = proxied({
  get: (target, name, receiver) => Reflect.get(target, name, receiver) as unknown,
});

/** Each access to a method gives another function. */
const FRESH_METHODS = proxied({
  get(target, name, receiver) {
    const value: unknown = Reflect.get(target, name, receiver);
    return isMethod(value, name)
      ? inPlaceOf(value, (...args) => Reflect.apply(value, receiver, args))
      : value;
  },
});

/** Methods run with the instance as `this`, as a tracer does that goes around private fields. */
const AS_TARGET = proxied({
  get(target, name) {
    const value: unknown = Reflect.get(target, name);
    return isMethod(value, name) ? inPlaceOf(value, value.bind(target)) : value;
  },
});

/** In place of the collector of @nestjs/observe. */
let collector: Server;

beforeAll(async () => {
  collector = createServer((request, response) => {
    request.resume();
    response.end('{}');
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
});

afterAll(() => {
  collector.closeAllConnections();
  collector.close();
});

function withObserve(): ApplicationSetup {
  const { ObserveModule, ObserveInstrument } = createObserveModule();
  const { imports = [], ...rest } = setup();
  const { port } = collector.address() as AddressInfo;
  return {
    ...rest,
    imports: [
      ObserveModule.forRoot({
        appKey: 'key',
        appSecret: 'secret',
        serviceId: 'test',
        endpoint: `http://127.0.0.1:${port}`,
        flushInterval: 1_000,
      }),
      ...imports,
    ],
    options: { instrument: ObserveInstrument as Instrument },
  };
}

const instruments: readonly (readonly [string, () => ApplicationSetup])[] = [
  ['a proxy that is the receiver', () => ({ ...setup(), options: { instrument: AS_RECEIVER } })],
  ['a proxy that makes methods afresh', () => ({ ...setup(), options: { instrument: FRESH_METHODS } })],
  ['a proxy that binds methods', () => ({ ...setup(), options: { instrument: AS_TARGET } })],
  ['@nestjs/observe', withObserve],
  [
    '@nestjs/devtools-integration',
    () => {
      const { imports = [], ...rest } = setup();
      return {
        ...rest,
        imports: [...imports, DevtoolsModule.register({ http: false })],
        options: { snapshot: true },
      };
    },
  ],
];

describe.each(adapterNames)('proxied providers on %s', (adapterName) => {
  test.each(instruments)('%s: everything works', async (_name, makeSetup) => {
    const setup = makeSetup();
    await withApplication(adapterName, setup, async (application) => {
      const { app } = application;
      expect(types.isProxy(app.get(SignalWireWebhookHealth))).toBe(setup.options?.instrument !== undefined);
      const outcomes: WebhookOutcome[] = [];
      app.get(SignalWireWebhookOutcomes).subscribe((outcome) => outcomes.push(outcome));

      const verified = await application.send(signedForm('/hook', form));
      expect([verified.status, verified.body]).toEqual([
        200,
        expect.stringContaining('<Say>+15551234567 a-project</Say>'),
      ]);
      const forged = await application.send(signedForm('/hook', form, { signingKey: OTHER_KEY }));
      expect([forged.status, forged.body]).toEqual([418, '{"rejected":true}']);
      const event = signedForm('/status', form);
      expect([await application.statusOf(event), await application.statusOf(event)]).toEqual([200, 204]);
      expect(await app.get(SignalWireWebhookHealth).check()).toMatchObject({ isUp: true });
      app.get(SignalWireWebhookKeys).forget('a-project');
      expect(await application.statusOf(signedForm('/hook', form))).toBe(200);
      const unknown = signedForm('/hook', { ...form, AccountSid: 'another' });
      expect(await application.statusOf(unknown)).toBe(418);

      await until(() => outcomes.length === 6);
      expect(outcomes.map(({ result, reason }) => reason ?? result)).toEqual([
        'verified',
        'signature-mismatch',
        'verified',
        'duplicate',
        'verified',
        'unknown-project',
      ]);
      await until(() => application.logger.text.includes('Diagnosis of HookController.hook'));
      await application.close();
      const errors = application.logger.lines.filter((line) => line.startsWith('ERROR'));
      expect(errors.filter((line) => !line.includes('observe'))).toEqual([]);
    });
  });
});

describe('the graph of DevTools', () => {
  test('each provider has a name that tells what it is', async () => {
    await withApplication('express', { ...setup(), options: { snapshot: true } }, (application) => {
      const modules = [...application.app.get(ModulesContainer).values()];
      const webhooks = modules.find(({ metatype }) => metatype === SignalWireWebhookModule);
      const own = [...(webhooks?.providers.values() ?? [])].filter(({ name }) => name !== 'ModuleRef');
      const names = own.map(({ name }) => String(name));
      expect(names.length).toBeGreaterThan(15);
      const unclear = names.filter(
        (name) =>
          !/^(?:SIGNALWIRE_WEBHOOK_[A-Z_]+|SignalWireWebhook[A-Za-z]*|[A-Z][A-Za-z]+Service)$/.test(name),
      );
      expect(unclear).toEqual(
        ['CONFIGURABLE_MODULE_ID', 'ApplicationConfig'].filter((name) => names.includes(name)),
      );

      const graph = JSON.parse(application.app.get(SerializedGraph).toString()) as {
        nodes: Record<string, { label: string; metadata: { type: string } }>;
        status?: string;
      };
      const labels = Object.values(graph.nodes).map(({ label }) => label);
      expect(labels).toEqual(
        expect.arrayContaining(['SignalWireWebhookModule', 'SIGNALWIRE_WEBHOOK_OPTIONS']),
      );
      expect(JSON.stringify(graph)).not.toContain(SIGNING_KEY);
    });
  });
});
