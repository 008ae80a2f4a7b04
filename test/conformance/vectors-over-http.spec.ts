import { afterAll, describe, expect, test } from '@jest/globals';
import { All, Controller, type Type } from '@nestjs/common';
import { SignalWireWebhook, SignalWireWebhookModule, WebhookPayload } from 'nestjs-signalwire-webhook';

import {
  type AdapterName,
  adapterNames,
  type RequestToSend,
  type RunningApplication,
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
 * The status of a body parser that rejects the request before any guard. Express takes an object or an array, or nothing;
 * Fastify any JSON value, but neither an empty body nor one without a content type. Nest 12 on Fastify rejects a form with
 * `__proto__` (unless the adapter has `onProtoPoisoning: 'ignore'`).
 */
function statusOfParser({ headers, body }: SigningVector, adapterName: AdapterName): number | undefined {
  const contentType = headers['content-type'];
  const isJson = contentType === 'application/json';
  if (adapterName === 'express') return isJson && !/^([{[]|$)/.test(body) ? 400 : undefined;
  if (contentType === undefined) return body === '' ? undefined : 415;
  return (isJson ? isJsonValue(body) : !body.startsWith('__proto__')) ? undefined : 400;
}

function isJsonValue(body: string): boolean {
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}

/** Node's HTTP parser answers 400 to bytes above ASCII in a request target. */
const requestable = signingVectors
  .filter(({ url }) => !/[^\x20-\x7e]/.test(url))
  .map((vector) => withUsableKey(vector));

function requestOf({ url, method, headers, body }: SigningVector): RequestToSend {
  const target = url.replace(/^[^/]+\/\/[^/?#]*/, '');
  return { method, target, headers, ...(body === '' && method === 'GET' ? {} : { body }) };
}

function start(adapterName: AdapterName, signingKey: string, publicUrl: string): Promise<RunningApplication> {
  const content = ['form', 'json', 'query', 'bodySHA256'] as const;
  return startApplication(adapterName, {
    imports: [SignalWireWebhookModule.forRoot({ content, signingKey, publicUrl })],
    controllers: [controllerOf(adapterName === 'express' ? '*path' : '*')],
  });
}

describe.each(adapterNames)('signing vectors over HTTP on %s', (adapterName) => {
  /** One application for all vectors of one key and one public URL. */
  const applications = new Map<string, Promise<RunningApplication>>();

  function applicationFor(vector: SigningVector): Promise<RunningApplication> {
    const [publicUrl = ''] = /^[^/]+\/\/[^/?#]*/.exec(urlToVerify(vector)) ?? [];
    const name = `${vector.signingKey} ${publicUrl}`;
    const application = applications.get(name) ?? start(adapterName, vector.signingKey, publicUrl);
    applications.set(name, application);
    return application;
  }

  afterAll(async () => {
    for (const application of applications.values()) await (await application).close();
  });

  test.each(requestable.map((vector) => [vector.id, vector] as const))('%s', async (_id, vector) => {
    const application = await applicationFor(vector);
    const answer = await application.send(requestOf(vector));
    const status = vector.expected === 'verified' ? 200 : 403;
    expect(answer.status).toBe(statusOfParser(vector, adapterName) ?? status);
  });
});
