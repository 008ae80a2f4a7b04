import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { All, type CanActivate, Controller, type ExecutionContext } from '@nestjs/common';
import { SignalWireWebhook } from 'nestjs-signalwire-webhook';

import { adapterNames, type RunningApplication, startApplication } from '../support/applications.js';
import { rejectionReason } from '../support/outcomes.js';
import { signedForm, signedGet, signedJson } from '../support/signing.js';
import { until } from '../support/until.js';

interface OpenRequest {
  headers: Record<string, unknown>;
  rawBody?: unknown;
  originalUrl?: unknown;
  readonly raw?: { url?: unknown };
}

/** Changes a request before the guard sees it, as adapters, middleware and other guards do. */
class Changer implements CanActivate {
  change: (request: OpenRequest) => void = () => undefined;

  canActivate(context: ExecutionContext): boolean {
    this.change(context.switchToHttp().getRequest<OpenRequest>());
    return true;
  }
}

@SignalWireWebhook()
@Controller()
class HookController {
  @All('hook')
  hook() {
    return 'handled';
  }

  @SignalWireWebhook({ accept: 'basic-auth', basicAuth: { username: 'u', password: 'p' } })
  @All('basic')
  basic() {
    return 'handled';
  }

  @SignalWireWebhook({ mode: 'report' })
  @All('report')
  report() {
    return 'handled';
  }

  @SignalWireWebhook({ allowedHosts: ['example.com:8443'], methods: ['GET'] })
  @All('host')
  host() {
    return 'handled';
  }
}

const FORM_BODY = 'CallSid=c1&From=%2B15551234567';
const OBJECT = Object.freeze({ toString: () => 'application/x-www-form-urlencoded' });
const HOSTILE = Object.freeze({
  toString: () => {
    throw new Error('called');
  },
});

describe.each(adapterNames)('on %s', (adapterName) => {
  const changer = new Changer();
  let application: RunningApplication;

  beforeAll(async () => {
    application = await startApplication(adapterName, {
      webhooks: { diagnostics: { interval: 1 } },
      controllers: [HookController],
      configure: (app) => app.useGlobalGuards(changer),
    });
  });

  afterAll(() => application.close());

  afterEach(() => {
    changer.change = () => undefined;
  });

  const setHeaders = (headers: Record<string, unknown>) => {
    changer.change = (request) => Object.assign(request.headers, headers);
  };
  const setRawBody = (rawBody: unknown) => {
    changer.change = (request) => {
      request.rawBody = rawBody;
    };
  };
  const statusOf = (request = signedGet('/hook')) => application.statusOf(request);

  test.each([
    ['a length of 0, as a number', { 'content-length': 0 }],
    ['a length that is null', { 'content-length': null }],
    ['an encoding that is undefined', { 'transfer-encoding': undefined }],
    ['an encoding that is null', { 'transfer-encoding': null }],
    ['a content type that is null', { 'content-type': null }],
    ['the digest of another scheme, which is null', { 'x-signalwire-sha256-signature': null }],
    ['an authorization that is null', { authorization: null }],
    ['a request id that is an object', { 'x-request-id': HOSTILE }],
  ])('a GET has no body in spite of %s', async (_name, headers) => {
    setHeaders(headers);
    expect(await statusOf()).toBe(200);
  });

  test.each([
    ['a number', 7],
    ['a bigint', 7n],
    ['not a number', NaN],
    ['a boolean', false],
    ['an empty array', []],
    ['an array', ['0', '0']],
    ['an object', {}],
    ['an object with a toString that throws', HOSTILE],
    ['an object without a prototype', Object.create(null) as object],
    ['a symbol', Symbol('0')],
    ['a function', () => '0'],
    ['a nested array', [['0']]],
  ])('a length that is %s announces a body that nobody has seen', async (_name, length) => {
    setHeaders({ 'content-length': length });
    expect(await rejectionReason(() => statusOf())).toBe('unsupported-content-type');
  });

  test.each([
    ['a number', 5, 'malformed-signature'],
    ['an object', OBJECT, 'malformed-signature'],
    ['an object with a toString that throws', HOSTILE, 'malformed-signature'],
    ['an object without a prototype', Object.create(null) as object, 'malformed-signature'],
    ['an empty array', [], 'malformed-signature'],
    ['an array of objects', [HOSTILE], 'malformed-signature'],
    ['a boolean', true, 'malformed-signature'],
    ['null', null, 'missing-signature'],
    ['undefined', undefined, 'missing-signature'],
  ])('a signature that is %s is rejected', async (_name, value, reason) => {
    setHeaders({ 'x-signalwire-signature': value });
    expect(await rejectionReason(() => statusOf())).toBe(reason);
    expect(application.logger.text).not.toContain('TypeError');
  });

  test('the alias does not take the place of a signature that is an object', async () => {
    const request = signedGet('/hook');
    const signature = request.headers?.['x-signalwire-signature'];
    setHeaders({ 'x-signalwire-signature': {}, 'x-twilio-signature': signature });
    expect(await rejectionReason(() => statusOf(request))).toBe('malformed-signature');
    setHeaders({ 'x-signalwire-signature': null, 'x-twilio-signature': signature });
    expect(await statusOf(request)).toBe(200);
  });

  test('one value in an array is that value, two are none', async () => {
    const request = signedGet('/hook');
    const signature = request.headers?.['x-signalwire-signature'];
    setHeaders({ 'x-signalwire-signature': [signature] });
    expect(await statusOf(request)).toBe(200);
    setHeaders({ 'x-signalwire-signature': [signature, signature] });
    expect(await rejectionReason(() => statusOf(request))).toBe('malformed-signature');
  });

  test.each([
    ['an object', OBJECT],
    ['an array of two', ['application/x-www-form-urlencoded', 'application/json']],
    ['null', null],
  ])('a content type that is %s is that of no signed body', async (_name, type) => {
    setHeaders({ 'content-type': type });
    expect(await rejectionReason(() => statusOf(signedForm('/hook', FORM_BODY)))).toBe(
      'unsupported-content-type',
    );
  });

  test.each([
    ['an object', { toString: () => 'Basic dTpw' }, 'wrong-credentials'],
    ['two values', ['Basic dTpw', 'Basic dTpw'], 'wrong-credentials'],
    ['a number', 5, 'wrong-credentials'],
    ['null', null, 'missing-credentials'],
  ])('an authorization that is %s is rejected', async (_name, authorization, reason) => {
    setHeaders({ authorization });
    const request = { method: 'GET', target: '/basic', headers: { authorization: 'Basic dTpw' } };
    expect(await rejectionReason(() => statusOf(request))).toBe(reason);
  });

  test("header names in capitals are read, such as an adapter's for basic auth", async () => {
    changer.change = ({ headers }) => {
      delete headers.authorization;
      headers.Authorization = 'Basic dTpw';
    };
    expect(await statusOf({ method: 'GET', target: '/basic' })).toBe(200);
  });

  test.each([
    ['an object', {}],
    ['a number', 8443],
    ['null', null],
  ])('a host that is %s is not trusted, and the diagnosis says so', async (_name, host) => {
    const before = application.logger.lines.length;
    setHeaders({ host });
    expect(await rejectionReason(() => statusOf(signedGet('/host')))).toBe('untrusted-host');
    const diagnosis = () =>
      application.logger.lines
        .slice(before)
        .find((line) => line.includes('Diagnosis of HookController.host'));
    await until(() => diagnosis() !== undefined);
    expect(diagnosis()).not.toContain('failed');
  });

  test.each([
    ['bytes', Buffer.from(FORM_BODY), 200],
    ['bytes of another kind', new Uint8Array(Buffer.from(FORM_BODY)), 200],
    ['a string', FORM_BODY, 200],
    ['another string', `${FORM_BODY}&x=1`, 403],
    ['no bytes', Buffer.alloc(0), 403],
  ])('a raw body that is %s', async (_name, rawBody, status) => {
    setRawBody(rawBody);
    expect(await statusOf(signedForm('/hook', FORM_BODY))).toBe(status);
  });

  test.each([
    ['an object', { CallSid: 'c1' }],
    ['an object that says that it has no length', { length: 0, byteLength: 0 }],
    ['an empty array', []],
    ['a number', 0],
    ['true', true],
  ])('a raw body that is %s is rejected, and diagnosed', async (_name, rawBody) => {
    for (const request of [signedForm('/hook', FORM_BODY), signedJson('/hook', {}), signedGet('/hook')]) {
      setRawBody(rawBody);
      expect(await rejectionReason(() => statusOf(request))).toBe('malformed-body');
    }
    await until(() => application.logger.text.includes('The body is neither bytes nor a string'));
    setRawBody(rawBody);
    const basic = { target: '/basic', headers: { authorization: 'Basic dTpw' } };
    expect(await rejectionReason(() => statusOf(basic))).toBe('malformed-body');
    expect(await statusOf(signedForm('/report', FORM_BODY))).toBe(200);
  });

  test('a raw body that is null was lost, or there is none', async () => {
    setRawBody(null);
    expect(await statusOf()).toBe(200);
    expect(
      await statusOf({ method: 'GET', target: '/basic', headers: { authorization: 'Basic dTpw' } }),
    ).toBe(200);
    expect(await statusOf(signedForm('/hook', FORM_BODY))).toBe(500);
    expect(application.logger.text).toContain('NestFactory.create(AppModule, { rawBody: true })');
    expect(application.logger.text).not.toContain('TypeError');
  });

  test('a request without a target is rejected', async () => {
    changer.change = (request) => {
      if (request.raw) request.raw.url = undefined;
      else request.originalUrl = undefined;
    };
    expect(await rejectionReason(() => statusOf())).toBe('malformed-target');
  });
});
