import { describe, expect, test } from '@jest/globals';
import {
  All,
  type CanActivate,
  Controller,
  ForbiddenException,
  Get,
  type INestApplication,
  Injectable,
  Module,
  NotFoundException,
  Post,
  UnauthorizedException,
  UseGuards,
  VersioningType,
} from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import type { NestExpressApplication } from '@nestjs/platform-express';
import {
  SignalWireWebhook,
  SignalWireWebhookModule,
  type SignalWireWebhookModuleOptions,
  SkipSignalWireWebhook,
} from 'nestjs-signalwire-webhook';

import {
  type AdapterName,
  adapterNames,
  type ApplicationSetup,
  MemoryLogger,
  type RequestToSend,
  type RunningApplication,
  startApplication,
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
import { until } from '../support/until.js';

@Injectable()
class Forbidding implements CanActivate {
  canActivate(): boolean {
    throw new ForbiddenException();
  }
}

@Injectable()
class Unauthorizing implements CanActivate {
  canActivate(): boolean {
    throw new UnauthorizedException();
  }
}

@Controller('voice')
class VoiceController {
  @SignalWireWebhook() @Post('hook') hook() {
    return 'handled';
  }
  @UseGuards(Forbidding) @SignalWireWebhook() @Post('verified-first') verifiedFirst() {
    return 'handled';
  }
  @SignalWireWebhook() @UseGuards(Forbidding) @Post('forbidden') forbidden() {
    return 'handled';
  }
  @SignalWireWebhook() @UseGuards(Unauthorizing) @Post('unauthorized') unauthorized() {
    return 'handled';
  }
  @SkipSignalWireWebhook() @Get('open') open() {
    return 'open';
  }
  @SignalWireWebhook({ methods: ['POST', 'PUT'] }) @Post('calls/:id') call() {
    return 'handled';
  }
}

const form = { CallSid: 'c1', From: '+15551234567' };

describe.each(adapterNames)('the log of a rejected request on %s', (adapterName) => {
  async function using(
    { publicUrl = PUBLIC_URL, ...options }: Partial<SignalWireWebhookModuleOptions>,
    use: (application: RunningApplication, lines: () => string[]) => Promise<void>,
  ): Promise<void> {
    const application = await startApplication(adapterName, {
      imports: [
        SignalWireWebhookModule.forRoot({
          signingKey: SIGNING_KEY,
          ...(options.allowedHosts === undefined && { publicUrl }),
          diagnostics: true,
          ...options,
        }),
      ],
      controllers: [VoiceController],
      configure: (app) => {
        app.setGlobalPrefix('api');
        if (adapterName === 'express')
          (app as NestExpressApplication).useBodyParser('json', { limit: '1mb' });
      },
    });
    try {
      await use(application, () => application.logger.lines.filter((line) => line.includes('Diagnosis')));
    } finally {
      await application.close();
    }
  }

  test('an unsigned probe does not use up the diagnosis of a signed request', async () => {
    await using({}, async (application, lines) => {
      for (let i = 0; i < 3; i++) await application.send({ target: '/api/voice/hook' });
      for (let i = 0; i < 3; i++)
        await application.send(signedForm('/api/voice/hook', form, { signingKey: OTHER_KEY }));
      await until(() => lines().length === 2);
      expect(lines()).toEqual([
        expect.stringMatching(/VoiceController\.hook: .*missing-signature/),
        expect.stringMatching(/VoiceController\.hook: .*signature-mismatch/),
      ]);
    });
  });

  test('a host that is not allowed, escaped and cut', async () => {
    await using({ allowedHosts: ['example.com'] }, async (application, lines) => {
      const host = `evil"${'x'.repeat(200)}`;
      expect(
        (await application.send({ ...signedForm('/api/voice/hook', form), headers: { ...FORM, host } }))
          .status,
      ).toBe(403);
      await until(() => lines().length === 1);
      expect(lines()[0]).toMatch(
        /names the host "evil\\".*allowedHosts: \[".*publicUrl: .*\(untrusted-host\)/,
      );
      expect(lines()[0]).toContain('x…"');
      expect(lines()[0]).not.toContain('x'.repeat(100));
    });
  });

  test('a project without keys is named, escaped and cut, and no key is called blank', async () => {
    await using({ signingKey: { projects: { a: SIGNING_KEY } } }, async (application, lines) => {
      await application.send(signedForm('/api/voice/hook', { AccountSid: 'unknown', ...form }));
      await until(() => lines().length === 1);
      expect(lines()[0]).toMatch(
        /claims the project "unknown".*projects: \{ "unknown": 'PSK_…'.*\(unknown-project\)/,
      );
      expect(lines()[0]).not.toContain('blank');
    });
  });

  test('basic auth is not diagnosed as a missing signature', async () => {
    const basicAuth = { username: 'voice', password: 'the-secret-word' };
    await using({ accept: 'basic-auth', basicAuth }, async (application, lines) => {
      await application.send({ target: '/api/voice/hook', headers: FORM, body: 'a=1' });
      const authorization = `Basic ${Buffer.from('voice:other').toString('base64')}`;
      await application.send({ target: '/api/voice/hook', headers: { ...FORM, authorization }, body: 'a=1' });
      await until(() => lines().length === 2);
      expect(lines()[0]).toMatch(
        /has no HTTP basic auth, which accept: 'basic-auth' requires.*\(missing-credentials\)/,
      );
      expect(lines()[1]).toMatch(/username or password differ.*\(wrong-credentials\)/);
      expect(lines().join()).not.toMatch(/signature-missing|the-secret-word|other:/);
    });
  });

  test('neither proof, where one is enough', async () => {
    const basicAuth = { username: 'voice', password: 'the-secret-word' };
    await using({ accept: { anyOf: ['signature', 'basic-auth'] }, basicAuth }, async (application, lines) => {
      await application.send({ target: '/api/voice/hook', headers: FORM, body: 'a=1' });
      await until(() => lines().length === 1);
      expect(lines()[0]).toMatch(
        /no signature, and none of the other methods of accept.*credentials of basicAuth.*\(missing-signature\)/,
      );
    });
  });

  test('a body that is too long for a diagnosis is said', async () => {
    await using({}, async (application, lines) => {
      const body = JSON.stringify({ text: 'x'.repeat(200_000) });
      await application.send(
        signed({ target: '/api/voice/hook', headers: JSON_TYPE, body }, { signingKey: OTHER_KEY }),
      );
      await until(() => lines().length === 1);
      expect(lines()[0]).toMatch(
        /The body of 200011 bytes is too long for a diagnosis.*\(signature-mismatch\)/,
      );
    });
  });

  test('an unexpected kind of content', async () => {
    await using({ content: ['json'] }, async (application, lines) => {
      await application.send(signedForm('/api/voice/hook', form));
      await until(() => lines().length === 1);
      expect(lines()[0]).toMatch(/of the kind 'form'.*content: \['json', 'form'\].*\(unexpected-content\)/);
    });
  });

  test.each([
    ['json', JSON_TYPE, '{}', "['form', 'json']"],
    ['query', {}, '', "['form', 'query']"],
  ])('content of the kind %s with the right credentials', async (kind, type, body, fix) => {
    const basicAuth = { username: 'user', password: 'the-secret-word' };
    await using({ accept: 'basic-auth', basicAuth, content: ['form'] }, async (application, lines) => {
      const authorization = `Basic ${Buffer.from('user:the-secret-word').toString('base64')}`;
      await application.send({ target: '/api/voice/hook', headers: { ...type, authorization }, body });
      await until(() => lines().length === 1);
      expect(lines()[0]).toContain(`The request has content of the kind '${kind}'`);
      expect(lines()[0]).toContain(`content: ${fix}`);
    });
  });

  test('another content type', async () => {
    await using({}, async (application, lines) => {
      const { headers } = signedForm('/api/voice/hook', form);
      await application.send({
        target: '/api/voice/hook',
        headers: { ...headers, 'content-type': 'application/xml' },
        body: 'a=1',
      });
      await until(() => lines().length === 1);
      expect(lines()[0]).toMatch(
        adapterName === 'express'
          ? /content type is "application\/xml".*\(unsupported-content-type\)/
          : /ended in 415 before.*does not read this content type/,
      );
    });
  });

  test('JSON with a charset other than UTF-8', async () => {
    await using({}, async (application, lines) => {
      const headers = {
        'content-type': 'application/json; charset=utf-7',
        'x-signalwire-signature': 'a'.repeat(40),
      };
      expect((await application.send({ target: '/api/voice/hook', headers, body: '{}' })).status).toBe(403);
      await until(() => lines().length === 1);
      expect(lines()[0]).toMatch(
        /JSON with the charset "utf-7".*Fix: Content-Type: application\/json \(unsupp/,
      );
    });
  });

  describe('a signed request that does not reach the guard', () => {
    test('comes by another method, or to another path', async () => {
      await using({}, async (application, lines) => {
        expect((await application.send(signedGet('/api/voice/hook?CallSid=c1'))).status).toBe(404);
        expect((await application.send(signedGet('/api/voice/calls/c1'))).status).toBe(404);
        expect((await application.send(signedForm('/api/voices', form))).status).toBe(404);
        expect((await application.send(signedForm('/api/elsewhere', form))).status).toBe(404);
        await until(() => lines().length === 3);
        expect(lines()[0]).toMatch(
          /"GET \/api\/voice\/hook" .*ended in 404 before.*VoiceController\.hook is POST \/api\/voice\/hook, not GET\. Choose POST/,
        );
        expect(lines()[1]).toContain('VoiceController.call is POST /api/voice/calls/:id, not GET');
        expect(lines()[2]).toMatch(
          /"POST \/api\/voices".*No route has this path\. The closest protected route: VoiceController\.\w+ is POST \/api\/voice\//,
        );
        expect(lines().join()).not.toContain('CallSid');
      });
    });

    test('is rejected by another guard', async () => {
      await using({}, async (application, lines) => {
        expect((await application.send(signedForm('/api/voice/forbidden', form))).status).toBe(403);
        expect((await application.send(signedForm('/api/voice/unauthorized', form))).status).toBe(401);
        await until(() => lines().length === 2);
        expect(lines()[0]).toMatch(
          /ended in 403 before .*A different guard.*isSignalWireWebhookRoute\(context\)/,
        );
        expect(lines()[1]).toMatch(/ended in 401 before .*requires credentials/);
      });
    });

    test('is too long', async () => {
      await using({}, async (application, lines) => {
        const body = JSON.stringify({ text: 'x'.repeat(1_100_000) });
        expect(
          (await application.send(signed({ target: '/api/voice/hook', headers: JSON_TYPE, body }))).status,
        ).toBe(413);
        await until(() => lines().length === 1);
        expect(lines()[0]).toMatch(
          adapterName === 'express'
            ? /ended in 413.*app\.useBodyParser/
            : /ended in 413.*FastifyAdapter\(\{ bodyLimit/,
        );
      });
    });

    test('and others are not spoken of', async () => {
      await using({}, async (application, lines) => {
        expect((await application.send({ target: '/api/elsewhere' })).status).toBe(404);
        expect((await application.send(signedForm('/api/voice/verified-first', form))).status).toBe(403);
        expect((await application.send(signedForm('/api/voice/hook', form))).status).toBe(200);
        expect((await application.send(signedGet('/api/voice/open'))).status).toBe(200);
        expect((await application.send(signedForm('/api/elsewhere', form))).status).toBe(404);
        await until(() => lines().length === 1);
        expect(lines()).toEqual([expect.stringContaining('/api/elsewhere')]);
      });
    });

    test('the listener goes with the application', async () => {
      const listenersOf = ({ app }: RunningApplication) =>
        (app.getHttpServer() as NodeJS.EventEmitter).listenerCount('request');
      let running: RunningApplication | undefined;
      let during = 0;
      await using({}, (application) => {
        running = application;
        during = listenersOf(application);
        return Promise.resolve();
      });
      expect(running && listenersOf(running)).toBe(during - 1);
    });
  });
});

@SignalWireWebhook()
@Controller({ path: 'calls', version: '1' })
class VersionedController {
  @Post('voice') voice() {
    return 'handled';
  }
}

@SignalWireWebhook()
@Controller({ path: 'hosted', host: 'hooks.example.com' })
class HostedController {
  @Post() voice() {
    return 'handled';
  }
}

@Module({ controllers: [VersionedController] })
class CallsModule {}

describe.each(adapterNames)(
  'a signed request that no route takes, without diagnostics, on %s',
  (adapterName) => {
    const statusLines = async (
      configure: (app: INestApplication) => void,
      requests: RequestToSend[],
      setup: Partial<ApplicationSetup> = {},
    ): Promise<[statuses: number[], lines: string[]]> => {
      const application = await startApplication(adapterName, {
        imports: [
          SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL }),
          CallsModule,
          RouterModule.register([{ path: 'tenant', module: CallsModule }]),
        ],
        controllers: [HostedController],
        configure,
        ...setup,
      });
      try {
        const statuses: number[] = [];
        for (const request of requests) statuses.push((await application.send(request)).status);
        await new Promise((resolve) => setTimeout(resolve, 20));
        return [statuses, application.logger.lines.filter((line) => line.includes('Diagnosis'))];
      } finally {
        await application.close();
      }
    };

    test.each<[string, (app: INestApplication) => void, string]>([
      ['a global prefix', (app) => app.setGlobalPrefix('api'), '/api/tenant/calls/voice'],
      [
        'a URI version',
        (app) => app.enableVersioning({ type: VersioningType.URI }),
        '/v1/tenant/calls/voice',
      ],
      ['a path of RouterModule', () => undefined, '/tenant/calls/voice'],
    ])('%s: the registered path is named, once', async (_name, configure, path) => {
      const request = signedForm('/calls/voice', form);
      const [statuses, lines] = await statusLines(configure, [request, request, request]);
      expect(statuses).toEqual([404, 404, 404]);
      expect(lines).toEqual([
        expect.stringContaining(
          `No route has this path. VersionedController.voice is POST ${path}. Fix: use the path of the route`,
        ),
      ]);
    });

    test.each<[string, (app: INestApplication) => void, string]>([
      [
        'a version by header',
        (app) => app.enableVersioning({ type: VersioningType.HEADER, header: 'X-Version' }),
        '/tenant/calls/voice',
      ],
      ['another host of the controller', () => undefined, '/hosted'],
    ])('%s: versions and hosts are named, and the path is not blamed', async (_name, configure, path) => {
      const [statuses, lines] = await statusLines(configure, [signedForm(path, form)]);
      expect([statuses, lines]).toEqual([
        [404],
        [expect.stringMatching(/so the path and the method match\. A version by header/)],
      ]);
      expect(lines[0]).toContain('@Controller({ host })');
      expect(lines[0]).not.toContain('No route has');
    });

    test('a slash at the end', async () => {
      const [statuses, lines] = await statusLines(
        () => undefined,
        [signedForm('/tenant/calls/voice/', form)],
      );
      if (adapterName === 'express') expect([statuses, lines]).toEqual([[200], []]);
      else expect([statuses, lines]).toEqual([[404], [expect.stringContaining('ignoreTrailingSlash: true')]]);
    });

    test('a path with a typo names the closest route', async () => {
      const [, lines] = await statusLines(() => undefined, [signedForm('/tenant/calls/vioce', form)]);
      expect(lines).toEqual([
        expect.stringContaining(
          'closest protected route: VersionedController.voice is POST /tenant/calls/voice',
        ),
      ]);
    });

    test('a form as GET with its body names proxy_method', async () => {
      const request = { ...signedForm('/tenant/calls/voice', form), method: 'GET' };
      const headers = { ...request.headers, 'content-length': String(request.body?.length) };
      const [, lines] = await statusLines(() => undefined, [{ ...request, headers }]);
      expect(lines).toEqual([expect.stringContaining('Fix, in nginx: remove proxy_method')]);
    });

    test('a genuine form without a body parser is not blamed on the sender', async () => {
      const options = { bodyParser: false };
      const request = signedForm('/tenant/calls/voice', form);
      const [statuses, lines] = await statusLines(() => undefined, [request], { options });
      if (adapterName === 'express') expect(statuses).toEqual([500]);
      else {
        expect([statuses, lines]).toEqual([
          [415],
          [expect.stringContaining('If bodyParser: false is set, remove it')],
        ]);
        expect(lines[0]).not.toMatch(/sender|proxy/);
      }
    });
  },
);

@SignalWireWebhook()
@Controller()
class AllController {
  @All('all/voice') voice() {
    return 'handled';
  }
  @Post('status') status() {
    return 'handled';
  }
  @Post(':tenant/:kind') tenant() {
    return 'handled';
  }
}

@Controller('orders')
class OrdersController {
  @Post('status') status() {
    return 'ordered';
  }
  @Get('lost') lost() {
    throw new NotFoundException();
  }
  @Get('files/*') file() {
    throw new NotFoundException();
  }
}

@SignalWireWebhook()
@Controller()
class RootController {
  @Post() root() {
    return 'handled';
  }
}

const adviceOf = async (
  adapterName: AdapterName,
  requests: RequestToSend[],
  setup: Partial<ApplicationSetup> = {},
): Promise<string[]> => {
  const application = await startApplication(adapterName, {
    imports: [SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL })],
    controllers: [AllController, OrdersController],
    configure: (app) => app.setGlobalPrefix('api'),
    ...setup,
  });
  try {
    for (const request of requests) await application.send(request);
    await new Promise((resolve) => setTimeout(resolve, 20));
    return application.logger.lines.filter((line) => line.includes('Diagnosis:'));
  } finally {
    await application.close();
  }
};

describe.each(adapterNames)('the advice for a path is never false, on %s', (adapterName) => {
  test('the path of an unprotected route is not named for a protected one', async () => {
    const [line] = await adviceOf(adapterName, [signedForm('/status', form)]);
    expect(line).toContain('AllController.status is POST /api/status. Fix');
    expect(line).not.toContain('orders');
  });

  test('@All() is found', async () => {
    const [line] = await adviceOf(adapterName, [signedForm('/all/voice', form)]);
    expect(line).toContain('AllController.voice is ALL /api/all/voice');
  });

  test('an empty path below a prefix is found', async () => {
    const setup = { controllers: [RootController] };
    const [line] = await adviceOf(adapterName, [signedGet('/api?a=1')], setup);
    expect(line).toContain('RootController.root is POST /api, not GET. Choose POST at SignalWire');
  });

  test('a double slash is not called a match', async () => {
    const [line] = await adviceOf(adapterName, [signedForm('//api/status', form)]);
    expect(line).toMatch(
      /The path has a double slash, and AllController\.status is POST \/api\/status\. Fix: remove one/,
    );
  });

  test.each(['/api/orders/lost', '/api/orders/files/a/b'])(
    'a 404 of the handler of %s is not spoken of',
    async (path) => {
      expect(await adviceOf(adapterName, [signedGet(`${path}?a=1`)])).toEqual([]);
    },
  );

  test('two controllers with the same path below RouterModule are not mixed up', async () => {
    @SignalWireWebhook()
    @Controller('calls')
    class OtherController {
      @Post('voice') voice() {
        return 'handled';
      }
    }
    @Module({ controllers: [OtherController] })
    class OtherModule {}
    const imports = [
      SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL }),
      CallsModule,
      OtherModule,
      RouterModule.register([
        { path: 'a', module: CallsModule },
        { path: 'b', module: OtherModule },
      ]),
    ];
    const [line] = await adviceOf(adapterName, [signedForm('/calls/voice', form)], {
      imports,
      controllers: [],
    });
    expect(line).not.toMatch(/VersionedController|OtherController/);
  });

  test('a handler that two controllers inherit is named after the controller of the path', async () => {
    class Base {
      @SignalWireWebhook() @Post('voice') voice() {
        return 'handled';
      }
    }
    @Controller('first')
    class FirstController extends Base {}
    @Controller('second')
    class SecondController extends Base {}
    const setup = { controllers: [FirstController, SecondController] };
    const lines = await adviceOf(
      adapterName,
      [signedGet('/api/first/voice?a=1'), signedGet('/api/second/voice?a=1')],
      setup,
    );
    expect(lines).toEqual([
      expect.stringContaining('FirstController.voice is POST /api/first/voice, not GET'),
      expect.stringContaining('SecondController.voice is POST /api/second/voice, not GET'),
    ]);
  });
});

test('the application of a testing module, which gets its adapter late, names the registered path', async () => {
  const logger = new MemoryLogger();
  const module = await Test.createTestingModule({
    imports: [SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL })],
    controllers: [AllController],
  }).compile();
  const app = module.createNestApplication({ rawBody: true, logger });
  app.setGlobalPrefix('api');
  await app.listen(0, '127.0.0.1');
  try {
    const { headers, body } = signedForm('/status', form);
    await fetch(`${await app.getUrl()}/status`, {
      method: 'POST',
      headers: headers as Record<string, string>,
      body: String(body),
    });
    await until(() => logger.text.includes('AllController.status is POST /api/status'));
  } finally {
    await app.close();
  }
});
