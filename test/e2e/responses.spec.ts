import { describe, expect, test } from '@jest/globals';
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
  UseInterceptors,
} from '@nestjs/common';
import { RestClient } from '@signalwire/compatibility-api';
import { SignalWireWebhook, WebhookPayload } from 'nestjs-signalwire-webhook';
import { map, of } from 'rxjs';
import twilio from 'twilio';

import { adapterNames, type Answer, type Use, withApplication } from '../support/applications.js';
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
  const using = (use: Use) =>
    withApplication(adapterName, { webhooks: {}, controllers: [ResponsesController, OpenController] }, use);

  async function post(
    target: string,
    parameters: Record<string, string> = { CallSid: '1' },
  ): Promise<Answer> {
    let answer: Answer | undefined;
    await using(async (application) => {
      answer = await application.send(signedForm(target, parameters));
    });
    if (!answer) throw new Error('no answer');
    return answer;
  }

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
    await using(async (application) => {
      const answer = await application.send(signedJson('/nothing', { event_type: 'calling.call.state' }));
      expect([answer.status, answer.body]).toEqual([204, '']);
    });
  });

  test('nothing to a GET', async () => {
    await using(async (application) => {
      const answer = await application.send(signedGet('/nothing?CallSid=1&CallStatus=ringing'));
      expect([answer.status, answer.body]).toEqual([
        200,
        '<?xml version="1.0" encoding="UTF-8"?><Response/>',
      ]);
    });
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

  test.each(['/long-xml', '/long-swml'])(
    '%s: more than 64 kB is rejected, and the log says so',
    async (target) => {
      await using(async (application) => {
        const answer = await application.send(signedForm(target, { a: '1' }));
        expect(answer.status).toBe(500);
        expect(application.logger.text).toMatch(
          /The response has \d+ bytes.*\(ResponsesController\.long(Xml|Swml)/,
        );
      });
    },
  );

  test('64 kB is sent', async () => {
    const answer = await post('/just-short-enough');
    expect([answer.status, answer.body.length]).toEqual([200, 65_536]);
  });

  test('routes that are not protected are not touched', async () => {
    await using(async (application) => {
      const answer = await application.send({ target: '/open' });
      expect([answer.status, answer.body]).toEqual([201, '<not-ours/>']);
      expect(answer.headers['content-type']).not.toContain('xml');
    });
  });
});
