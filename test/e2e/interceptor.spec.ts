import { describe, expect, test } from '@jest/globals';
import { Controller, Get, HttpCode, Post, type Type, UseGuards, UseInterceptors } from '@nestjs/common';
import {
  SignalWireWebhook,
  SignalWireWebhookGuard,
  SignalWireWebhookInterceptor,
  SkipSignalWireWebhook,
} from 'nestjs-signalwire-webhook';
import { EMPTY } from 'rxjs';

import { adapterNames, type Answer, startApplication } from '../support/applications.js';
import { signedForm } from '../support/signing.js';

let conversions = 0;

class Document {
  toString() {
    conversions++;
    return '<Response/>';
  }
}

class SharedRoutes {
  @Post('hook') hook() {
    return new Document();
  }
}

@SignalWireWebhook()
@Controller('protected')
class ProtectedChild extends SharedRoutes {}

@Controller('open')
class OpenSibling extends SharedRoutes {}

@SignalWireWebhook()
@Controller('class')
class ClassController {
  @SignalWireWebhook() @Post('twice') twice() {
    return new Document();
  }
  @HttpCode(202) @Post('own-status') ownStatus() {
    return new Document();
  }
  @SkipSignalWireWebhook() @Post('skipped') skipped() {
    return '<Response/>';
  }
  @Post('empty') empty() {
    return EMPTY;
  }
}

@UseGuards(SignalWireWebhookGuard)
@Controller('guard')
class GuardController {
  @Post('alone') alone() {
    return '<Response/>';
  }
  @UseInterceptors(SignalWireWebhookInterceptor) @Post('both') both() {
    return '<Response/>';
  }
}

@Controller('none')
class UnconcernedController {
  @Get() get() {
    return '<p>';
  }
}

describe.each(adapterNames)('the response interceptor on %s', (adapterName) => {
  async function post(target: string, request = signedForm(target, { CallSid: '1' })): Promise<Answer> {
    const controllers: Type[] = [
      ProtectedChild,
      OpenSibling,
      ClassController,
      GuardController,
      UnconcernedController,
    ];
    const application = await startApplication(adapterName, { webhooks: {}, controllers });
    try {
      return await application.send(request);
    } finally {
      await application.close();
    }
  }

  function typeOf({ headers }: Answer): string {
    return String(headers['content-type']).split(';')[0] ?? '';
  }

  test('on class and method it converts once', async () => {
    conversions = 0;
    const response = await post('/class/twice');
    expect([response.status, typeOf(response), response.body]).toEqual([200, 'text/xml', '<Response/>']);
    expect(conversions).toBe(1);
  });

  test('the status of a sibling that is not protected stays as it is', async () => {
    expect((await post('/protected/hook')).status).toBe(200);
    expect((await post('/open/hook')).status).toBe(201);
  });

  test("the handler's own status stands", async () => {
    expect((await post('/class/own-status')).status).toBe(202);
  });

  test('a skipped method keeps what Nest makes of it', async () => {
    const response = await post('/class/skipped');
    expect([response.status, typeOf(response)]).not.toEqual([200, 'text/xml']);
    expect(response.status).toBe(201);
  });

  test('a handler whose Observable is empty gets the empty response', async () => {
    const response = await post('/class/empty');
    expect([response.status, typeOf(response)]).toEqual([200, 'text/xml']);
  });

  test('the guard alone leaves status and body to Nest, unless the interceptor stands beside it', async () => {
    const alone = await post('/guard/alone');
    expect(alone.status).toBe(201);
    expect(typeOf(alone)).not.toBe('text/xml');
    const both = await post('/guard/both');
    expect([both.status, typeOf(both)]).toEqual([200, 'text/xml']);
  });

  test('a route of no concern', async () => {
    const response = await post('/none', { method: 'GET', target: '/none' });
    expect([response.status, typeOf(response), response.body]).toEqual([200, typeOf(response), '<p>']);
    expect(typeOf(response)).not.toBe('text/xml');
  });
});
