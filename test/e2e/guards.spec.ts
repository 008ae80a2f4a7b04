import { describe, expect, test } from '@jest/globals';
import {
  type CallHandler,
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Injectable,
  Module,
  type NestInterceptor,
  Post,
  type Type,
  UnauthorizedException,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import {
  getVerifiedWebhook,
  isSignalWireWebhookRoute,
  isVerifiedWebhook,
  SignalWireWebhook,
  SignalWireWebhookGuard,
  SignalWireWebhookInterceptor,
  SignalWireWebhookMarker,
  SignalWireWebhookModule,
  SignalWireWebhookVerifier,
  SkipSignalWireWebhook,
  VerifiedWebhook,
  type VerifiedWebhookData,
  WebhookPayload,
} from 'nestjs-signalwire-webhook';
import { map, type Observable } from 'rxjs';

import { adapterNames, type ApplicationSetup, withApplication } from '../support/applications.js';
import { OTHER_KEY, PUBLIC_URL, signedForm, SIGNING_KEY } from '../support/signing.js';

interface RawRequest {
  readonly method: string;
  readonly originalUrl: string;
  readonly headers: Record<string, string>;
  readonly rawBody?: Buffer;
}

@Injectable()
class TenantGuard implements CanActivate {
  constructor(
    private readonly verifier: SignalWireWebhookVerifier,
    private readonly marker: SignalWireWebhookMarker,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { method, originalUrl, headers, rawBody } = context.switchToHttp().getRequest<RawRequest>();
    const request = { method, url: PUBLIC_URL + originalUrl, headers, ...(rawBody && { body: rawBody }) };
    const verification = await this.verifier.verify(request, { signingKey: OTHER_KEY });
    if (originalUrl.startsWith('/careless') || verification.verified) {
      this.marker.markVerified(context, verification);
    }
    return verification.verified;
  }
}

@Injectable()
class LoginGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (isSignalWireWebhookRoute(context)) return true;
    throw new UnauthorizedException();
  }
}

const seen: unknown[] = [];

@Injectable()
class Watching implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    seen.push([
      isSignalWireWebhookRoute(context),
      isVerifiedWebhook(context),
      getVerifiedWebhook(context)?.signatureFormat,
    ]);
    return next.handle();
  }
}

@Controller()
class TenantController {
  @SkipSignalWireWebhook()
  @UseGuards(TenantGuard)
  @UseInterceptors(SignalWireWebhookInterceptor)
  @Post('tenant')
  tenant(
    @WebhookPayload() { CallSid }: { CallSid?: string },
    @VerifiedWebhook() { url }: VerifiedWebhookData,
  ) {
    return `<Response><!-- ${CallSid ?? ''} ${url} --></Response>`;
  }

  @SignalWireWebhook()
  @UseGuards(TenantGuard)
  @Post('both')
  both() {
    return 'handled';
  }

  @UseGuards(TenantGuard)
  @Post('careless')
  careless() {
    return 'handled';
  }
}

@Controller()
class MixedController {
  @SignalWireWebhook() @Post('hook') hook() {
    return '<Response/>';
  }
  @UseGuards(SignalWireWebhookGuard) @Post('guarded') guarded() {
    return 'handled';
  }
  @Get('page') page() {
    return 'page';
  }
}

const form = { CallSid: 'c1' };

describe.each(adapterNames)('guards and interceptors of the application on %s', (adapterName) => {
  test.each([false, true])(
    'a guard that calls the verifier sets the verification state (APP_GUARD: %s)',
    async (isGlobal) => {
      const setup = {
        webhooks: {},
        controllers: [TenantController],
        providers: isGlobal ? [{ provide: APP_GUARD, useClass: SignalWireWebhookGuard }] : [],
      };
      await withApplication(adapterName, setup, async (application) => {
        const answer = await application.send(signedForm('/tenant', form, { signingKey: OTHER_KEY }));
        expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/xml; charset=utf-8']);
        expect(answer.body).toContain(`c1 ${PUBLIC_URL}/tenant`);
        expect(await application.statusOf(signedForm('/tenant', form))).toBe(403);
      });
    },
  );

  test('the guard does not rely on the state of a custom guard, and a rejected request has no state', async () => {
    const setup = { webhooks: {}, controllers: [TenantController] };
    await withApplication(adapterName, setup, async (application) => {
      expect(await application.statusOf(signedForm('/both', form, { signingKey: OTHER_KEY }))).toBe(403);
      expect(await application.statusOf(signedForm('/careless', form))).toBe(500);
      expect(application.logger.text).toContain(
        'markVerified() was called for a rejected request to TenantController.careless',
      );
    });
  });

  test('the predicates', async () => {
    const setup = {
      webhooks: {},
      controllers: [MixedController],
      providers: [
        { provide: APP_GUARD, useClass: LoginGuard },
        { provide: APP_INTERCEPTOR, useClass: Watching },
      ],
    };
    await withApplication(adapterName, setup, async (application) => {
      seen.length = 0;
      expect(await application.statusOf(signedForm('/hook', form))).toBe(200);
      expect(await application.statusOf({ target: '/guarded' })).toBe(403);
      expect(await application.statusOf({ target: '/page', method: 'GET' })).toBe(401);
      expect(seen).toEqual([[true, true, 'cxml']]);
    });
  });
});

@Injectable()
class Wrapping implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const isSpared = context.getHandler().name === 'spared' && isSignalWireWebhookRoute(context);
    return isSpared ? next.handle() : next.handle().pipe(map((data: unknown) => ({ data })));
  }
}

@SignalWireWebhook()
@Controller()
class WrappedController {
  @Post('wrapped') wrapped() {
    return '<Response/>';
  }
  @Post('spared') spared() {
    return '<Response/>';
  }
  @Post('json') json() {
    return { version: '1.0.0' };
  }
}

describe.each(adapterNames)('an interceptor that wraps the cXML on %s', (adapterName) => {
  test('is a warning in the log with its remedy', async () => {
    const setup = {
      webhooks: {},
      controllers: [WrappedController],
      providers: [{ provide: APP_INTERCEPTOR, useClass: Wrapping }],
    };
    await withApplication(adapterName, setup, async (application) => {
      for (const target of ['/spared', '/json', '/wrapped']) await application.send(signedForm(target, form));
      const warnings = application.logger.lines.filter((line) =>
        line.includes('wrapped the return value of the handler'),
      );
      expect(warnings).toEqual([
        expect.stringMatching(
          /^WARN An interceptor .* wrapped the return value of the handler.*isSignalWireWebhookRoute\(context\).*\(WrappedController\.wrapped/,
        ),
      ]);
      expect((await application.send(signedForm('/spared', form))).body).toBe('<Response/>');
    });
  });
});

@Injectable()
class StricterGuard extends SignalWireWebhookGuard {}

class SkippedBase {
  @Post('inherited') inherited() {
    return 'handled';
  }
  @SignalWireWebhook() @Post('decorated') decorated() {
    return 'handled';
  }
  @SkipSignalWireWebhook() @Post('open') open() {
    return 'handled';
  }
}
SkipSignalWireWebhook()(SkippedBase);

@UseGuards(SignalWireWebhookGuard)
@Controller('guarded-child')
class GuardedChild extends SkippedBase {}

@SignalWireWebhook()
@Controller('decorated-child')
class DecoratedChild extends SkippedBase {}

@Controller('plain-child')
class PlainChild extends SkippedBase {}

@SkipSignalWireWebhook()
@Controller('skipped')
class SkippedController extends SkippedBase {
  @Post('plain') plain() {
    return 'handled';
  }
  @UseGuards(SignalWireWebhookGuard) @Post('guard') guard() {
    return 'handled';
  }
  @UseGuards(StricterGuard) @Post('subclass') subclass() {
    return 'handled';
  }
}

@SkipSignalWireWebhook()
@SignalWireWebhook()
@Controller('both')
class BothController {
  @Post('hook') hook() {
    return 'handled';
  }
}

@SignalWireWebhook()
@Controller('base')
class ProtectedBase {
  @Post('hook') hook() {
    return 'handled';
  }
  @SkipSignalWireWebhook() @Post('open') open() {
    return 'handled';
  }
}

@SkipSignalWireWebhook()
@Controller('skipping-child')
class SkippingChild extends ProtectedBase {}

@Controller('overriding-child')
class OverridingChild extends ProtectedBase {
  @Post('open') override open() {
    return 'handled';
  }
}

const controllers: Type[] = [
  GuardedChild,
  DecoratedChild,
  PlainChild,
  SkippedController,
  BothController,
  SkippingChild,
  OverridingChild,
];

describe.each(adapterNames)('skipping on %s', (adapterName) => {
  const statuses = (targets: readonly string[], setup: ApplicationSetup = {}) =>
    withApplication(adapterName, { webhooks: {}, controllers, ...setup }, (application) =>
      application.statusesOf(targets.map((target) => ({ target }))),
    );

  const appGuard: ApplicationSetup = {
    providers: [{ provide: APP_GUARD, useClass: SignalWireWebhookGuard }],
  };

  const rejected = [
    '/guarded-child/inherited',
    '/guarded-child/decorated',
    '/decorated-child/inherited',
    '/decorated-child/decorated',
    '/plain-child/decorated',
    '/skipped/guard',
    '/skipped/subclass',
    '/skipped/decorated',
    '/both/hook',
    '/overriding-child/open',
  ];
  const open = [
    '/guarded-child/open',
    '/decorated-child/open',
    '/plain-child/open',
    '/skipped/plain',
    '/skipped/inherited',
    '/skipping-child/hook',
  ];

  test('a skip counts where it is written, and no class inherits it', async () => {
    expect(await statuses(rejected)).toEqual(rejected.map(() => 403));
    expect(await statuses(open)).toEqual(open.map(() => 201));
  });

  test('under APP_GUARD as well; there a child of a skipped base is protected', async () => {
    const protectedOnes = [...rejected, '/plain-child/inherited'];
    expect(await statuses(protectedOnes, appGuard)).toEqual(protectedOnes.map(() => 403));
    expect(await statuses(open, appGuard)).toEqual(open.map(() => 201));
  });

  test('an instance of the guard names it too', async () => {
    const guard = await withApplication(adapterName, { webhooks: {} }, ({ app }) =>
      app.get(SignalWireWebhookGuard),
    );

    @SkipSignalWireWebhook()
    @Controller('instance')
    class InstanceController {
      @UseGuards(guard) @Post('hook') hook() {
        return 'handled';
      }
    }
    expect(await statuses(['/instance/hook'], { controllers: [InstanceController] })).toEqual([403]);
  });
});

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
    const setup = { imports: [tenantModule('a', SIGNING_KEY), tenantModule('b', OTHER_KEY)] };
    await withApplication(adapterName, setup, async (application) => {
      const send = (path: string, signingKey: string) =>
        application.statusOf(signedForm(`/${path}/hook`, { x: '1' }, { signingKey }));
      expect(await send('a', SIGNING_KEY)).toBe(200);
      expect(await send('b', OTHER_KEY)).toBe(200);
      expect(await send('a', OTHER_KEY)).toBe(403);
      expect(await send('b', SIGNING_KEY)).toBe(403);
    });
  });

  test("a verification by the root's guard is not good for a route whose module has other options", async () => {
    const setup = {
      webhooks: {},
      imports: [tenantModule('b', OTHER_KEY)],
      providers: [{ provide: APP_GUARD, useClass: SignalWireWebhookGuard }],
    };
    await withApplication(adapterName, setup, async (application) => {
      for (const signingKey of [SIGNING_KEY, OTHER_KEY]) {
        expect(await application.statusOf(signedForm('/b/hook', { x: '1' }, { signingKey }))).toBe(403);
      }
    });
  });
});
