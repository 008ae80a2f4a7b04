import { configure as codegenie4 } from '@codegenie/serverless-express';
import { configure as codegenie5 } from '@codegenie/serverless-express-v5';
import { type FrameworkContract, ServerlessAdapter } from '@h4ad/serverless-adapter';
import { AlbAdapter, ApiGatewayV1Adapter, ApiGatewayV2Adapter } from '@h4ad/serverless-adapter/adapters/aws';
import { ExpressFramework } from '@h4ad/serverless-adapter/frameworks/express';
import { FastifyFramework } from '@h4ad/serverless-adapter/frameworks/fastify';
import { DefaultHandler } from '@h4ad/serverless-adapter/handlers/default';
import { PromiseResolver } from '@h4ad/serverless-adapter/resolvers/promise';
import { configure as vendia } from '@vendia/serverless-express';
import type { Express } from 'express';
import type { FastifyInstance } from 'fastify';
import serverlessHttp from 'serverless-http';

import type { AdapterName, RequestToSend, RunningApplication } from './applications.js';
import { eventOf, type GatewayApi } from './lambda-events.js';

/** What the Lambda runtime gets of a handler. */
export interface LambdaResult {
  readonly statusCode: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
}

export type LambdaHandler = (event: object) => Promise<LambdaResult>;

function asHandler(handler: unknown): LambdaHandler {
  const call = handler as (event: object, context: object) => Promise<LambdaResult>;
  return (event) => call(event, {});
}

function h4ad<App>(
  app: App,
  framework: FrameworkContract<App>,
  lowercaseRequestHeaders = true,
): LambdaHandler {
  const handler = ServerlessAdapter.new(app)
    .setFramework(framework)
    .setHandler(new DefaultHandler())
    .setResolver(new PromiseResolver())
    .addAdapter(new ApiGatewayV1Adapter({ lowercaseRequestHeaders }))
    .addAdapter(new ApiGatewayV2Adapter())
    .addAdapter(new AlbAdapter())
    .build();
  return asHandler(handler);
}

interface LambdaAdapter {
  readonly framework: AdapterName;
  readonly handle: (app: never) => LambdaHandler;
}

const onExpress = (handle: (app: Express) => LambdaHandler): LambdaAdapter => ({
  framework: 'express',
  handle,
});

/** Adapters that make an HTTP request of an event. Jest cannot load that of Fastify: test/recipes/aws-lambda.spec.ts runs it. */
export const LAMBDA_ADAPTERS = {
  '@codegenie/serverless-express 4': onExpress((app) => asHandler(codegenie4({ app }))),
  '@codegenie/serverless-express 5': onExpress((app) => asHandler(codegenie5({ app }))),
  '@vendia/serverless-express': onExpress((app) => asHandler(vendia({ app }))),
  'serverless-http': onExpress((app) => asHandler(serverlessHttp(app))),
  '@h4ad/serverless-adapter': onExpress((app) => h4ad(app, new ExpressFramework())),
  '@h4ad/serverless-adapter on Fastify': {
    framework: 'fastify',
    handle: (app: FastifyInstance) => h4ad(app, new FastifyFramework()),
  },
} satisfies Record<string, LambdaAdapter>;

export type LambdaAdapterName = keyof typeof LAMBDA_ADAPTERS;

/** As it is configured by default: it leaves the header names of a REST API as they are. */
export function h4adWithHeaderNamesAsTheyCame({ app }: RunningApplication): LambdaHandler {
  return h4ad<Express>(instanceOf(app), new ExpressFramework(), false);
}

export function lambdaHandler(name: LambdaAdapterName, { app }: RunningApplication): LambdaHandler {
  return LAMBDA_ADAPTERS[name].handle(instanceOf(app));
}

function instanceOf(app: RunningApplication['app']): never {
  return app.getHttpAdapter().getInstance() as never;
}

/** Sends a request as the event that an API makes of it. */
export function invokeBy(
  handler: LambdaHandler,
  api: GatewayApi,
  request: RequestToSend,
): Promise<LambdaResult> {
  return handler(eventOf(api, request));
}

export function contentTypeOf({ headers, multiValueHeaders }: LambdaResult): string | undefined {
  return headers?.['content-type'] ?? multiValueHeaders?.['content-type']?.[0];
}
