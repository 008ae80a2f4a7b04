import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import {
  BadRequestException,
  Controller,
  Get,
  type PipeTransform,
  Post,
  StandardSchemaValidationPipe,
  ValidationPipe,
} from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsPhoneNumber, IsString } from 'class-validator';
import {
  SignalWireWebhook,
  SignalWireWebhookVerifier,
  type SigningKeyContext,
  type SigningKeySource,
  VerifiedWebhook,
  type VerifiedWebhookData,
  WebhookPayload,
} from 'nestjs-signalwire-webhook';
import { createHmac } from 'node:crypto';
import * as v from 'valibot';
import { z } from 'zod';

import {
  adapterNames,
  type ApplicationSetup,
  type RunningApplication,
  startApplication,
  withApplication,
} from '../support/applications.js';
import {
  FORM,
  JSON_TYPE,
  OTHER_KEY,
  PUBLIC_URL,
  signed,
  signedForm,
  signedJson,
  SIGNING_KEY,
} from '../support/signing.js';

@SignalWireWebhook()
@Controller()
class HookController {
  @Post('hook') hook(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    return webhook;
  }

  @Get('hook') get(@VerifiedWebhook() webhook: VerifiedWebhookData) {
    return webhook;
  }
}

function signatureOver(text: string): string {
  return createHmac('sha1', SIGNING_KEY).update(text).digest('base64');
}

describe.each(adapterNames)('the payload says what was signed, on %s', (adapterName) => {
  let application: RunningApplication;

  beforeAll(async () => {
    application = await startApplication(adapterName, { webhooks: {}, controllers: [HookController] });
  });
  afterAll(() => application.close());

  async function payloadOf(body: string, signedText: string): Promise<unknown> {
    const signature = signatureOver(`${PUBLIC_URL}/hook${signedText}`);
    const headers = { ...FORM, 'x-signalwire-signature': signature };
    const response = await application.send({ target: '/hook', headers, body });
    if (response.status !== 200) return response.status;
    return (JSON.parse(response.body) as { payload: unknown }).payload;
  }

  test('a parameter that a caller repeats is not handed on as a list, since it was signed once', async () => {
    expect(await payloadOf('CallSid=CA1', 'CallSidCA1')).toEqual({ CallSid: 'CA1' });
    expect(await payloadOf('CallSid=CA1&CallSid=CA1', 'CallSidCA1')).toEqual({
      CallSid: 'CA1',
    });
    const thrice = 'CallSid=CA1&x=1&CallSid=CA1&CallSid=%43A1';
    expect(await payloadOf(thrice, 'CallSidCA1x1')).toEqual({ CallSid: 'CA1', x: '1' });
  });

  test('a list that was signed stays a list, in the order that was signed', async () => {
    const body = 'To=b&To=a&To=b';
    expect(await payloadOf(body, 'TobToaTob')).toEqual({ To: ['b', 'a', 'b'] });
    expect(await payloadOf(body, 'ToaTob')).toEqual({ To: ['a', 'b'] });
    expect(await payloadOf(body, 'TobToa')).toBe(403);
  });

  test('the handler reads it when it wants to, and JSON shows all of it', async () => {
    const response = await application.send(signedJson('/hook', { project_id: 'p-1', From: '+1' }));
    expect(JSON.parse(response.body)).toEqual({
      verified: true,
      authentication: ['signature'],
      signatureFormat: 'swml',
      algorithm: 'sha1',
      url: `${PUBLIC_URL}/hook`,
      publicUrl: PUBLIC_URL,
      keyIndex: 0,
      projectId: 'p-1',
      eventId: expect.stringMatching(/^[0-9a-f]{64}$/),
      payload: { project_id: 'p-1', From: '+1' },
    });
  });

  test('an unsigned GET in hexadecimal is verified by its URL alone, and a moved JSON body is not', async () => {
    const hex = (url: string) => createHmac('sha1', SIGNING_KEY).update(url).digest('hex');
    const get = (target: string) =>
      application.sendRaw(
        `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-SignalWire-Signature: ${hex(PUBLIC_URL + target)}\r\n\r\n`,
      );
    expect(await get('/hook?p=1')).toMatch(
      /^HTTP\/1.1 200 .*"signatureFormat":"swml".*"payload":\{"p":"1"\}/s,
    );
    expect(await get('/hook?p={"call":{"call_id":"c1"}}')).toMatch(/^HTTP\/1.1 40[03] /);
  });
});

describe('the verifier, for requests that come another way', () => {
  let application: RunningApplication;
  let verifier: SignalWireWebhookVerifier;

  beforeAll(async () => {
    application = await startApplication('express', { webhooks: {} });
    verifier = application.app.get(SignalWireWebhookVerifier);
  });
  afterAll(() => application.close());

  test('a body in any view of the bytes, or as text', async () => {
    for (const [headers, text, payload] of [
      [FORM, 'a=1&b=%C3%A9', { a: '1', b: 'é' }],
      [JSON_TYPE, '{"call":{"call_id":"é"}}', { call: { call_id: 'é' } }],
    ] as const) {
      const bytes = Buffer.from(text);
      const within = Buffer.concat([Buffer.from('before'), bytes, Buffer.from('after')]);
      const request = signed({ target: '/hook', headers, body: bytes });
      for (const body of [
        text,
        bytes,
        new Uint8Array(bytes),
        within.subarray(6, 6 + bytes.length),
        new Uint8Array(within).subarray(6, 6 + bytes.length),
      ]) {
        const verification = await verifier.verify({
          method: 'POST',
          url: `${PUBLIC_URL}/hook`,
          headers: request.headers ?? {},
          body,
        });
        expect(verification).toMatchObject({ verified: true, payload });
      }
    }
  });

  test('a payload is not changed by who changes the raw body later', async () => {
    for (const [headers, text, payload] of [
      [FORM, 'a=1', { a: '1' }],
      [JSON_TYPE, '{"a":"1"}', { a: '1' }],
    ] as const) {
      const body = Buffer.from(text);
      const { headers: signedHeaders = {} } = signed({ target: '/hook', headers, body });
      const verification = await verifier.verify({
        method: 'POST',
        url: `${PUBLIC_URL}/hook`,
        headers: signedHeaders,
        body,
      });
      body.fill('x');
      expect(verification).toMatchObject({ verified: true, payload });
    }
  });
});

@SignalWireWebhook()
@Controller()
class ProjectController {
  @Post('hook')
  hook(@VerifiedWebhook() { projectId, payload }: VerifiedWebhookData) {
    return { projectId, prototypes: prototypesIn(payload) };
  }

  @Post('unread')
  unread() {
    return 'handled';
  }

  @Post('names')
  names(@WebhookPayload() payload: Record<string, unknown>) {
    return ['toString', 'constructor', 'hasOwnProperty'].map((name) => typeof payload[name]);
  }
}

/** How many of the objects in the payload have one. */
function prototypesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = !Array.isArray(value) && Object.getPrototypeOf(value) !== null ? 1 : 0;
  return own + Object.values(value).reduce((sum: number, child) => sum + prototypesIn(child), 0);
}

describe.each(adapterNames)('the claimed project of unsigned JSON, on %s', (adapterName) => {
  const setupWith = (signingKey: SigningKeySource): ApplicationSetup => ({
    webhooks: { signingKey },
    controllers: [ProjectController],
    adapter:
      adapterName === 'fastify'
        ? new FastifyAdapter({ onProtoPoisoning: 'ignore', onConstructorPoisoning: 'ignore' })
        : undefined,
  });
  let application: RunningApplication;

  beforeAll(async () => {
    application = await startApplication(adapterName, setupWith({ projects: { p1: SIGNING_KEY } }));
  });
  afterAll(() => application.close());
  afterEach(() => {
    expectNoError(application);
  });

  /** A flood in a suite before this one is summed up after a minute, in the log of whatever runs then. */
  function expectNoError({ logger }: RunningApplication): void {
    expect(logger.text).not.toMatch(/ERROR (?!\d+ more errors on unprotected routes)/);
  }

  const request = (body: string, signingKey: string, target = '/hook') =>
    signed({ target, headers: JSON_TYPE, body }, { signingKey });

  test.each([
    '{"project_id":"p1","call":null}',
    '{"project_id":"p1","message":null,"call_info":null}',
    '{"project_id":"p1","message":5}',
    '{"project_id":"p1","call_info":"text","call":[{"project_id":"x"}]}',
    '{"project_id":null,"call":{"project_id":"p1"}}',
    '{"project_id":"p1","__proto__":{"project_id":"x"}}',
    '{"project_id":"p1","\\u005f_proto__":{"project_id":"x"}}',
    '{"project_id":"p1","call":{"__proto__":{"project_id":"x"}}}',
    '{"project_id":"p1","__proto__":null,"call":{"__proto__":null}}',
    '{"call":{"project_id":"p1","constructor":{"prototype":{"project_id":"x"}}}}',
    '{"project_id":"p1","toString":5,"hasOwnProperty":null,"valueOf":{}}',
    '{"project_id":"p1","a":[[{"b":[{}]}],{"__proto__":{"c":{}}}]}',
  ])('%s: genuine 200 without a prototype, forged 403', async (body) => {
    const genuine = await application.send(request(body, SIGNING_KEY));
    expect([genuine.status, JSON.parse(genuine.body)]).toEqual([200, { projectId: 'p1', prototypes: 0 }]);
    expect(await application.statusOf(request(body, OTHER_KEY))).toBe(403);
  });

  test.each([
    '{"call":null}',
    '{"message":5}',
    '{"__proto__":{"project_id":"x"}}',
    '{"call":{"__proto__":{"project_id":"x"}}}',
  ])('%s has no claimed project: genuine 200, forged 403', async (body) => {
    const claimed: unknown[] = [];
    const signingKey = ({ claimedProjectId }: SigningKeyContext) => {
      claimed.push(claimedProjectId);
      return SIGNING_KEY;
    };
    const requests = [request(body, SIGNING_KEY), request(body, OTHER_KEY)];
    await withApplication(adapterName, setupWith(signingKey), async (resolving) => {
      expect(await resolving.statusesOf(requests)).toEqual([200, 403]);
      expect(new Set(claimed)).toEqual(new Set([undefined]));
      expectNoError(resolving);
    });

    expect(await application.statusOf(request(body, SIGNING_KEY))).toBe(403);
  });

  test('inherited properties are no claimed project', async () => {
    Object.defineProperty(Object.prototype, 'project_id', { value: 'x', configurable: true });
    try {
      for (const body of ['{"call":{"project_id":"p1"},"message":{}}', '{"project_id":"p1","call":{}}']) {
        const genuine = await application.send(request(body, SIGNING_KEY));
        expect([genuine.status, JSON.parse(genuine.body)]).toEqual([200, { projectId: 'p1', prototypes: 0 }]);
      }
    } finally {
      delete (Object.prototype as { project_id?: unknown }).project_id;
    }
  });

  test('a handler finds none of the names of Object.prototype', async () => {
    const plain = await application.send(request('{"project_id":"p1"}', SIGNING_KEY, '/names'));
    expect(JSON.parse(plain.body)).toEqual(['undefined', 'undefined', 'undefined']);
    const named = await application.send(
      request('{"project_id":"p1","constructor":"x"}', SIGNING_KEY, '/names'),
    );
    expect(JSON.parse(named.body)).toEqual(['undefined', 'string', 'undefined']);
  });

  test('a forged request costs no walk through its objects', async () => {
    const dropped = jest.spyOn(Object, 'setPrototypeOf');
    try {
      const walked = () => dropped.mock.calls.filter(([, prototype]) => prototype === null).length;
      const calls = Array(1_000).fill({ constructor: {} });
      const body = JSON.stringify({ project_id: 'p1', calls });

      const before = walked();
      expect(await application.statusOf(request(body, OTHER_KEY))).toBe(403);
      expect(walked()).toBe(before);
      expect(await application.statusOf(request(body, SIGNING_KEY))).toBe(200);
      expect(walked()).toBe(before + 2_001);
    } finally {
      dropped.mockRestore();
    }
  });
});

class InboundMessageDto {
  @IsPhoneNumber()
  readonly From!: string;

  @IsString()
  readonly Body!: string;

  @IsOptional()
  @IsInt()
  @Type(() => Number)
  readonly NumMedia?: number;
}

const zodSchema = z.object({
  From: z.string().startsWith('+'),
  NumMedia: z.coerce.number().int().optional(),
});
const valibotSchema = v.object({ From: v.pipe(v.string(), v.startsWith('+')) });

const validation = { transform: true, whitelist: true, validateCustomDecorators: true };

/** What an application on Nest 10 or 11 writes itself. */
class StandardSchemaPipe implements PipeTransform {
  constructor(private readonly schema: typeof zodSchema | typeof valibotSchema) {}

  async transform(value: unknown): Promise<unknown> {
    const result = await this.schema['~standard'].validate(value);
    if (result.issues) throw new BadRequestException(result.issues.map(({ message }) => message));
    return result.value;
  }
}

@SignalWireWebhook()
@Controller()
class ValidatedController {
  @Post('dto')
  dto(@WebhookPayload(new ValidationPipe(validation)) message: InboundMessageDto) {
    return Object.assign({}, message, { isDto: message instanceof InboundMessageDto });
  }

  @Post('global')
  global(@WebhookPayload() message: InboundMessageDto) {
    return Object.assign({}, message, { isDto: message instanceof InboundMessageDto });
  }

  @Post('zod')
  zod(
    @WebhookPayload({
      schema: zodSchema,
      pipes: [new StandardSchemaValidationPipe({ validateCustomDecorators: true })],
    })
    message: z.infer<typeof zodSchema>,
  ) {
    return message;
  }

  @Post('own-zod')
  ownZod(@WebhookPayload(new StandardSchemaPipe(zodSchema)) message: z.infer<typeof zodSchema>) {
    return message;
  }

  @Post('own-valibot')
  ownValibot(
    @WebhookPayload(new StandardSchemaPipe(valibotSchema)) message: v.InferOutput<typeof valibotSchema>,
  ) {
    return message;
  }
}

describe.each(adapterNames)('validation on %s', (adapterName) => {
  let application: RunningApplication;

  beforeAll(async () => {
    application = await startApplication(adapterName, {
      webhooks: {},
      controllers: [ValidatedController],
      configure: (app) => app.useGlobalPipes(new ValidationPipe(validation)),
    });
  });
  afterAll(() => application.close());

  test.each(['/dto', '/global'])('%s: class-validator through ValidationPipe', async (target) => {
    const good = { From: '+12135877632', Body: 'Hello', NumMedia: '2', Other: 'dropped' };
    const answer = await application.send(signedForm(target, good));
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      200,
      { From: '+12135877632', Body: 'Hello', NumMedia: 2, isDto: true },
    ]);
    const bad = await application.send(signedForm(target, { From: 'nobody', Body: 'Hello' }));
    expect(bad.status).toBe(400);
    expect(bad.body).toContain('From must be a valid phone number');
  });

  test.each(['/zod', '/own-zod', '/own-valibot'])('%s: a Standard Schema', async (target) => {
    const answer = await application.send(signedForm(target, { From: '+1', NumMedia: '2' }));
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual(
      target === '/own-valibot' ? { From: '+1' } : { From: '+1', NumMedia: 2 },
    );
    expect(await application.statusOf(signedForm(target, { From: '1' }))).toBe(400);
  });

  test('a forged request is rejected before any pipe runs', async () => {
    const forged = signedForm('/dto', { From: 'nobody' }, { signingKey: 'PSK_forged' });
    expect(await application.statusOf(forged)).toBe(403);
  });
});
