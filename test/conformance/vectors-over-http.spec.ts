import { describe, expect, test } from '@jest/globals';
import { All, Controller, type Type } from '@nestjs/common';
import { SignalWireWebhook, SignalWireWebhookModule, WebhookPayload } from 'nestjs-signalwire-webhook';

import {
  type AdapterName,
  adapterNames,
  type RequestToSend,
  startApplication,
} from '../support/applications.js';
import { withUsableKey } from '../support/usable-vectors.js';
import { type SigningVector, signingVectors, urlToVerify } from '../support/vectors.js';

function controllerOf(wildcard: string): Type {
  @SignalWireWebhook()
  @Controller()
  class AnyController {
    @All(['/', wildcard])
    any(@WebhookPayload() payload: object) {
      return { names: Object.keys(payload) };
    }
  }
  return AnyController;
}

/**
 * Before any guard, both frameworks refuse a JSON body that does not parse. Fastify also refuses an empty one, and
 * Nest 12 on Fastify a form with `__proto__` (unless the adapter has `onProtoPoisoning: 'ignore'`).
 */
function isStoppedByTheParser({ headers, body }: SigningVector, adapterName: AdapterName): boolean {
  if (headers['content-type'] !== 'application/json') {
    return adapterName === 'fastify' && body.startsWith('__proto__');
  }
  return body === '' ? adapterName === 'fastify' : !body.startsWith('{');
}

/** Node's HTTP parser answers 400 to bytes above ASCII in a request target. */
const requestable = signingVectors
  .filter(({ url }) => !/[^\x20-\x7e]/.test(url))
  .map((vector) => withUsableKey(vector));

function requestOf({ url, method, headers, body }: SigningVector): RequestToSend {
  const target = url.replace(/^[^/]+\/\/[^/?#]*/, '');
  return { method, target, headers, ...(body === '' && method === 'GET' ? {} : { body }) };
}

describe.each(adapterNames)('signing vectors over HTTP on %s', (adapterName) => {
  test.each(requestable.map((vector) => [vector.id, vector] as const))('%s', async (_id, vector) => {
    const [publicUrl = ''] = /^[^/]+\/\/[^/?#]*/.exec(urlToVerify(vector)) ?? [];
    const application = await startApplication(adapterName, {
      imports: [
        SignalWireWebhookModule.forRoot({
          content: ['form', 'json', 'query', 'bodySHA256'],
          signingKey: vector.signingKey,
          publicUrl,
        }),
      ],
      controllers: [controllerOf(adapterName === 'express' ? '*path' : '*')],
    });
    try {
      const answer = await application.send(requestOf(vector));
      const verdict = vector.expected === 'verified' ? 200 : 403;
      expect(answer.status).toBe(isStoppedByTheParser(vector, adapterName) ? 400 : verdict);
    } finally {
      await application.close();
    }
  });
});
