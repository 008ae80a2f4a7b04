import 'reflect-metadata';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Body, Controller, Get, Header, HttpCode, Post, Redirect, Res, UseGuards } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import {
  ApiBearerAuth,
  ApiConsumes,
  ApiDefaultResponse,
  ApiForbiddenResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiProduces,
  ApiProperty,
  ApiResponse,
  ApiSecurity,
  DocumentBuilder,
  type OpenAPIObject,
  SwaggerModule,
} from '@nestjs/swagger';
import {
  SignalWireWebhook,
  SignalWireWebhookGuard,
  SignalWireWebhookInterceptor,
  SignalWireWebhookModule,
  type SignalWireWebhookModuleOptions,
  SkipSignalWireWebhook,
} from 'nestjs-signalwire-webhook';

import { adapterNames, type RunningApplication, startApplication } from '../../support/applications.js';
import { OTHER_KEY, PUBLIC_URL, signedForm, SIGNING_KEY } from '../../support/signing.js';
import { SECRET } from '../../support/url-tokens.js';
import { until } from '../../support/until.js';

const CXML = '<Response><Hangup/></Response>';
const NO_KEYS = () => Promise.reject(new Error('The key store of this test is down.'));

class Reply {
  @ApiProperty()
  response!: string;
}

@SignalWireWebhook()
@Controller('documents')
class DocumentsController {
  @Post('cxml')
  cxml() {
    return CXML;
  }

  @Post('swml')
  swml() {
    return { version: '1.0.0', sections: { main: ['hangup'] } };
  }

  @Get('get')
  get() {
    return CXML;
  }

  @Header('Content-Type', 'application/xml; charset=utf-8')
  @Post('header')
  header() {
    return CXML;
  }

  @ApiProduces('application/json')
  @Post('produces')
  produces() {
    return { version: '1.0.0', sections: { main: ['hangup'] } };
  }

  @HttpCode(202)
  @Post('status')
  status() {
    return CXML;
  }

  @HttpCode(204)
  @Post('empty')
  empty() {
    return undefined;
  }

  @Redirect('/documents/get')
  @Post('redirect')
  redirect() {
    return undefined;
  }

  @Post('response')
  response(@Res() response: { send: (body: string) => void }) {
    response.send('text');
  }

  @SkipSignalWireWebhook()
  @Post('skipped')
  skipped() {
    return undefined;
  }
}

@Controller('guarded')
class GuardedController {
  @UseGuards(SignalWireWebhookGuard)
  @Post('alone')
  alone() {
    return CXML;
  }

  @Post('open')
  open() {
    return undefined;
  }
}

let finish: () => void = () => undefined;

@Controller('accept')
class AcceptController {
  @SignalWireWebhook()
  @Post('signature')
  signature() {
    return CXML;
  }

  @SignalWireWebhook({ accept: 'basic-auth' })
  @Post('basic-auth')
  basicAuth() {
    return CXML;
  }

  @SignalWireWebhook({ accept: 'basic-auth', content: ['json'] })
  @Post('basic-auth-of-json')
  basicAuthOfJson() {
    return CXML;
  }

  @SignalWireWebhook({ accept: 'url-token', urlToken: { bind: ['CallSid'] } })
  @Post('url-token')
  urlToken() {
    return CXML;
  }

  @SignalWireWebhook({ accept: { allOf: ['signature', 'url-token'] }, urlToken: { bind: ['CallSid'] } })
  @Post('signature-and-token')
  signatureAndToken() {
    return CXML;
  }

  @SignalWireWebhook({ accept: { anyOf: ['signature', 'basic-auth'] } })
  @Post('any-of')
  anyOf() {
    return CXML;
  }

  @SignalWireWebhook({ accept: { allOf: ['signature', 'basic-auth'] } })
  @Post('all-of')
  allOf() {
    return CXML;
  }

  @SignalWireWebhook({ mode: 'report' })
  @Post('report')
  report() {
    return CXML;
  }

  @SignalWireWebhook({ mode: 'report', accept: { allOf: ['signature', 'basic-auth'] }, signingKey: NO_KEYS })
  @Post('report-both')
  reportBoth() {
    return CXML;
  }
}

@Controller('failing')
class FailingController {
  @SignalWireWebhook({ signingKey: NO_KEYS })
  @Post('keys')
  keys() {
    return CXML;
  }

  @SignalWireWebhook({ accept: 'basic-auth', basicAuth: NO_KEYS })
  @Post('credentials')
  credentials() {
    return CXML;
  }

  @SignalWireWebhook({ accept: 'basic-auth', signingKey: NO_KEYS })
  @Post('unused-keys')
  unusedKeys() {
    return CXML;
  }

  @SignalWireWebhook({ exceptionFactory: () => ({ status: 418, body: {} }) })
  @Post('factory')
  factory() {
    return CXML;
  }

  @SignalWireWebhook({ once: true })
  @Post('once')
  async once() {
    await new Promise<void>((resolve) => (finish = resolve));
    return CXML;
  }

  @SignalWireWebhook({ once: { onStoreFailure: 'handle' }, signingKey: NO_KEYS })
  @Post('once-and-keys')
  onceAndKeys() {
    return CXML;
  }
}

@SignalWireWebhook()
@Controller('own')
class OwnController {
  @ApiOkResponse({ type: Reply })
  @ApiForbiddenResponse({ description: 'Ours' })
  @Post('responses')
  responses() {
    return new Reply();
  }

  @ApiForbiddenResponse({ description: 'Ours' })
  @ApiDefaultResponse({ description: 'Ours' })
  @Post('rejections')
  rejections() {
    return CXML;
  }

  @ApiResponse({ status: '4XX', description: 'Ours' })
  @Post('range')
  range() {
    return CXML;
  }

  @SignalWireWebhook({ once: true })
  @ApiNoContentResponse({ description: 'Ours' })
  @Post('once')
  once() {
    return undefined;
  }

  // As the CLI plugin of @nestjs/swagger adds it.
  @ApiResponse({ status: 201, type: String, description: 'Ours' })
  @Post('created')
  created() {
    return CXML;
  }

  @HttpCode(204)
  @ApiNoContentResponse({ description: 'Ours' })
  @Post('no-content')
  noContent() {
    return undefined;
  }

  @ApiConsumes('text/plain')
  @Post('body')
  body(@Body() body: Reply) {
    return body;
  }

  @SignalWireWebhook({ content: ['form'] })
  @Post('form')
  form(@Body() body: Reply) {
    return body;
  }

  @ApiSecurity('own')
  @ApiHeader({ name: 'x-signalwire-signature', description: 'Ours' })
  @Post('security')
  security() {
    return CXML;
  }
}

@SignalWireWebhook()
@ApiBearerAuth('own')
@ApiConsumes('text/plain')
@ApiProduces('application/xml')
@ApiForbiddenResponse({ description: 'Ours' })
@ApiHeader({ name: 'X-SignalWire-Signature', description: 'Ours' })
@Controller('own-class')
class OwnClassController {
  @Post('described')
  described(@Body() body: Reply) {
    return body;
  }
}

const OPTIONS: SignalWireWebhookModuleOptions = {
  signingKey: SIGNING_KEY,
  publicUrl: PUBLIC_URL,
  basicAuth: { username: 'u', password: 'p' },
  urlTokenSecret: SECRET,
};
const CONTROLLERS = [
  DocumentsController,
  GuardedController,
  AcceptController,
  FailingController,
  OwnController,
  OwnClassController,
];

type Operation = NonNullable<OpenAPIObject['paths'][string]['post']>;

function operationOf({ app }: RunningApplication, path: string): Operation {
  const { paths } = SwaggerModule.createDocument(app, new DocumentBuilder().build());
  const operation = paths[path]?.post ?? paths[path]?.get;
  if (!operation) throw new Error(`The document has no ${path}`);
  return operation;
}

interface Described {
  readonly description: string;
  readonly content?: Record<string, { readonly schema: object }>;
}

function responsesOf(running: RunningApplication, path: string): Record<string, Described> {
  return operationOf(running, path).responses as Record<string, Described>;
}

function statusesOf(running: RunningApplication, path: string): string[] {
  return Object.keys(responsesOf(running, path)).sort();
}

function headersOf(running: RunningApplication, path: string): Record<string, unknown> {
  const parameters = (operationOf(running, path).parameters ?? []) as { name: string; required?: boolean }[];
  return Object.fromEntries(parameters.map(({ name, required }) => [name, required]));
}

const credentials = (password: string) => ({
  authorization: `Basic ${Buffer.from(`u:${password}`).toString('base64')}`,
});

const XML_AND_JSON = {
  'text/xml': { schema: { type: 'string' } },
  'application/json': { schema: { type: 'object' } },
};
const SIGNATURE = { 'signalwire-signature': [] };
const URL_TOKEN = { 'signalwire-url-token': [] };
const BASIC_AUTH = { 'signalwire-basic-auth': [] };
const REJECTED = 'The request is rejected. Only the log of the application contains the reason.';

describe.each(adapterNames)('the OpenAPI document of @nestjs/swagger on %s', (adapterName) => {
  let running: RunningApplication;

  beforeAll(async () => {
    running = await startApplication(adapterName, {
      imports: [SignalWireWebhookModule.forRoot(OPTIONS)],
      controllers: CONTROLLERS,
    });
  });
  afterAll(() => running.close());

  const send = (path: string, headers: Record<string, string> = {}, signingKey = SIGNING_KEY) => {
    const request = signedForm(path, { CallSid: 'c1', AccountSid: 'a1' }, { signingKey });
    return running.send({ ...request, headers: { ...request.headers, ...headers } });
  };

  /** A described response of the status, and the media type of the real response among its content types. */
  function expectDescribed(path: string, { status, headers }: Awaited<ReturnType<typeof send>>): void {
    const response = responsesOf(running, path)[status];
    expect([path, status, typeof response?.description]).toEqual([path, status, 'string']);
    const [type] = String(headers['content-type'] ?? '').split(';');
    if (status < 300 && type !== '') expect(Object.keys(response?.content ?? {})).toContain(type);
  }

  describe('the success response', () => {
    test.each([
      ['/documents/cxml', 200, XML_AND_JSON],
      ['/documents/swml', 200, XML_AND_JSON],
      ['/documents/get', 200, XML_AND_JSON],
      ['/documents/header', 200, { 'application/xml': { schema: { type: 'string' } } }],
      ['/documents/produces', 200, { 'application/json': { schema: { type: 'object' } } }],
      ['/documents/status', 202, XML_AND_JSON],
      ['/documents/empty', 204, undefined],
      ['/documents/redirect', 302, undefined],
      ['/documents/response', 200, undefined],
      ['/guarded/alone', 201, undefined],
    ])('of %s stays, with its content types', (path, status, content) => {
      expect(statusesOf(running, path)).toEqual([String(status), '403']);
      expect(responsesOf(running, path)[status]).toEqual({
        description: 'Response of the handler.',
        ...(content && { content }),
      });
    });

    test.each(['cxml', 'swml', 'header', 'produces', 'status', 'empty', 'redirect'])(
      'of /documents/%s is what the application sends',
      async (path) => {
        expectDescribed(`/documents/${path}`, await send(`/documents/${path}`));
      },
    );

    test('is that of Nest for a guard without the interceptor', async () => {
      expect((await send('/guarded/alone')).status).toBe(201);
    });
  });

  describe('the security of a route', () => {
    test.each([
      ['/accept/signature', [SIGNATURE], true],
      ['/accept/basic-auth', [BASIC_AUTH], undefined],
      ['/accept/url-token', [URL_TOKEN], undefined],
      ['/accept/signature-and-token', [{ ...SIGNATURE, ...URL_TOKEN }], true],
      ['/accept/any-of', [SIGNATURE, BASIC_AUTH], false],
      ['/accept/all-of', [{ ...SIGNATURE, ...BASIC_AUTH }], true],
      ['/accept/report', [SIGNATURE, {}], false],
      ['/accept/report-both', [{ ...SIGNATURE, ...BASIC_AUTH }, {}], false],
    ])('%s lists its schemes', (path, security, isRequired) => {
      expect(operationOf(running, path).security).toEqual(security);
      expect(headersOf(running, path)).toEqual(
        isRequired === undefined
          ? {}
          : { 'X-SignalWire-Signature': isRequired, 'X-SignalWire-SHA256-Signature': false },
      );
    });

    test('the header of SHA-256 belongs to JSON', () => {
      expect(headersOf(running, '/own/form')).toEqual({ 'X-SignalWire-Signature': true });
    });

    test.each([
      ['/accept/any-of', SIGNING_KEY, {}, 200],
      ['/accept/any-of', OTHER_KEY, credentials('p'), 200],
      ['/accept/any-of', OTHER_KEY, {}, 403],
      ['/accept/all-of', SIGNING_KEY, credentials('p'), 200],
      ['/accept/all-of', SIGNING_KEY, {}, 403],
      ['/accept/report', OTHER_KEY, {}, 200],
    ])(
      'of %s is what the application requires (%#)',
      async (path, key, headers: Record<string, string>, status) => {
        expect((await send(path, headers, key)).status).toBe(status);
      },
    );
  });

  describe('rejections', () => {
    test.each([
      ['/accept/signature', { 403: REJECTED }],
      ['/accept/basic-auth', { 401: 'The credentials are missing or wrong.', 403: REJECTED }],
      ['/accept/url-token', { 403: REJECTED }],
      ['/accept/any-of', { 403: REJECTED }],
      ['/accept/all-of', { 403: REJECTED }],
      ['/accept/report', {}],
      ['/accept/report-both', {}],
      ['/failing/keys', { 403: REJECTED, 503: 'The signing keys are unavailable.' }],
      ['/failing/unused-keys', { 401: 'The credentials are missing or wrong.', 403: REJECTED }],
      [
        '/failing/credentials',
        {
          401: 'The credentials are missing or wrong.',
          403: REJECTED,
          503: 'The basic auth credentials are unavailable.',
        },
      ],
      ['/failing/factory', { '4XX': 'The request is rejected.' }],
      [
        '/failing/once',
        {
          204: 'The event is a duplicate, so the handler did not run.',
          403: REJECTED,
          503: 'The event is still being handled, or the store of events is unavailable.',
        },
      ],
      [
        '/failing/once-and-keys',
        {
          204: 'The event is a duplicate, so the handler did not run.',
          403: REJECTED,
          503: 'The signing keys are unavailable. The event is still being handled.',
        },
      ],
    ])('of %s are described where they can happen', (path, expected) => {
      const { 200: success, ...others } = responsesOf(running, path);
      expect(success).toEqual({ description: 'Response of the handler.', content: XML_AND_JSON });
      const descriptions = Object.entries(others).map(([status, { description }]) => [status, description]);
      expect(Object.fromEntries(descriptions)).toEqual(expected);
    });

    test.each([
      ['/accept/signature', 403, {}],
      ['/accept/basic-auth', 401, credentials('wrong')],
      ['/accept/basic-auth-of-json', 403, credentials('p')],
      ['/accept/url-token', 403, {}],
      ['/accept/any-of', 403, credentials('wrong')],
      ['/accept/all-of', 403, credentials('wrong')],
      ['/failing/keys', 503, {}],
      ['/failing/credentials', 503, credentials('p')],
    ])('of %s have the status %d', async (path, status, headers: Record<string, string>) => {
      const answer = await send(path, headers, OTHER_KEY);
      expect(answer.status).toBe(status);
      expectDescribed(path, answer);
    });

    test('the event of a route with once gets 503 while it is handled, and 204 afterwards', async () => {
      finish = () => undefined;
      const idle = finish;
      const first = send('/failing/once');
      await until(() => finish !== idle);
      const second = await send('/failing/once');
      finish();
      const answers = [await first, second, await send('/failing/once')];
      expect(answers.map(({ status }) => status)).toEqual([200, 503, 204]);
      for (const answer of answers) expectDescribed('/failing/once', answer);
    });
  });

  describe('your own descriptions stay', () => {
    test('of responses, with their types', () => {
      const responses = responsesOf(running, '/own/responses');
      expect(Object.keys(responses)).toEqual(['200', '403']);
      expect(responses[403]?.description).toBe('Ours');
      const schema = { $ref: '#/components/schemas/Reply' };
      expect(responses[200]).toEqual({ description: '', content: { 'application/json': { schema } } });
    });

    test('of rejections, beside which the success response stays', () => {
      const responses = responsesOf(running, '/own/rejections');
      expect(Object.keys(responses).sort()).toEqual(['200', '403', 'default']);
      expect([responses[403]?.description, responses.default?.description]).toEqual(['Ours', 'Ours']);
    });

    test('of a range of responses', () => {
      expect(statusesOf(running, '/own/range')).toEqual(['200', '4XX']);
    });

    test('of a different success, beside which that of the application is described', () => {
      expect(statusesOf(running, '/own/created')).toEqual(['200', '201', '403']);
      expect(responsesOf(running, '/own/created')[201]).toMatchObject({ description: 'Ours' });
    });

    test('of a response without a body', () => {
      expect(statusesOf(running, '/own/once')).toEqual(['200', '204', '403', '503']);
      expect(responsesOf(running, '/own/once')[204]).toMatchObject({ description: 'Ours' });
      expect(statusesOf(running, '/own/no-content')).toEqual(['204', '403']);
      expect(responsesOf(running, '/own/no-content')[204]).toMatchObject({ description: 'Ours' });
    });

    test('of media types of the body', () => {
      const typesOf = (path: string) => {
        const { content = {} } = operationOf(running, path).requestBody as { content?: object };
        return Object.keys(content);
      };
      expect(typesOf('/own/body')).toEqual(['text/plain']);
      expect(typesOf('/own-class/described')).toEqual(['text/plain']);
      expect(typesOf('/own/form')).toEqual(['application/x-www-form-urlencoded']);
    });

    test('of the security and its header', () => {
      expect(operationOf(running, '/own/security').security).toEqual([{ own: [] }]);
      expect(Object.keys(headersOf(running, '/own/security'))).toEqual([
        'x-signalwire-signature',
        'X-SignalWire-SHA256-Signature',
      ]);
    });

    test('on the class', () => {
      const path = '/own-class/described';
      const { security, parameters, responses } = operationOf(running, path);
      expect(security).toEqual([{ own: [] }]);
      expect(responses).toMatchObject({
        200: { content: { 'application/xml': { schema: { type: 'string' } } } },
        403: { description: 'Ours' },
      });
      const names = (parameters as { name: string }[]).map(({ name }) => name);
      expect(names.sort()).toEqual(['X-SignalWire-SHA256-Signature', 'X-SignalWire-Signature']);
    });
  });

  test.each(['/guarded/open', '/documents/skipped'])('%s is described by Nest alone', (path) => {
    const { parameters, security, responses } = operationOf(running, path);
    expect([parameters, security, responses]).toEqual([[], undefined, { 201: { description: '' } }]);
  });

  test('a global interceptor counts', async () => {
    const other = await startApplication(adapterName, {
      imports: [SignalWireWebhookModule.forRoot(OPTIONS)],
      controllers: [GuardedController],
      providers: [{ provide: APP_INTERCEPTOR, useClass: SignalWireWebhookInterceptor }],
    });
    try {
      expect(statusesOf(other, '/guarded/alone')).toEqual(['200', '403']);
      expect((await other.send(signedForm('/guarded/alone', { CallSid: 'c1' }))).status).toBe(200);
    } finally {
      await other.close();
    }
  });
});
