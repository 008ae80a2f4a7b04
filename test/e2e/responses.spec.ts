import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type CallHandler,
  Controller,
  type ExecutionContext,
  Get,
  Header,
  HttpCode,
  type NestInterceptor,
  Post,
  Redirect,
  Res,
  StreamableFile,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { RestClient } from '@signalwire/compatibility-api';
import {
  SignalWireWebhook,
  SignalWireWebhookGuard,
  SignalWireWebhookInterceptor,
  SkipSignalWireWebhook,
  WebhookPayload,
} from 'nestjs-signalwire-webhook';
import { EMPTY, map, of } from 'rxjs';
import twilio from 'twilio';

import {
  adapterNames,
  type Answer,
  type RunningApplication,
  startApplication,
} from '../support/applications.js';
import { signedForm, signedGet, signedJson } from '../support/signing.js';
import { Wrapped } from '../support/wrapped.js';

const { VoiceResponse, MessagingResponse, FaxResponse } = RestClient.LaML;

function voice() {
  const response = new VoiceResponse();
  response.say('Grüße & "quotes"');
  return response;
}

function message() {
  const response = new MessagingResponse();
  response.message('Hello');
  return response;
}

function fax() {
  const response = new FaxResponse();
  response.receive({ action: '/fax' });
  return response;
}

function twiml() {
  const response = new twilio.twiml.VoiceResponse();
  response.say('Hello');
  return response;
}

class Builder {
  toString() {
    return '{"version":"1.0.0","sections":{"main":["answer"]}}';
  }
}

class WithJson {
  toJSON() {
    return { version: '1.0.0' };
  }
}

class AddHangup implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler<InstanceType<typeof VoiceResponse>>) {
    return next.handle().pipe(
      map((response) => {
        response.hangup();
        return response;
      }),
    );
  }
}

interface AnyResponse {
  status(code: number): AnyResponse;
  header(name: string, value: string): AnyResponse;
  send(body: string): void;
}

const SWML = { version: '1.0.0', sections: { main: [{ play: 'say:Hello' }] } };
const YAML = 'version: 1.0.0\nsections:\n  main:\n    - answer\n';

@SignalWireWebhook()
@Controller()
class ResponsesController {
  @Post('voice') voice() {
    return voice();
  }
  @Post('message') message() {
    return Promise.resolve(message());
  }
  @Post('fax') fax() {
    return of(fax());
  }
  @Post('twiml') twiml() {
    return twiml();
  }
  @Post('xml') xml() {
    return '<Response><Hangup/></Response>';
  }
  @Post('indented-xml') indentedXml() {
    return `
      <?xml version="1.0"?>
      <Response><Say> Hello </Say></Response>
    `;
  }
  @Post('indented-swml') indentedSwml() {
    return `\n  ${JSON.stringify(SWML)}`;
  }
  @Post('swml') swml() {
    return SWML;
  }
  @Post('builder') builder() {
    return new Builder();
  }
  @Post('with-json') withJson() {
    return new WithJson();
  }
  @Header('Content-Type', 'application/yaml; charset=utf-8') @Post('yaml') yaml() {
    return YAML;
  }
  @Post('own-text') ownText(@WebhookPayload() { Body }: { Body?: string }) {
    return Body;
  }
  @Post('nothing') nothing() {
    return undefined;
  }
  @Post('null') null() {
    return null;
  }
  @Get('nothing') nothingByGet() {
    return undefined;
  }
  @HttpCode(202) @Post('own-status') ownStatus() {
    return undefined;
  }
  @Header('Content-Type', 'application/xml') @Post('own-type') ownType() {
    return voice();
  }
  @Post('res') res(@Res() response: AnyResponse) {
    response.status(299).header('content-type', 'text/plain').send('own');
  }
  @Wrapped() @Post('wrapped-res') wrappedRes(@Res() response: AnyResponse) {
    response.header('content-type', 'text/plain').send('own');
  }
  @Post('passthrough') passthrough(@Res({ passthrough: true }) response: AnyResponse) {
    response.header('x-own', 'yes');
    return voice();
  }
  @UseInterceptors(AddHangup) @Post('intercepted') intercepted() {
    return new VoiceResponse();
  }
  @Post('stream') stream() {
    return new StreamableFile(Buffer.from('<stream/>'.repeat(20_000)), { type: 'audio/wav' });
  }
  @Redirect('https://example.com/', 307) @Post('redirect') redirect() {
    return undefined;
  }
  @Post('text') text() {
    return ' plain text ';
  }
  @Post('list') list() {
    return [1, 2];
  }
  @Post('long-xml') longXml() {
    return `<Response><Say>${'x'.repeat(65_536)}</Say></Response>`;
  }
  @Post('long-swml') longSwml() {
    return { text: 'ü'.repeat(40_000) };
  }
  @Post('just-short-enough') justShortEnough() {
    return `<R>${'x'.repeat(65_536 - 7)}</R>`;
  }
}

@Controller('open')
class OpenController {
  @Post() open() {
    return '<not-ours/>';
  }
}

describe.each(adapterNames)('responses on %s', (adapterName) => {
  let application: RunningApplication;

  beforeAll(async () => {
    const controllers = [ResponsesController, OpenController];
    application = await startApplication(adapterName, { webhooks: {}, controllers });
  });
  afterAll(() => application.close());

  const post = (target: string, parameters: Record<string, string> = { CallSid: '1' }) =>
    application.send(signedForm(target, parameters));

  test.each([
    ['/voice', voice().toString()],
    ['/message', message().toString()],
    ['/fax', fax().toString()],
    ['/twiml', twiml().toString()],
    ['/xml', '<Response><Hangup/></Response>'],
  ])('%s: the XML comes back byte for byte', async (target, xml) => {
    const answer = await post(target);
    expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([
      200,
      'text/xml; charset=utf-8',
      xml,
    ]);
  });

  test('white space around XML is not sent: the XML declaration must come first', async () => {
    const answer = await post('/indented-xml');
    expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([
      200,
      'text/xml; charset=utf-8',
      '<?xml version="1.0"?>\n      <Response><Say> Hello </Say></Response>',
    ]);
  });

  test.each([
    ['/swml', SWML],
    ['/indented-swml', SWML],
    ['/builder', { version: '1.0.0', sections: { main: ['answer'] } }],
    ['/with-json', { version: '1.0.0' }],
    ['/list', [1, 2]],
  ])('%s: JSON', async (target, document) => {
    const answer = await post(target);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect([answer.status, JSON.parse(answer.body)]).toEqual([200, document]);
  });

  test('YAML', async () => {
    const answer = await post('/yaml');
    expect([answer.headers['content-type'], answer.body]).toEqual(['application/yaml; charset=utf-8', YAML]);
  });

  test.each(['Hello\nversion: 2', 'sections: x', '--- a\nb', 'version: 1.0.0\nsections:\n  main: []'])(
    'a text such as %j is not taken for YAML',
    async (Body) => {
      const answer = await post('/own-text', { Body });
      expect(answer.headers['content-type']).not.toContain('yaml');
      expect(answer.body).toBe(Body);
    },
  );

  test.each(['/nothing', '/null'])('%s to a cXML instruction webhook: an empty response', async (target) => {
    const answer = await post(target, { CallSid: '1', CallStatus: 'ringing' });
    expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([
      200,
      'text/xml; charset=utf-8',
      '<?xml version="1.0" encoding="UTF-8"?><Response/>',
    ]);
  });

  test.each([
    [{ CallStatus: 'ringing', CallbackSource: 'call-progress-events' }],
    [{ CallStatus: 'completed', CallDuration: '12' }],
    [{ RecordingStatus: 'completed' }],
    [{ TranscriptionStatus: 'failed' }],
    [{ StatusCallbackEvent: 'participant-join' }],
    [{ StreamEvent: 'stream-started' }],
  ])('nothing to the status callback %j: 204', async (parameters) => {
    const answer = await post('/nothing', parameters);
    expect([answer.status, answer.body]).toEqual([204, '']);
  });

  test('nothing to a JSON event: 204', async () => {
    const answer = await application.send(signedJson('/nothing', { event_type: 'calling.call.state' }));
    expect([answer.status, answer.body]).toEqual([204, '']);
  });

  test('nothing to a GET', async () => {
    const answer = await application.send(signedGet('/nothing?CallSid=1&CallStatus=ringing'));
    expect([answer.status, answer.body]).toEqual([200, '<?xml version="1.0" encoding="UTF-8"?><Response/>']);
  });

  test('@HttpCode, @Header, @Res, @Redirect and other interceptors keep working', async () => {
    expect((await post('/own-status', { CallbackSource: 'x' })).status).toBe(202);
    const ownType = await post('/own-type');
    expect(ownType.headers['content-type']).toMatch(/^application\/xml/);
    expect(ownType.body).toBe(voice().toString());
    const res = await post('/res');
    expect([res.status, res.body]).toEqual([299, 'own']);
    const wrappedRes = await post('/wrapped-res');
    expect([wrappedRes.status, wrappedRes.body]).toEqual([200, 'own']);
    const passthrough = await post('/passthrough');
    expect([passthrough.status, passthrough.headers['x-own'], passthrough.body]).toEqual([
      200,
      'yes',
      voice().toString(),
    ]);
    expect((await post('/intercepted')).body).toContain('<Response><Hangup/></Response>');
    const redirect = await post('/redirect');
    expect([redirect.status, redirect.headers['location']]).toEqual([307, 'https://example.com/']);
  });

  test('a stream is passed on, however long', async () => {
    const answer = await post('/stream');
    expect([answer.status, answer.headers['content-type'], answer.body.length]).toEqual([
      200,
      'audio/wav',
      180_000,
    ]);
  });

  test('other text is left to the framework', async () => {
    const answer = await post('/text');
    expect([answer.status, answer.body]).toEqual([200, ' plain text ']);
    expect(answer.headers['content-type']).toMatch(/^text\/(html|plain)/);
  });

  test.each([
    ['/long-xml', 'longXml'],
    ['/long-swml', 'longSwml'],
  ])('%s: more than 64 kB is rejected, and the log says so', async (target, handler) => {
    expect((await post(target)).status).toBe(500);
    expect(application.logger.text).toMatch(
      new RegExp(`The response has \\d+ bytes.*\\(ResponsesController\\.${handler}`),
    );
  });

  test('64 kB is sent', async () => {
    const answer = await post('/just-short-enough');
    expect([answer.status, answer.body.length]).toEqual([200, 65_536]);
  });

  test('routes that are not protected are not touched', async () => {
    const answer = await application.send({ target: '/open' });
    expect([answer.status, answer.body]).toEqual([201, '<not-ours/>']);
    expect(answer.headers['content-type']).not.toContain('xml');
  });
});

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
  let application: RunningApplication;

  beforeAll(async () => {
    const controllers = [
      ProtectedChild,
      OpenSibling,
      ClassController,
      GuardController,
      UnconcernedController,
    ];
    application = await startApplication(adapterName, { webhooks: {}, controllers });
  });
  afterAll(() => application.close());

  const post = (target: string) => application.send(signedForm(target, { CallSid: '1' }));

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
    const response = await application.send({ method: 'GET', target: '/none' });
    expect([response.status, typeOf(response), response.body]).toEqual([200, typeOf(response), '<p>']);
    expect(typeOf(response)).not.toBe('text/xml');
  });
});
