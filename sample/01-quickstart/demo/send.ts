import type { INestApplication } from '@nestjs/common';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { RefusalLogger } from './refusal-logger.js';
import type { ExpectedAnswer, Webhook } from './webhook.js';

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

/** Sends the webhook to the application, which must listen on a loopback port. */
export async function send(webhook: Webhook, app: INestApplication, logger: RefusalLogger): Promise<Outcome> {
  const answer = await receiveAnswer(webhook, portOf(app)).catch(noAnswer);
  return { webhook, answer, asExpected: isAsExpected(answer, webhook.expected), reason: logger.takeReason() };
}

function portOf(app: INestApplication): number {
  return ((app.getHttpServer() as Server).address() as AddressInfo).port;
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
