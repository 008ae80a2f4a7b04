import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { Controller, type PipeTransform, Post, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { IsString } from 'class-validator';
import { SignalWireWebhook, SignalWireWebhookModule, WebhookPayload } from 'nestjs-signalwire-webhook';

import { adapterNames, MemoryLogger, startApplication } from '../support/applications.js';
import { PUBLIC_URL, signedForm, SIGNING_KEY } from '../support/signing.js';

class CallDto {
  @IsString() declare readonly CallSid: string;
}

class PlainType {
  declare readonly CallSid: string;
}

const validated = new ValidationPipe({ transform: true, validateCustomDecorators: true });

@SignalWireWebhook()
@Controller()
class DtoController {
  @Post('unvalidated') unvalidated(@WebhookPayload() payload: CallDto) {
    return payload;
  }
  @Post('validated') validated(@WebhookPayload(validated) payload: CallDto) {
    return payload;
  }
  @Post('plain') plain(@WebhookPayload() payload: PlainType) {
    return payload;
  }
}

const webhooks = SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL });

/** Passes everything through, and is no ValidationPipe. */
class OtherPipe implements PipeTransform {
  transform(value: unknown): unknown {
    return value;
  }
}

describe.each(adapterNames)('a DTO on %s', (adapterName) => {
  const warningsWith = async (pipe: PipeTransform): Promise<string[]> => {
    const application = await startApplication(adapterName, {
      imports: [webhooks],
      controllers: [DtoController],
      configure: (app) => app.useGlobalPipes(pipe),
    });
    await application.close();
    return application.logger.lines;
  };

  test('that the global ValidationPipe does not validate is named, once', async () => {
    expect(await warningsWith(new ValidationPipe())).toEqual([
      expect.stringMatching(
        /DtoController\.unvalidated has @WebhookPayload\(\) with the type CallDto\. The global ValidationPipe does not validate it.*Fix: @WebhookPayload\(new ValidationPipe\(/,
      ),
    ]);
  });

  test.each<[string, PipeTransform]>([
    ['validates custom decorators', validated],
    ['is a different pipe', new OtherPipe()],
  ])('is not spoken of if the global pipe %s', async (_name, pipe) => {
    expect(await warningsWith(pipe)).toEqual([]);
  });

  test('that rejects a verified webhook is logged once for each route, without its payload', async () => {
    const application = await startApplication(adapterName, {
      imports: [webhooks],
      controllers: [DtoController],
    });
    try {
      for (let turn = 0; turn < 2; turn++)
        expect((await application.send(signedForm('/validated', { From: '+15551234567' }))).status).toBe(400);
      expect((await application.send(signedForm('/validated', { CallSid: 'c1' }))).status).toBe(200);
      expect(application.logger.lines).toEqual([
        expect.stringMatching(
          /A pipe or the handler rejected a verified webhook with 400.*@WebhookPayload\(new ValidationPipe\(/,
        ),
      ]);
      expect(application.logger.text).toContain('DtoController.validated');
      expect(application.logger.text).not.toContain('5551234567');
    } finally {
      await application.close();
    }
  });
});

describe('an application without app.init()', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  test.each([
    ['is named after a minute', false],
    ['is not spoken of if it is initialized', true],
  ])('%s', async (_name, isInitialized) => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
    const logger = new MemoryLogger();
    const module = { module: class AppModule {}, imports: [webhooks], controllers: [DtoController] };
    const app = await NestFactory.create(module, { rawBody: true, logger });
    if (isInitialized) await app.init();
    jest.advanceTimersByTime(60_000);
    const expected = expect.stringMatching(/is not initialized yet.*await app\.init\(\)/);
    expect(logger.lines).toEqual(isInitialized ? [] : [expected]);
    await app.close();
  });
});
