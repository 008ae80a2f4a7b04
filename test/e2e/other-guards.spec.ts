import { describe, expect, test } from '@jest/globals';
import {
  type CallHandler,
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Injectable,
  type NestInterceptor,
  Post,
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

import { adapterNames, withApplication } from '../support/applications.js';
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

const imports = () => [SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL })];
const form = { CallSid: 'c1' };

describe.each(adapterNames)('guards and interceptors of the application on %s', (adapterName) => {
  test.each([false, true])(
    'a guard that calls the verifier sets the verification state (APP_GUARD: %s)',
    async (isGlobal) => {
      await withApplication(
        adapterName,
        {
          imports: imports(),
          controllers: [TenantController],
          providers: isGlobal ? [{ provide: APP_GUARD, useClass: SignalWireWebhookGuard }] : [],
        },
        async (application) => {
          const answer = await application.send(signedForm('/tenant', form, { signingKey: OTHER_KEY }));
          expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/xml; charset=utf-8']);
          expect(answer.body).toContain(`c1 ${PUBLIC_URL}/tenant`);
          expect(await application.statusOf(signedForm('/tenant', form))).toBe(403);
        },
      );
    },
  );

  test('the guard does not rely on the state of a custom guard, and a rejected request has no state', async () => {
    await withApplication(
      adapterName,
      { imports: imports(), controllers: [TenantController] },
      async (application) => {
        expect(await application.statusOf(signedForm('/both', form, { signingKey: OTHER_KEY }))).toBe(403);
        expect(await application.statusOf(signedForm('/careless', form))).toBe(500);
        expect(application.logger.text).toContain(
          'markVerified() was called for a rejected request to TenantController.careless',
        );
      },
    );
  });

  test('the predicates', async () => {
    await withApplication(
      adapterName,
      {
        imports: imports(),
        controllers: [MixedController],
        providers: [
          { provide: APP_GUARD, useClass: LoginGuard },
          { provide: APP_INTERCEPTOR, useClass: Watching },
        ],
      },
      async (application) => {
        seen.length = 0;
        expect(await application.statusOf(signedForm('/hook', form))).toBe(200);
        expect(await application.statusOf({ target: '/guarded' })).toBe(403);
        expect(await application.statusOf({ target: '/page', method: 'GET' })).toBe(401);
        expect(seen).toEqual([[true, true, 'cxml']]);
      },
    );
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
    await withApplication(
      adapterName,
      {
        imports: imports(),
        controllers: [WrappedController],
        providers: [{ provide: APP_INTERCEPTOR, useClass: Wrapping }],
      },
      async (application) => {
        for (const target of ['/spared', '/json', '/wrapped'])
          await application.send(signedForm(target, form));
        const warnings = application.logger.lines.filter((line) =>
          line.includes('wrapped what the handler returned'),
        );
        expect(warnings).toEqual([
          expect.stringMatching(
            /^WARN An interceptor .* wrapped what the handler returned.*isSignalWireWebhookRoute\(context\).*\(WrappedController\.wrapped/,
          ),
        ]);
        expect((await application.send(signedForm('/spared', form))).body).toBe('<Response/>');
      },
    );
  });
});
