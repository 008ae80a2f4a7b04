import type { INestApplication } from '@nestjs/common';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createApplication } from '../create-application.js';
import { RefusalLogger } from './refusal-logger.js';
import type { Batch, ExpectedAnswer, Webhook } from './webhook.js';

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface Outcome {
  readonly webhook: Webhook;
  readonly answer: Answer;
  readonly asExpected: boolean;
  /** Why it was refused, as the application logged it; the caller never learns it. */
  readonly reason: string;
}

/** Starts the quickstart with the batch's key and public URL, and sends it the batch. */
export async function runBatch(adapterName: string, batch: Batch): Promise<Outcome[]> {
  process.env.SIGNALWIRE_SIGNING_KEY = batch.signingKey;
  process.env.PUBLIC_URL = batch.publicUrl;
  const logger = new RefusalLogger();
  const app = await createApplication(adapterName, { logger, abortOnError: false });
  try {
    await app.listen(0, '127.0.0.1');
    const outcomes: Outcome[] = [];
    for (const webhook of batch.webhooks) outcomes.push(await send(webhook, portOf(app), logger));
    return outcomes;
  } finally {
    await app.close();
  }
}

function portOf(app: INestApplication): number {
  return ((app.getHttpServer() as Server).address() as AddressInfo).port;
}

async function send(webhook: Webhook, port: number, logger: RefusalLogger): Promise<Outcome> {
  const answer = await receiveAnswer(webhook, port).catch(noAnswer);
  return { webhook, answer, asExpected: isAsExpected(answer, webhook.expected), reason: logger.takeReason() };
}

async function receiveAnswer({ method, target, headers, body }: Webhook, port: number): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}${target}`, {
    method,
    headers,
    body: body ?? null,
    signal: AbortSignal.timeout(5_000),
  });
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    body: await response.text(),
  };
}

function noAnswer(error: unknown): Answer {
  return { status: 0, contentType: '', body: String(error) };
}

function isAsExpected(answer: Answer, { status, contentType = '', contains }: ExpectedAnswer): boolean {
  return (
    answer.status === status && answer.contentType.startsWith(contentType) && answer.body.includes(contains)
  );
}
