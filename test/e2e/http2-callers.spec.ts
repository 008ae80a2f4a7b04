import { describe, expect, test } from '@jest/globals';
import { Controller, Post, Res } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { SignalWireWebhook, SignalWireWebhookOutcomes, type WebhookOutcome } from 'nestjs-signalwire-webhook';
import { type EventEmitter, once } from 'node:events';
import { type ClientHttp2Stream, connect, constants } from 'node:http2';

import { type RequestToSend, type Use, withApplication } from '../support/applications.js';
import { PUBLIC_URL, signedForm } from '../support/signing.js';
import { until } from '../support/until.js';

let asked = 0;
let handled = 0;
let left = 0;

@SignalWireWebhook()
@Controller()
class HookController {
  @SignalWireWebhook({ once: true })
  @Post('never-ended')
  neverEnded(@Res() { raw }: FastifyReply) {
    handled++;
    raw.once('close', () => left++);
  }

  @SignalWireWebhook({
    publicUrl: async ({ raw }) => {
      asked++;
      await once(raw?.stream as EventEmitter, 'close');
      return PUBLIC_URL;
    },
  })
  @Post('slow')
  slow() {
    return 'handled';
  }
}

/** The status of the response, and the stream, to leave before there is one. */
function send(port: number, { target, headers, body = '' }: RequestToSend) {
  const client = connect(`http://127.0.0.1:${port}`);
  const stream: ClientHttp2Stream = client.request({ ':path': target, ':method': 'POST', ...headers });
  stream.on('error', () => undefined);
  const status = new Promise<number | undefined>((resolve) => {
    stream.on('response', (response) => {
      resolve(response[':status']);
    });
    stream.on('close', () => {
      client.close();
      resolve(undefined);
    });
  });
  stream.end(body);
  stream.resume();
  const leave = () => {
    stream.close(constants.NGHTTP2_CANCEL);
  };
  return { status, leave };
}

const request = (path: string) => signedForm(path, { CallSid: 'c1', SequenceNumber: '4' });

describe('a caller that leaves, over HTTP/2', () => {
  const using = (use: Use) => {
    const adapter = new FastifyAdapter({ http2: true } as never);
    return withApplication('fastify', { webhooks: {}, controllers: [HookController], adapter }, use);
  };

  test('before the handler has ended the response: nobody knows how it ended, and the lease decides', async () => {
    await using(async ({ port }) => {
      const first = send(port, request('/never-ended'));
      await until(() => handled === 1);
      first.leave();
      await until(() => left === 1);
      expect(await send(port, request('/never-ended')).status).toBe(503);
      expect(handled).toBe(1);
    });
  });

  test('while it is verified has its outcome', async () => {
    await using(async ({ app, port }) => {
      const outcomes: WebhookOutcome[] = [];
      app.get(SignalWireWebhookOutcomes).subscribe((outcome) => outcomes.push(outcome));
      const caller = send(port, { ...request('/slow'), body: 'CallSid=c2' });
      await until(() => asked === 1);
      caller.leave();
      await until(() => outcomes.length > 0);
      expect(outcomes[0]).toMatchObject({ result: 'rejected', reason: 'signature-mismatch' });
    });
  });
});
