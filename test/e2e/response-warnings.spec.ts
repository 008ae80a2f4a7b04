import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type CallHandler,
  Controller,
  type ExecutionContext,
  Header,
  HttpException,
  type NestInterceptor,
  Post,
  Redirect,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { SignalWireWebhook, WebhookPayload } from 'nestjs-signalwire-webhook';
import { map } from 'rxjs';
import { gzipSync } from 'node:zlib';

import { adapterNames, type RunningApplication, startApplication } from '../support/applications.js';
import { signedForm, signedJson } from '../support/signing.js';

const CALL = { CallSid: 'c1', CallStatus: 'ringing', Direction: 'inbound' };
const SWML = { version: '1.0.0', sections: { main: [{ play: { url: 'say:Hello' } }] } };

interface AnyResponse {
  header(name: string, value: string): AnyResponse;
  send(body: unknown): void;
}

/** Node's response, which Fastify hides. */
interface RawResponse {
  readonly raw?: RawResponse;
  setHeader(name: string, value: string): void;
  write(text: string): void;
  end(text?: string): void;
}

/** Around the library's: wraps what the handlers of WrappedController returned. */
class Wrapping implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler) {
    if (context.getClass() !== WrappedController) return next.handle();
    return next.handle().pipe(map((data: unknown) => ({ data })));
  }
}

@SignalWireWebhook()
@Controller()
class ResponsesController {
  @Post('said') said(@WebhookPayload() { Body }: { Body?: string }) {
    return Body;
  }
  @Header('Content-Type', 'text/xml') @Post('sent') sent(
    @WebhookPayload() { Body }: { Body?: string },
    @Res() response: AnyResponse,
  ) {
    response.send(Body);
  }
  @Post('text') text() {
    return 'OK';
  }
  @Post('json') json() {
    return { success: true };
  }
  @Post('list') list() {
    return [SWML];
  }
  @Post('odd-sections') oddSections() {
    return { sections: null };
  }
  @Header('Content-Type', 'application/json') @Post('cut') cut() {
    return '[';
  }
  @Post('buffer') buffer() {
    return Buffer.from('<Response/>');
  }
  @Post('sent-text') sentText(@Res() response: AnyResponse) {
    response.header('content-type', 'text/html').send('<Response/>');
  }
  @Post('sent-json') sentJson(@Res() response: AnyResponse) {
    response.send({ success: true });
  }
  @Post('ended') ended(@Res() response: RawResponse) {
    const raw = response.raw ?? response;
    raw.setHeader('content-type', 'text/xml');
    raw.end('<Response><Say>Tom & Jerry</Say></Response>');
  }

  @Post('cxml') cxml() {
    return '\n  <?xml version="1.0"?><Response><Say a="&amp;">&#38;<![CDATA[&]]></Say></Response>';
  }
  @Post('swml') swml() {
    return SWML;
  }
  @Post('reply') reply() {
    return { reply: 'Hello' };
  }
  @Header('Content-Type', 'application/yaml') @Post('yaml') yaml() {
    return 'version: 1.0.0\nsections:\n  main:\n    - answer\n';
  }
  @Post('nothing') nothing() {
    return undefined;
  }
  @Post('stream') stream() {
    return new StreamableFile(Buffer.from('RIFF'), { type: 'application/octet-stream' });
  }
  @Header('Content-Type', 'audio/wav') @Post('audio') audio() {
    return Buffer.from('RIFF');
  }
  @Header('Content-Type', 'text/xml') @Header('Content-Encoding', 'gzip') @Post('gzip') gzip() {
    return gzipSync('<Response/>');
  }
  @Post('parts') parts(@Res() response: RawResponse) {
    const raw = response.raw ?? response;
    raw.setHeader('content-type', 'text/xml');
    raw.write('<Response>');
    raw.end('</Response>');
  }
  @Post('long') long(@Res() response: AnyResponse) {
    response.header('content-type', 'text/plain').send('x'.repeat(70_000));
  }
  @Post('error') error() {
    throw new HttpException('busy', 503);
  }
  @Redirect('https://example.com/', 307) @Post('redirect') redirect() {
    return undefined;
  }
  @Post('tool') tool() {
    return { response: 'Sunny' };
  }
}

@SignalWireWebhook()
@Controller('wrapped')
class WrappedController {
  @Post('swml') swml() {
    return SWML;
  }
  @Post('swml-text') swmlText() {
    return JSON.stringify(SWML);
  }
  @Post('cxml') cxml() {
    return '<Response/>';
  }
  @Post('nothing') nothing() {
    return undefined;
  }
  @Post('json') json() {
    return { success: true };
  }
}

@SignalWireWebhook({ mode: 'report' })
@Controller('reported')
class ReportedController {
  @Post() text() {
    return 'OK';
  }
}

describe.each(adapterNames)('responses that SignalWire cannot read, on %s', (adapterName) => {
  let application: RunningApplication;

  beforeEach(async () => {
    application = await startApplication(adapterName, {
      webhooks: {},
      controllers: [ResponsesController, WrappedController, ReportedController],
      providers: [{ provide: APP_INTERCEPTOR, useClass: Wrapping }],
    });
    application.logger.lines.length = 0;
  });
  afterEach(() => application.close());

  const warnings = () => application.logger.lines.filter((line) => line.includes('SignalWire cannot read'));
  const send = (target: string, payload: Record<string, string> = CALL) =>
    application.send(signedForm(target, payload));

  test.each([
    ['/text', /^WARN The content type is text\/\w+, neither .* Fix: return '<Response>.*\(.*\.text\b/],
    ['/json', /^WARN The JSON is not an SWML document .* Fix: return \{ version.*\(.*\.json\b/],
    ['/list', /^WARN The JSON is not an SWML document/],
    ['/odd-sections', /^WARN The JSON is not an SWML document/],
    ['/cut', /^WARN The JSON is not one whole object/],
    ['/buffer', /^WARN The (content type is application\/octet-stream|JSON is not)/],
    ['/sent-text', /^WARN The content type is text\/html.*@Res\(\).*\(.*\.sentText\b/],
    ['/sent-json', /^WARN The JSON is not an SWML document/],
    ['/ended', /^WARN The cXML is not well-formed \(unescaped & in <Say>: write &amp;\).*xmlbuilder2/],
  ])('%s to an instruction webhook is a warning, once', async (target, warning) => {
    for (let count = 0; count < 3; count++) expect((await send(target)).status).toBe(200);
    expect(warnings()).toEqual([expect.stringMatching(warning)]);
  });

  test.each([
    ['<Response><Say>Tom & Jerry</Say></Response>', 'unescaped & in <Say>'],
    ['<Response><Say>a&nbsp;b</Say></Response>', 'unescaped & in <Say>'],
    ['<Response><Redirect>/a?b=1&c=2</Redirect></Response>', 'unescaped & in <Redirect>'],
    ['<Response><Gather action="/a?b=1&c=2"/></Response>', 'unescaped & in the attribute action'],
    ['<Response><Say>1 < 2</Say></Response>', 'unescaped <'],
    ['<Response><Say>a</Response>', '</Response> closes <Say>'],
    ['<Response><Say>a</Say>', '<Response> is not closed'],
    ['<response/>', '<response> is outside of <Response>'],
    ['<Response/><Response/>', '<Response> is outside of <Response>'],
    ['<Response/>a', 'there is text outside of <Response>'],
    ['<!-- a', '<!-- is not closed'],
    ['<!-- a --><?xml version="1.0"?><Response/>', 'the XML declaration is not at the beginning'],
  ])('the cXML %s is not well-formed', async (Body, error) => {
    await send('/said', { MessageSid: 'm1', Body });
    expect(warnings()).toEqual([expect.stringContaining(`The cXML is not well-formed (${error}`)]);
  });

  test('the XML declaration after white space, which the handler sends itself', async () => {
    await send('/sent', { MessageSid: 'm1', Body: '\n<?xml version="1.0"?><Response/>' });
    expect(warnings()).toEqual([expect.stringContaining('the XML declaration is not at the beginning')]);
  });

  test.each([
    ['a call', CALL],
    ['a call from the application', { ...CALL, CallStatus: 'in-progress', Direction: 'outbound-api' }],
    ['the action of <Gather>', { ...CALL, Digits: '1' }],
    ['the action of <Dial>', { ...CALL, DialCallStatus: 'completed' }],
    ['a message', { MessageSid: 'm1', Body: 'Hello' }],
    ['a fax', { FaxSid: 'f1' }],
  ])('%s asks for instructions', async (_name, payload) => {
    await send('/text', payload);
    expect(warnings()).toHaveLength(1);
  });

  test.each([
    ['a call', { call: { call_id: 'c1' } }],
    ['a message', { message: { message_id: 'm1' } }],
  ])('%s asks for SWML', async (_name, payload) => {
    await application.send(signedJson('/json', payload));
    expect(warnings()).toHaveLength(1);
  });

  test.each([
    ['a call that is over', { ...CALL, CallStatus: 'completed' }],
    ['the action of <Dial> of a call that is over', { ...CALL, CallStatus: 'busy', DialCallStatus: 'busy' }],
    ['a status callback', { ...CALL, CallbackSource: 'call-progress-events' }],
    ['a recording', { ...CALL, RecordingStatus: 'completed' }],
    ['a conference', { ...CALL, StatusCallbackEvent: 'participant-join' }],
    ['a stream', { ...CALL, StreamEvent: 'stream-started' }],
    ['a payment', { ...CALL, For: 'payment-card-number' }],
    ['what may be a status callback of a message', { MessageSid: 'm1', MessageStatus: 'sent' }],
    ['what may be a status callback of a fax', { FaxSid: 'f1', FaxStatus: 'received' }],
    ['a callback of a call that is not documented', { CallSid: 'c1', AnsweredBy: 'human' }],
    ['an unknown webhook', { Other: '1' }],
  ])('%s may be answered by anything', async (_name, payload) => {
    for (const target of ['/text', '/json', '/list', '/ended', '/wrapped/json']) await send(target, payload);
    expect(warnings()).toEqual([]);
  });

  test.each([
    ['an event', { event_type: 'calling.call.state', params: {} }],
    ['an AI function', { function: 'weather', argument: { parsed: [], raw: '' } }],
    ['a debug event', { call_info: {}, warning: {} }],
    ['a payment connector', { transaction_id: 't1', method: 'credit-card' }],
    ['an unknown webhook', { other: 1 }],
  ])('%s may be answered by any JSON', async (_name, payload) => {
    for (const target of ['/text', '/json', '/tool']) await application.send(signedJson(target, payload));
    expect(warnings()).toEqual([]);
  });

  test.each([
    '/cxml',
    '/swml',
    '/reply',
    '/yaml',
    '/nothing',
    '/stream',
    '/audio',
    '/gzip',
    '/parts',
    '/long',
    '/error',
    '/redirect',
  ])('%s is no reason to warn', async (target) => {
    await send(target);
    await application.send(signedJson(target, { message: { message_id: 'm1' } }));
    expect(warnings()).toEqual([]);
  });

  test.each(['/wrapped/swml', '/wrapped/swml-text', '/wrapped/cxml', '/wrapped/nothing'])(
    'an interceptor that wraps %s is named, with what to write there',
    async (target) => {
      for (let count = 0; count < 3; count++) await send(target);
      expect(warnings()).toEqual([
        expect.stringMatching(
          /^WARN An interceptor .*wrapped the return value of the handler.*isSignalWireWebhookRoute\(context\).*\(WrappedController\./,
        ),
      ]);
    },
  );

  test.each([
    ['what may be a status callback', { MessageSid: 'm1', MessageStatus: 'sent' }],
    ['an unknown webhook', { Other: '1' }],
  ])('wrapped SWML for %s', async (_name, payload) => {
    await send('/wrapped/swml', payload);
    expect(warnings()).toEqual([expect.stringContaining('wrapped the return value of the handler')]);
  });

  test('an interceptor that wraps other JSON is not blamed', async () => {
    await send('/wrapped/json');
    expect(warnings()).toEqual([expect.stringMatching(/^WARN The JSON is not an SWML document/)]);
  });

  test('each route has its own warning', async () => {
    for (const target of ['/text', '/json', '/text', '/json']) await send(target);
    expect(warnings()).toHaveLength(2);
  });

  test('an error in the first responses of a route is logged, and later responses are not checked', async () => {
    const good = { MessageSid: 'm1', Body: '<Response/>' };
    const bad = { MessageSid: 'm1', Body: '<Response><Say>&</Say></Response>' };
    for (let count = 0; count < 19; count++) await send('/said', good);
    await send('/said', bad);
    expect(warnings()).toHaveLength(1);
    for (let count = 0; count < 20; count++) await send('/sent', good);
    await send('/sent', bad);
    expect(warnings()).toHaveLength(1);
  });

  test("what is not verified on a route with mode: 'report' neither warns nor counts", async () => {
    const unsigned = signedForm('/reported', CALL, { signingKey: 'PSK_other' });
    for (let count = 0; count < 20; count++) expect(await application.statusOf(unsigned)).toBe(200);
    expect(warnings()).toEqual([]);
    await send('/reported');
    expect(warnings()).toHaveLength(1);
  });

  test('the warning names neither payload nor body', async () => {
    await send('/said', { MessageSid: 'm1', Body: '<Response><Say>hunter2 & co</Say></Response>' });
    expect(warnings()).toHaveLength(1);
    expect(application.logger.text).not.toContain('hunter2');
  });
});
