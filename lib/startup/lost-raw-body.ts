import type { HttpAdapterHost } from '@nestjs/core';
import { Readable } from 'node:stream';

import { type ExpressLayer, expressStack } from '../routes/express-stack.js';

type HttpAdapter = HttpAdapterHost['httpAdapter'];

const FORM = 'application/x-www-form-urlencoded';
const PROBES: Readonly<Record<string, { readonly contentType: string; readonly body: string }>> = {
  jsonParser: { contentType: 'application/json', body: '{}' },
  urlencodedParser: { contentType: FORM, body: 'a=1' },
};

/** Returns a warning if the parsers of the application keep no raw body, as far as they show it at startup. */
export async function findLostRawBody(adapter: HttpAdapter): Promise<string | undefined> {
  if (adapter.getType() === 'fastify') return findMissingParser(adapter.getInstance());
  if (adapter.getType() !== 'express') return undefined;
  const parsers = expressStack(adapter.getInstance()).filter(({ name = '' }) => Object.hasOwn(PROBES, name));
  if (parsers.length === 0) return lost('Express has no parser for JSON and forms.');
  if (!parsers.every(isGlobal)) return undefined;
  const results = await Promise.all(Object.keys(PROBES).map((name) => losesRawBody(name, parsers)));
  return results.includes(true) ? lost('A body parser of Express keeps no raw body.') : undefined;
}

function findMissingParser(instance: FastifyInstance): string | undefined {
  if (instance.hasContentTypeParser(FORM)) return undefined;
  return (
    'Fastify has no parser for forms, so a webhook with a form gets 415. Fix: remove bodyParser: false from NestFactory.create(), ' +
    'and set rawBody: true'
  );
}

interface FastifyInstance {
  hasContentTypeParser(contentType: string): boolean;
}

function lost(fact: string): string {
  return (
    `${fact} Unless a middleware sets request.rawBody, each webhook gets 500. Fix: NestFactory.create(AppModule, { rawBody: true }). ` +
    'If rawBody is true, remove bodyParser: false, app.use(express.json()) and app.use(express.urlencoded()).'
  );
}

/** A parser below a path may be the one of the webhooks. */
function isGlobal(layer: ExpressLayer): boolean {
  return layer.match('/') && layer.match('/webhook');
}

/** Lets the first parser of this name read a small body. It is the parser that reads the webhooks. */
function losesRawBody(name: string, parsers: readonly ExpressLayer[]): Promise<boolean> {
  const parser = parsers.find((each) => each.name === name);
  const probe = PROBES[name];
  if (!parser || !probe) return Promise.resolve(false);
  const { contentType, body } = probe;
  const headers = { 'content-type': contentType, 'content-length': String(body.length) };
  const request: object & { body?: unknown; rawBody?: unknown } = Object.assign(
    Readable.from([Buffer.from(body)]),
    { method: 'POST', url: '/', originalUrl: '/', headers },
  );
  return new Promise((resolve) => {
    parser.handle(request, {}, (error) => {
      resolve(error === undefined && request.body !== undefined && request.rawBody === undefined);
    });
  });
}
