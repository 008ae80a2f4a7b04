import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type CallHandler,
  Controller,
  type ExecutionContext,
  HttpCode,
  type NestInterceptor,
  Next,
  Post,
  Render,
  Res,
  UseInterceptors,
} from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SignalWireWebhook } from 'nestjs-signalwire-webhook';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { adapterNames, type RunningApplication, startApplication } from '../support/applications.js';
import { signedForm } from '../support/signing.js';

/** What Express's and Fastify's responses have in common. */
interface AnyResponse {
  statusCode: number;
  status(code: number): AnyResponse;
  header(name: string, value: string): AnyResponse;
  send(body?: string): void;
}

interface FastifyReply extends AnyResponse {
  code(code: number): AnyResponse;
  readonly raw: { writeHead(code: number): { end(body: string): void } };
  hijack(): void;
}

interface ExpressResponse extends AnyResponse {
  writeHead(code: number): { end(body: string): void };
}

/** An interceptor around the library's. */
class SetStatus implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler) {
    context.switchToHttp().getResponse<AnyResponse>().status(207);
    return next.handle();
  }
}

@SignalWireWebhook()
@Controller()
class StatusController {
  @Post('res') res(@Res() response: AnyResponse) {
    response.send('<Response/>');
  }
  @Post('res-later') resLater(@Res() response: AnyResponse) {
    setImmediate(() => {
      response.send('<Response/>');
    });
  }
  @Post('next') next(@Next() _next: unknown, @Res() response: AnyResponse) {
    response.send('<Response/>');
  }
  @Post('passthrough') passthrough(@Res({ passthrough: true }) response: AnyResponse) {
    response.header('x-own', 'yes');
    return '<Response/>';
  }
  @SignalWireWebhook({ once: true }) @Post('once') once(@Res() response: AnyResponse) {
    response.send('<Response/>');
  }

  @Post('res-status') resStatus(@Res() response: AnyResponse) {
    response.status(202).send('<Response/>');
  }
  @Post('res-created') resCreated(@Res() response: AnyResponse) {
    response.status(201).send('<Response/>');
  }
  @Post('res-status-code') resStatusCode(@Res() response: AnyResponse) {
    response.statusCode = 202;
    response.send('<Response/>');
  }
  @HttpCode(202) @Post('res-http-code') resHttpCode(@Res() response: AnyResponse) {
    response.send('<Response/>');
  }
  @HttpCode(201) @Post('res-http-code-created') resHttpCodeCreated(@Res() response: AnyResponse) {
    response.send('<Response/>');
  }
  @Post('next-status') nextStatus(@Next() _next: unknown, @Res() response: AnyResponse) {
    response.status(202).send('<Response/>');
  }
  @Post('passthrough-status') passthroughStatus(@Res({ passthrough: true }) response: AnyResponse) {
    response.status(202);
    return '<Response/>';
  }
  @Post('passthrough-created') passthroughCreated(@Res({ passthrough: true }) response: AnyResponse) {
    response.status(201);
    return '<Response/>';
  }
  @Post('passthrough-nothing') passthroughNothing(@Res({ passthrough: true }) response: AnyResponse) {
    response.statusCode = 202;
  }
  @SignalWireWebhook({ once: true }) @Post('once-status') onceStatus(@Res() response: AnyResponse) {
    response.status(202).send('<Response/>');
  }
}

@UseInterceptors(SetStatus)
@SignalWireWebhook()
@Controller('around')
class AroundController {
  @Post() around() {
    return '<Response/>';
  }
}

@SignalWireWebhook()
@Controller('express')
class ExpressController {
  @Post('raw') raw(@Res() response: ExpressResponse) {
    response.writeHead(202).end('<Response/>');
  }
  @Render('page') @Post('render') render() {
    return {};
  }
}

@SignalWireWebhook()
@Controller('fastify')
class FastifyController {
  @Post('code') code(@Res() reply: FastifyReply) {
    reply.code(202).send('<Response/>');
  }
  @Post('raw') raw(@Res() reply: FastifyReply) {
    reply.hijack();
    reply.raw.writeHead(202).end('<Response/>');
  }
}

describe.each(adapterNames)('the status of a response on %s', (adapterName) => {
  let application: RunningApplication;
  let views = '';

  beforeAll(async () => {
    views = mkdtempSync(join(tmpdir(), 'views-'));
    writeFileSync(join(views, 'page.xml'), '<Response/>');
    application = await startApplication(adapterName, {
      webhooks: {},
      controllers: [StatusController, AroundController, ExpressController, FastifyController],
      configure: (app) => {
        if (adapterName === 'fastify') return;
        const express = app as NestExpressApplication;
        express.setBaseViewsDir(views);
        express.engine('xml', (_path: string, _values: object, done: (error: null, text: string) => void) => {
          done(null, '<Response/>');
        });
        express.setViewEngine('xml');
      },
    });
  });

  afterAll(async () => {
    await application.close();
    rmSync(views, { recursive: true });
  });

  /** A status callback, so that nothing would be sent as 204. */
  async function statusOf(target: string): Promise<[number, string]> {
    const { status, body } = await application.send(signedForm(target, { CallbackSource: 'x' }));
    return [status, body];
  }

  test.each(['/res', '/res-later', '/next', '/passthrough', '/once'])(
    'of %s is 200 in place of the 201 of Nest',
    async (target) => {
      expect(await statusOf(target)).toEqual([200, '<Response/>']);
    },
  );

  test.each([
    ['/res-status', 202],
    ['/res-created', 201],
    ['/res-status-code', 202],
    ['/res-http-code', 202],
    ['/res-http-code-created', 201],
    ['/next-status', 202],
    ['/passthrough-status', 202],
    ['/passthrough-created', 201],
    ['/once-status', 202],
    [`/${adapterName}/raw`, 202],
  ])('that %s sets itself wins', async (target, status) => {
    expect(await statusOf(target)).toEqual([status, '<Response/>']);
  });

  test('that a handler sets before it returns nothing wins', async () => {
    expect(await statusOf('/passthrough-nothing')).toEqual([202, '']);
  });

  test('that an interceptor around the route sets wins', async () => {
    expect(await statusOf('/around')).toEqual([207, '<Response/>']);
  });

  if (adapterName === 'fastify') {
    test('that reply.code() sets wins', async () => {
      expect(await statusOf('/fastify/code')).toEqual([202, '<Response/>']);
    });
  } else {
    test('of a rendered view is 200', async () => {
      expect(await statusOf('/express/render')).toEqual([200, '<Response/>']);
    });
  }
});
