import type { SignedTestRequest } from 'nestjs-signalwire-webhook/testing';

import type { StartedApplication } from './start-application.js';
import type { ExpectedResponse, Webhook } from './webhook.js';

const TIMEOUT = 5_000;

export interface ReceivedResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface Outcome {
  readonly webhook: Webhook;
  readonly response: ReceivedResponse;
  /** Why it was rejected, as the application logged it; the caller never learns it. */
  readonly reason: string;
  readonly asExpected: boolean;
}

export async function sendWebhook(
  webhook: Webhook,
  { origin, logger }: StartedApplication,
): Promise<Outcome> {
  const response = await send(webhook.request, origin).catch(noResponse);
  const reason = logger.takeReason();
  const asExpected = isAsExpected(response, webhook.expected) && hasReason(response, reason);
  return { webhook, response, reason, asExpected };
}

export async function sendWebhooks(
  webhooks: readonly Webhook[],
  application: StartedApplication,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const webhook of webhooks) outcomes.push(await sendWebhook(webhook, application));
  return outcomes;
}

export async function send(request: SignedTestRequest, origin: string): Promise<ReceivedResponse> {
  const [url, init] = request.toFetch(origin);
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT) });
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    body: await response.text(),
  };
}

function noResponse(error: unknown): ReceivedResponse {
  return { status: 0, contentType: '', body: String(error) };
}

/** Whether the log has the reason of a rejection. */
function hasReason({ status }: ReceivedResponse, reason: string): boolean {
  return status !== 403 || /^[a-z]+-[a-z-]+$/.test(reason);
}

function isAsExpected(
  response: ReceivedResponse,
  { status, contentType = '', contains }: ExpectedResponse,
): boolean {
  return (
    response.status === status &&
    response.contentType.startsWith(contentType) &&
    response.body.includes(contains)
  );
}
