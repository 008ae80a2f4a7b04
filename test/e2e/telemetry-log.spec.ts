import { describe, expect, test } from '@jest/globals';
import { ConsoleLogger, Controller, Get, type LoggerService, type LogLevel, Post } from '@nestjs/common';
import { SignalWireWebhook } from 'nestjs-signalwire-webhook';
import { Logger as PinoLogger, LoggerModule } from 'nestjs-pino';
import { Writable } from 'node:stream';

import {
  adapterNames,
  type ApplicationSetup,
  type RunningApplication,
  type Use,
  type WebhookOptions,
  withApplication,
} from '../support/applications.js';
import { FORM, OTHER_KEY, signedForm, signedJson, SIGNING_KEY } from '../support/signing.js';

@SignalWireWebhook()
@Controller()
class HookController {
  @Post('hook')
  hook() {
    return '<Response/>';
  }

  @Get('hook')
  read() {
    return '<Response/>';
  }
}

const FORGED = signedForm('/hook?token=in-the-query', { From: '+15551234567' }, { signingKey: OTHER_KEY });

async function send(application: RunningApplication, count: number, request = FORGED): Promise<void> {
  for (let sent = 0; sent < count; sent++) await application.send(request);
}

/** What a logger writes to the standard output and error. */
async function captured(run: () => Promise<void>): Promise<string> {
  const stdout = process.stdout.write.bind(process.stdout);
  const stderr = process.stderr.write.bind(process.stderr);
  let text = '';
  const write = (chunk: string | Uint8Array) => {
    text += String(chunk);
    return true;
  };
  process.stdout.write = write;
  process.stderr.write = write;
  try {
    await run();
  } finally {
    process.stdout.write = stdout;
    process.stderr.write = stderr;
  }
  return text;
}

function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** One for both adapters, since nestjs-pino keeps the first root logger of the process. */
let pinoText = '';
const pinoStream = new Writable({
  write(chunk: Buffer, _encoding, done) {
    pinoText += String(chunk);
    done();
  },
});

/** The lines without the explanations, which follow the response. */
function rejectionsOf({ logger }: RunningApplication): string[] {
  return logger.lines.filter((line) => !line.includes('Diagnosis of'));
}

const jsonLogger = (level: LogLevel) => new ConsoleLogger({ json: true, logLevels: [level] });

describe.each(adapterNames)('the log on %s', (adapterName) => {
  const using = (webhooks: WebhookOptions, use: Use) =>
    withApplication(adapterName, { webhooks, controllers: [HookController] }, use);

  /** Sends forged requests to an application with this logger. */
  const logTo = (logger: LoggerService, count: number) => {
    const setup = { webhooks: {}, controllers: [HookController], options: { logger } };
    return withApplication(adapterName, setup, (application) => send(application, count));
  };

  test('a rejection is one line with reason, route, scheme and request id', async () => {
    await using({}, async (application) => {
      await application.send({ ...FORGED, headers: { ...FORGED.headers, 'x-request-id': 'abc-1' } });
      await application.send(signedJson('/hook', {}, { signingKey: OTHER_KEY }));
      await application.send({ target: '/hook', headers: { 'x-request-id': 'two words' } });
      await application.close();
      const ids =
        adapterName === 'fastify'
          ? ['request req-1', ', request req-2', ', request req-3']
          : ['request abc-1', '', ''];
      const hint = '. Set diagnostics: true in SignalWireWebhookModule to find the cause.';
      expect(rejectionsOf(application)).toEqual([
        `WARN Rejected POST /hook: signature-mismatch (HookController.hook, cxml, ${ids[0]})${hint} SignalWireWebhook`,
        `WARN Rejected POST /hook: signature-mismatch (HookController.hook, swml${ids[1]}) SignalWireWebhook`,
        `WARN Rejected POST /hook: missing-signature (HookController.hook${ids[2]}) SignalWireWebhook`,
      ]);
    });
  });

  test('a flood of forged requests writes ten lines of each reason, and one that sums up the rest', async () => {
    await using({}, async (application) => {
      await send(application, 60);
      await send(application, 1, { target: '/hook', headers: FORM, body: 'a=b' });
      await application.close();
      const lines = rejectionsOf(application);
      expect(lines).toHaveLength(12);
      expect(lines[10]).toContain('Rejected POST /hook: missing-signature');
      expect(lines[11]).toMatch(
        /^WARN 50 more rejected requests within \d+ s: 50 × HookController\.hook: signature-mismatch SignalWireWebhook$/,
      );
      for (const secret of ['in-the-query', '5551234567', SIGNING_KEY])
        expect(application.logger.text).not.toContain(secret);
    });
  });

  test.each<[string, WebhookOptions, string, number]>([
    [
      'keys that are unavailable',
      { signingKey: () => Promise.reject(new Error('down')) },
      'keys-unavailable',
      503,
    ],
    ['a configuration error', { publicUrl: () => 'nonsense' }, 'configuration-error', 500],
    [
      'an exceptionFactory that throws',
      {
        exceptionFactory: () => {
          throw new Error('broken');
        },
      },
      'exceptionFactory',
      403,
    ],
  ])('%s: ten lines, and one that sums up the rest', async (_name, options, kind, status) => {
    await using(options, async (application) => {
      expect(await application.statusOf(FORGED)).toBe(status);
      await send(application, 29);
      await application.close();
      const errors = application.logger.lines.filter((line) => line.startsWith('ERROR'));
      expect(errors).toHaveLength(11);
      expect(errors[0]).toContain('(HookController.hook');
      expect(errors[10]).toMatch(
        new RegExp(`^ERROR 20 more errors within \\d+ s: 20 × HookController.hook: ${kind}`),
      );
    });
  });

  test('a lost raw body: ten lines, and one that sums up the rest', async () => {
    const setup = { webhooks: {}, controllers: [HookController], options: { rawBody: false } };
    await withApplication(adapterName, setup, async (application) => {
      await send(application, 30);
      await application.close();
      const errors = application.logger.lines.filter((line) => line.startsWith('ERROR'));
      expect(errors).toHaveLength(11);
      expect(errors[0]).toContain('rawBody: true');
    });
  });

  test('a logger that takes texts only, and throws at anything else, changes no response', async () => {
    const lines: string[] = [];
    const logger: LoggerService = {
      log: () => undefined,
      error: () => undefined,
      warn: (message: string) => lines.push(message.replace(/ \(.*/, '')),
    };
    const setup = { webhooks: {}, controllers: [HookController], options: { logger } };
    const status = await withApplication(adapterName, setup, ({ statusOf }) => statusOf(FORGED));
    expect([status, lines]).toEqual([403, ['Rejected POST /hook: signature-mismatch']]);
  });

  test("Nest's own logger: one line of text", async () => {
    const logger = new ConsoleLogger({ colors: false, logLevels: ['warn'] });
    const text = await captured(() => logTo(logger, 1));
    expect(text.trim().split('\n')).toEqual([
      expect.stringMatching(
        / WARN \[SignalWireWebhook\] Rejected POST \/hook: signature-mismatch \(HookController\.hook, cxml.*\)\. Set diagnostics: true .*$/,
      ),
    ]);
  });

  test("Nest's own JSON logger: structured fields", async () => {
    const text = await captured(() => logTo(jsonLogger('warn'), 12));
    const lines = jsonLines(text);
    expect(lines).toHaveLength(11);
    expect(lines[0]).toMatchObject({
      level: 'warn',
      context: 'SignalWireWebhook',
      message: {
        msg: expect.stringContaining('Rejected POST /hook: signature-mismatch'),
        result: 'rejected',
        reason: 'signature-mismatch',
        route: 'HookController.hook',
        signatureFormat: 'cxml',
        method: 'POST',
        path: '/hook',
      },
    });
    expect(lines[10]).toMatchObject({ message: { suppressed: 2 } });
    expect(text).not.toContain('in-the-query');
  });

  test("a rejection by a verifier that gives no reason, in the text and in Nest's JSON", async () => {
    const setup = {
      webhooks: {},
      verifier: { verify: () => ({ verified: false }) },
      controllers: [HookController],
      options: { logger: jsonLogger('warn') },
    };
    const text = await captured(() =>
      withApplication(adapterName, setup, (application) => send(application, 1)),
    );
    expect(jsonLines(text).map(({ message }) => message)).toEqual([
      expect.objectContaining({
        msg: expect.stringContaining('Rejected POST /hook: no reason given (HookController.hook'),
        result: 'rejected',
        reason: 'no reason given',
      }),
    ]);
  });

  test('a response that is too long, as the kind of its line', async () => {
    @SignalWireWebhook()
    @Controller()
    class LongController {
      @Post('hook')
      hook() {
        return `<Response>${' '.repeat(65_536)}</Response>`;
      }
    }
    const setup = {
      webhooks: {},
      controllers: [LongController],
      options: { logger: jsonLogger('error') },
    };
    const text = await captured(() =>
      withApplication(adapterName, setup, (application) =>
        send(application, 1, signedForm('/hook', { CallSid: 'CA1' })),
      ),
    );
    const ours = jsonLines(text).filter(({ context }) => context === 'SignalWireWebhook');
    expect(ours.map(({ message }) => message)).toEqual([
      {
        msg:
          'The response has 65557 bytes. SignalWire drops responses over 65536: shorten it, or send a part and continue by ' +
          `<Redirect>. (LongController.hook${adapterName === 'fastify' ? ', request req-1' : ''})`,
        result: 'response-too-large',
        route: 'LongController.hook',
        ...(adapterName === 'fastify' && { requestId: 'req-1' }),
      },
    ]);
  });

  test('nestjs-pino: structured fields', async () => {
    pinoText = '';
    const setup: ApplicationSetup = {
      webhooks: {},
      imports: [
        LoggerModule.forRoot({ pinoHttp: [{ autoLogging: false, quietReqLogger: true }, pinoStream] }),
      ],
      controllers: [HookController],
      options: { bufferLogs: true },
      configure: (app) => {
        app.useLogger(app.get(PinoLogger));
      },
    };
    await withApplication(adapterName, setup, async (application) => {
      await send(application, 12);
      await application.close();
      const lines = jsonLines(pinoText).filter(({ context }) => context === 'SignalWireWebhook');
      expect(lines).toHaveLength(11);
      expect(lines[0]).toMatchObject({
        level: 40,
        msg: expect.stringContaining('Rejected POST /hook: signature-mismatch'),
        result: 'rejected',
        reason: 'signature-mismatch',
        route: 'HookController.hook',
        signatureFormat: 'cxml',
      });
      expect(lines[10]).toMatchObject({
        suppressed: 2,
        msg: expect.stringContaining('2 more rejected requests'),
      });
    });
  });
});
