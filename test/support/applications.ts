import {
  type DynamicModule,
  type INestApplication,
  type LoggerService,
  Module,
  type NestApplicationOptions,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  SIGNALWIRE_WEBHOOK_VERIFIER,
  SignalWireWebhookModule,
  type SignalWireWebhookModuleOptions,
} from 'nestjs-signalwire-webhook';
import { request as httpRequest, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { promisify } from 'node:util';

import { closeAtEnd } from './close-at-end.js';
import { PUBLIC_URL, SIGNING_KEY } from './signing.js';

export type AdapterName = 'express' | 'fastify';
export const adapterNames: readonly AdapterName[] = ['express', 'fastify'];

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

export interface RequestToSend {
  readonly method?: string;
  readonly target: string;
  readonly headers?: Record<string, string | readonly string[]>;
  readonly body?: string | Uint8Array;
}

export class MemoryLogger implements LoggerService {
  readonly lines: string[] = [];

  log(): void {}
  debug(): void {}
  verbose(): void {}
  warn(message: unknown, ...rest: unknown[]): void {
    this.lines.push(['WARN', message, ...rest].map(String).join(' '));
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.lines.push(['ERROR', message, ...rest].map(String).join(' '));
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.lines.push(['FATAL', message, ...rest].map(String).join(' '));
  }

  get text(): string {
    return this.lines.join('\n');
  }
}

export type WebhookOptions = Partial<SignalWireWebhookModuleOptions>;

export interface ApplicationSetup {
  /** Imports the module with these options, and by default with the key and the public URL of `signing.ts`. */
  readonly webhooks?: WebhookOptions;
  /** Replaces the verifier of `webhooks`. */
  readonly verifier?: object | undefined;
  readonly imports?: (Type | DynamicModule | Promise<DynamicModule>)[];
  readonly controllers?: Type[];
  readonly providers?: NonNullable<DynamicModule['providers']>;
  readonly options?: NestApplicationOptions | undefined;
  readonly trustProxy?: boolean | undefined;
  /** In place of the one that the name stands for. */
  readonly adapter?: FastifyAdapter | undefined;
  readonly configure?: ((app: INestApplication) => void) | undefined;
}

export interface RunningApplication {
  readonly app: INestApplication;
  readonly logger: MemoryLogger;
  readonly port: number;
  readonly send: (request: RequestToSend) => Promise<Answer>;
  readonly statusOf: (request: RequestToSend) => Promise<number>;
  /** Sends one request after the other. */
  readonly statusesOf: (requests: readonly RequestToSend[]) => Promise<number[]>;
  /** Sends the text as it is, and gives what came back until the peer closed. */
  sendRaw(text: string | Uint8Array): Promise<string>;
  /** How many connections the server has. */
  countConnections(): Promise<number>;
  close(): Promise<void>;
}

export type Use<T = unknown> = (application: RunningApplication) => T | Promise<T>;

/** Starts an application, and closes it as soon as `use` has ended. */
export async function withApplication<T>(
  adapterName: AdapterName,
  setup: ApplicationSetup,
  use: Use<T>,
): Promise<T> {
  const application = await startApplication(adapterName, setup);
  try {
    return await use(application);
  } finally {
    await application.close();
  }
}

/** A real Nest application on a free loopback port. It is closed at the end of the test file, if not before. */
export async function startApplication(
  adapterName: AdapterName,
  setup: ApplicationSetup,
): Promise<RunningApplication> {
  @Module({
    imports: [
      ...(setup.webhooks ? [webhookModule(setup.webhooks, setup.verifier)] : []),
      ...(setup.imports ?? []),
    ],
    controllers: setup.controllers ?? [],
    providers: setup.providers ?? [],
  })
  class RootModule {}

  const logger = new MemoryLogger();
  const options = { rawBody: true, logger, abortOnError: false, ...setup.options };
  const app = setup.adapter
    ? await NestFactory.create<NestFastifyApplication>(RootModule, setup.adapter, options)
    : await createApplication(adapterName, RootModule, options, setup.trustProxy);
  try {
    setup.configure?.(app);
    await app.listen(0, '127.0.0.1');
  } catch (error) {
    await app.close();
    throw error;
  }
  const server = app.getHttpServer() as Server;
  const { port } = server.address() as AddressInfo;
  const send = (request: RequestToSend) => sendRequest(port, request);
  const statusOf = async (request: RequestToSend) => (await send(request)).status;
  return {
    app,
    logger,
    port,
    send,
    statusOf,
    statusesOf: async (requests) => {
      const statuses: number[] = [];
      for (const request of requests) statuses.push(await statusOf(request));
      return statuses;
    },
    sendRaw: (text) => sendRaw(port, text),
    countConnections: () => promisify(server.getConnections.bind(server))(),
    close: closeAtEnd(
      () => app.close(),
      () => {
        // A server of HTTP/2 has no such method.
        (server as Partial<Server>).closeAllConnections?.();
      },
    ),
  };
}

function webhookModule(options: WebhookOptions, verifier: object | undefined): DynamicModule {
  const module = SignalWireWebhookModule.forRoot({
    signingKey: SIGNING_KEY,
    publicUrl: PUBLIC_URL,
    ...options,
  });
  if (!verifier) return module;
  const replaced = { provide: SIGNALWIRE_WEBHOOK_VERIFIER, useValue: verifier };
  return { ...module, providers: [...(module.providers ?? []), replaced] };
}

/** For `configure`: a JSON parser that lets values through which are no object. Fastify's does so anyway. */
export function lenientJson(adapterName: AdapterName): (app: INestApplication) => void {
  return (app) => {
    if (adapterName === 'express') (app as NestExpressApplication).useBodyParser('json', { strict: false });
  };
}

async function createApplication(
  adapterName: AdapterName,
  rootModule: Type,
  options: NestApplicationOptions,
  trustProxy: boolean | undefined,
): Promise<INestApplication> {
  if (adapterName === 'fastify') {
    const adapter = new FastifyAdapter(trustProxy === undefined ? {} : { trustProxy });
    return NestFactory.create<NestFastifyApplication>(rootModule, adapter, options);
  }
  const app = await NestFactory.create<NestExpressApplication>(rootModule, new ExpressAdapter(), options);
  if (trustProxy !== undefined) app.set('trust proxy', trustProxy);
  return app;
}

export function sendRequest(port: number, { method, target, headers, body }: RequestToSend): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      host: '127.0.0.1',
      port,
      method: method ?? 'POST',
      path: target,
      agent: false,
    });
    for (const [name, value] of Object.entries(headers ?? {})) request.setHeader(name, value);
    if (body !== undefined && !request.hasHeader('transfer-encoding')) {
      request.setHeader('content-length', Buffer.byteLength(body));
    }
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
    });
    request.end(body);
  });
}

function sendRaw(port: number, text: string | Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => {
      resolve(Buffer.concat(chunks).toString());
    });
  });
}
