import 'reflect-metadata';

import { describe, expect, test } from '@jest/globals';
import { Controller, Post } from '@nestjs/common';
import {
  ApiConsumes,
  ApiForbiddenResponse,
  ApiNoContentResponse,
  DocumentBuilder,
  SwaggerModule,
} from '@nestjs/swagger';
import {
  SignalWireWebhook,
  SignalWireWebhookModule,
  SkipSignalWireWebhook,
  WebhookPayload,
} from 'nestjs-signalwire-webhook';

import { startApplication } from '../../support/applications.js';
import { PUBLIC_URL, SIGNING_KEY } from '../../support/signing.js';

@SignalWireWebhook()
@Controller('class')
class ClassController {
  @Post('hook')
  hook(@WebhookPayload() payload: object) {
    return payload;
  }

  @SignalWireWebhook({ accept: { anyOf: ['signature', 'basic-auth'] } })
  @Post('again')
  again() {
    return undefined;
  }

  @SkipSignalWireWebhook()
  @Post('skipped')
  skipped() {
    return undefined;
  }
}

@Controller('method')
class MethodController {
  @SignalWireWebhook({ mode: 'report' })
  @Post('reported')
  reported() {
    return undefined;
  }

  @SignalWireWebhook()
  @Post('hook')
  hook() {
    return undefined;
  }

  @SignalWireWebhook({ accept: 'basic-auth' })
  @Post('basic')
  basic() {
    return undefined;
  }

  @SignalWireWebhook()
  @ApiConsumes('application/json')
  @ApiForbiddenResponse({ description: 'Ours' })
  @Post('described')
  described() {
    return undefined;
  }

  @SignalWireWebhook({ once: true })
  @Post('once')
  once() {
    return undefined;
  }

  @SignalWireWebhook({ once: { onStoreFailure: 'handle' } })
  @ApiNoContentResponse({ description: 'Ours' })
  @Post('described-once')
  describedOnce() {
    return undefined;
  }

  @Post('open')
  open() {
    return undefined;
  }
}

async function document() {
  const application = await startApplication('express', {
    imports: [
      SignalWireWebhookModule.forRoot({
        signingKey: SIGNING_KEY,
        publicUrl: PUBLIC_URL,
        basicAuth: { username: 'u', password: 'p' },
      }),
    ],
    controllers: [ClassController, MethodController],
  });
  const created = SwaggerModule.createDocument(application.app, new DocumentBuilder().build());
  await application.close();
  return created;
}

describe('the OpenAPI document of @nestjs/swagger', () => {
  test.each(['/class/hook', '/class/again', '/method/hook', '/method/reported'])(
    '%s is described without writing it twice',
    async (path) => {
      const operation = (await document()).paths[path]?.post;
      const names = operation?.parameters?.map((parameter) => ('name' in parameter ? parameter.name : ''));
      expect(names).toEqual(['X-SignalWire-Signature', 'X-SignalWire-SHA256-Signature']);
      expect(Object.keys(operation?.responses ?? {})).toContain('403');
    },
  );

  test('basic auth alone has no signature headers, and a 401', async () => {
    const operation = (await document()).paths['/method/basic']?.post;
    expect(operation?.parameters).toEqual([]);
    expect(Object.keys(operation?.responses ?? {})).toEqual(expect.arrayContaining(['401', '403']));
  });

  test('what the user described stands', async () => {
    const operation = (await document()).paths['/method/described']?.post;
    expect(operation?.responses['403']).toMatchObject({ description: 'Ours' });
  });

  test('once has a 204 for duplicates and a 503 for what is to be tried again, and no other route has them', async () => {
    const { paths } = await document();
    const responses = (path: string) => paths[path]?.post?.responses ?? {};
    expect(Object.keys(responses('/method/once'))).toEqual(expect.arrayContaining(['204', '403', '503']));
    expect(responses('/method/described-once')['204']).toMatchObject({ description: 'Ours' });
    expect(Object.keys(responses('/method/hook'))).not.toEqual(expect.arrayContaining(['204']));
    expect(Object.keys(responses('/method/hook'))).not.toEqual(expect.arrayContaining(['503']));
  });

  test.each(['/method/open', '/class/skipped'])('%s stays as it is', async (path) => {
    const operation = (await document()).paths[path]?.post;
    expect(operation?.parameters).toEqual([]);
    expect(Object.keys(operation?.responses ?? {})).toEqual(['201']);
  });
});
