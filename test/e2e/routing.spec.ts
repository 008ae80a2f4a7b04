import { describe, expect, test } from '@jest/globals';
import {
  Controller,
  Get,
  HttpCode,
  Injectable,
  Module,
  Next,
  Post,
  type Type,
  UseGuards,
  VersioningType,
} from '@nestjs/common';
import { APP_GUARD, RouterModule } from '@nestjs/core';
import {
  SignalWireWebhook,
  SignalWireWebhookGuard,
  SignalWireWebhookModule,
  SkipSignalWireWebhook,
  WebhookPayload,
} from 'nestjs-signalwire-webhook';

import {
  adapterNames,
  type ApplicationSetup,
  type RunningApplication,
  startApplication,
} from '../support/applications.js';
import { OTHER_KEY, PUBLIC_URL, signedForm, signedGet, SIGNING_KEY } from '../support/signing.js';

const webhooks = SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL });

@Controller('method')
class MethodController {
  @SignalWireWebhook()
  @Post('hook')
  hook(@WebhookPayload() payload: object) {
    return payload;
  }

  @Post('open')
  open() {
    return 'open';
  }

  @SignalWireWebhook()
  @HttpCode(204)
  @Post('status')
  status() {
    return undefined;
  }

  @HttpCode(202)
  @SignalWireWebhook()
  @Post('accepted')
  accepted() {
    return 'accepted';
  }
}

@SignalWireWebhook()
@Controller('class')
class ClassController {
  @Post('hook')
  hook(@WebhookPayload() payload: object) {
    return payload;
  }

  @Get('hook')
  get(@WebhookPayload() payload: object) {
    return payload;
  }

  @SignalWireWebhook({ signingKey: OTHER_KEY })
  @Post('other')
  other(@WebhookPayload() payload: object) {
    return payload;
  }

  @SkipSignalWireWebhook()
  @Post('open')
  open() {
    return 'open';
  }
}

@SkipSignalWireWebhook()
@Controller('skipped')
class SkippedController {
  @SignalWireWebhook()
  @Post('hook')
  hook() {
    return 'hook';
  }

  @SkipSignalWireWebhook()
  @SignalWireWebhook()
  @Post('both')
  both() {
    return 'both';
  }

  @Post('open')
  open() {
    return 'open';
  }
}

@Controller('guarded')
@UseGuards(SignalWireWebhookGuard)
class GuardedController {
  @Post('hook')
  hook(@WebhookPayload() payload: object) {
    return payload;
  }
}

@Controller('plain')
class PlainController {
  @Post('hook')
  hook() {
    return 'plain';
  }

  @SkipSignalWireWebhook()
  @Post('open')
  open() {
    return 'open';
  }

  @Post('payload')
  payload(@WebhookPayload() payload: object) {
    return payload;
  }
}

@Module({ controllers: [MethodController, ClassController] })
class FeatureModule {}

const form = { CallSid: 'c1', From: '+15551234567' };

describe.each(adapterNames)('routing on %s', (adapterName) => {
  async function using(
    setup: ApplicationSetup,
    use: (application: RunningApplication) => Promise<void>,
  ): Promise<void> {
    const application = await startApplication(adapterName, { imports: [webhooks], ...setup });
    try {
      await use(application);
    } finally {
      await application.close();
    }
  }

  async function expectProtected(
    application: RunningApplication,
    target: string,
    status = 200,
  ): Promise<void> {
    const answer = await application.send(signedForm(target, form));
    expect([answer.status, answer.body]).toEqual([status, JSON.stringify(form)]);
    const forged = await application.send(signedForm(target, form, { signingKey: 'PSK_of_an_attacker' }));
    expect(forged.status).toBe(403);
    expect((await application.send({ ...signedForm(target, form), body: 'CallSid=c2' })).status).toBe(403);
  }

  test('the decorator alone protects a method, and no other', async () => {
    await using({ controllers: [MethodController] }, async (application) => {
      await expectProtected(application, '/method/hook');
      expect((await application.send({ target: '/method/open' })).status).toBe(201);
    });
  });

  test('a POST answers 200 unless the method has its own @HttpCode, above or below', async () => {
    await using({ controllers: [MethodController] }, async (application) => {
      expect((await application.send(signedForm('/method/status', form))).status).toBe(204);
      expect((await application.send(signedForm('/method/accepted', form))).status).toBe(202);
    });
  });

  test('on a class it protects each method, and a method overrides it', async () => {
    await using({ controllers: [ClassController] }, async (application) => {
      await expectProtected(application, '/class/hook');
      expect((await application.send({ target: '/class/open' })).status).toBe(201);
      expect((await application.send(signedForm('/class/other', form))).status).toBe(403);
      const other = await application.send(signedForm('/class/other', form, { signingKey: OTHER_KEY }));
      expect(other.status).toBe(200);
    });
  });

  test('the nearest decorator decides about skipping, and protection wins a tie', async () => {
    await using({ controllers: [SkippedController] }, async (application) => {
      expect((await application.send({ target: '/skipped/hook' })).status).toBe(403);
      expect((await application.send({ target: '/skipped/both' })).status).toBe(403);
      expect((await application.send({ target: '/skipped/open' })).status).toBe(201);
      expect((await application.send(signedForm('/skipped/hook', form))).status).toBe(200);
    });
  });

  test('a GET carries its parameters in the query', async () => {
    await using({ controllers: [ClassController] }, async (application) => {
      const target = '/class/hook?From=%2B1415&Body=a+b&Tag=1&Tag=2';
      const answer = await application.send(signedGet(target));
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.body)).toEqual({ From: '+1415', Body: 'a b', Tag: ['1', '2'] });
      expect((await application.send({ ...signedGet(target), target: `${target}&x=1` })).status).toBe(403);
    });
  });

  test('@UseGuards(SignalWireWebhookGuard) alone verifies, in any module', async () => {
    await using({ controllers: [GuardedController] }, async (application) => {
      await expectProtected(application, '/guarded/hook', 201);
    });
  });

  test('APP_GUARD verifies every route that is not skipped', async () => {
    const providers = [{ provide: APP_GUARD, useClass: SignalWireWebhookGuard }];
    await using({ controllers: [PlainController, ClassController], providers }, async (application) => {
      expect((await application.send({ target: '/plain/hook' })).status).toBe(403);
      expect((await application.send(signedForm('/plain/hook', form))).status).toBe(201);
      expect((await application.send({ target: '/plain/open' })).status).toBe(201);
      await expectProtected(application, '/class/hook');
    });
  });

  test('APP_GUARD by useExisting', async () => {
    const providers = [{ provide: APP_GUARD, useExisting: SignalWireWebhookGuard }];
    await using({ controllers: [PlainController], providers }, async (application) => {
      expect((await application.send({ target: '/plain/hook' })).status).toBe(403);
      expect((await application.send(signedForm('/plain/hook', form))).status).toBe(201);
    });
  });

  test('@WebhookPayload() on an unprotected route is a configuration error, and never returns unsigned data', async () => {
    await using({ controllers: [PlainController] }, async (application) => {
      const answer = await application.send(signedForm('/plain/payload', form));
      expect(answer.status).toBe(500);
      expect(answer.body).not.toContain('+1555');
      expect(application.logger.text).toContain('Add @SignalWireWebhook()');
    });
  });

  test('a global prefix, URI versioning and RouterModule are part of the signed path', async () => {
    await using(
      {
        imports: [
          webhooks,
          FeatureModule,
          RouterModule.register([{ path: 'router', module: FeatureModule }]),
        ],
        configure: (app) => {
          app.setGlobalPrefix('api');
          app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
        },
      },
      async (application) => {
        await expectProtected(application, '/api/v1/router/method/hook');
        const elsewhere = signedForm('/method/hook', form);
        const answer = await application.send({ ...elsewhere, target: '/api/v1/router/method/hook' });
        expect(answer.status).toBe(403);
      },
    );
  });

  test('a trailing slash is part of the URL', async () => {
    await using({ controllers: [MethodController] }, async (application) => {
      const routed = adapterName === 'express' ? 200 : 404;
      expect((await application.send(signedForm('/method/hook/', form))).status).toBe(routed);
      const withoutSlash = signedForm('/method/hook', form);
      const answer = await application.send({ ...withoutSlash, target: '/method/hook/' });
      expect(answer.status).toBe(adapterName === 'express' ? 403 : 404);
    });
  });
});

describe('two handlers of one request', () => {
  @Controller()
  class FirstController {
    @SignalWireWebhook()
    @Post('twice')
    first(@Next() next: () => void) {
      next();
    }
  }

  @Controller()
  class SecondController {
    @SignalWireWebhook({ signingKey: OTHER_KEY })
    @Post('twice')
    second() {
      return 'second';
    }
  }

  test('each verifies by its own options', async () => {
    const application = await startApplication('express', {
      imports: [webhooks],
      controllers: [FirstController, SecondController],
    });
    expect((await application.send(signedForm('/twice', form))).status).toBe(403);
    await application.close();
  });
});

describe('a module that is not global', () => {
  const local: Type = class {};
  Module({
    imports: [
      SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL, isGlobal: false }),
    ],
    controllers: [MethodController],
  })(local);

  test('serves where it is imported', async () => {
    const application = await startApplication('express', { imports: [local] });
    expect((await application.send({ target: '/method/hook' })).status).toBe(403);
    await application.close();
  });

  test('does not serve elsewhere', async () => {
    await expect(
      startApplication('express', { imports: [local], controllers: [ClassController] }),
    ).rejects.toThrow(
      'RootModule (protected: ClassController) does not see SignalWireWebhookModule, which is registered with isGlobal: false',
    );
  });
});

describe('a controller class that inherits', () => {
  @Injectable()
  @Controller('derived')
  class DerivedController extends ClassController {}

  test('stays protected', async () => {
    const application = await startApplication('express', {
      imports: [webhooks],
      controllers: [DerivedController],
    });
    expect((await application.send({ target: '/derived/hook' })).status).toBe(403);
    expect((await application.send(signedForm('/derived/hook', form))).status).toBe(200);
    await application.close();
  });
});
