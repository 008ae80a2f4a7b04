import { Controller, Module, Post } from '@nestjs/common';
import {
  SIGNALWIRE_WEBHOOK_OUTCOME_CHANNEL,
  SignalWireWebhook,
  SignalWireWebhookModule,
  SignalWireWebhookOutcomes,
} from 'nestjs-signalwire-webhook';
import { callStatus, type SignedTestRequest, WebhookTestClient } from 'nestjs-signalwire-webhook/testing';
import { subscribe } from 'node:diagnostics_channel';
import type { AddressInfo } from 'node:net';

import { createApp } from './create-app.js';
import { deliverTo } from './deliver-to.js';
import { PUBLIC_URL, SIGNING_KEY } from './settings.js';

const handled: string[] = [];

@SignalWireWebhook({ once: true })
@Controller('status')
export class StatusController {
  @Post()
  status(): void {
    handled.push('status');
  }
}

@Module({
  imports: [SignalWireWebhookModule.forRoot({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL })],
  controllers: [StatusController],
})
export class StatusModule {}

/** One event twice and a forged one: `once` must handle one of them, and each must have its outcome. */
async function failuresOfOnce(adapter: string): Promise<string[]> {
  const [heard, published]: [unknown[], unknown[]] = [[], []];
  subscribe(SIGNALWIRE_WEBHOOK_OUTCOME_CHANNEL, (outcome) => {
    published.push((outcome as { result: unknown }).result);
  });
  const app = await createApp(adapter, StatusModule);
  app.get(SignalWireWebhookOutcomes).subscribe(({ result, duration }) => {
    heard.push(duration > 0 ? result : `${result} in no time`);
  });
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
  const send = async ({ method, path, headers, body }: SignedTestRequest) => {
    const init = { method, headers: { ...headers }, ...(body && { body: body.toString() }) };
    const { status } = await fetch(`http://127.0.0.1:${port}${path}`, init);
    return status;
  };
  const client = new WebhookTestClient({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL });
  const request = client.form('/status', callStatus());
  const statuses = [await send(request), await send(request), await send(request.tampered())];
  await until(() => heard.length === 3 && published.length === 3);
  await app.close();
  const results = 'verified, duplicate, rejected';
  return [
    ...expecting('statuses', statuses.join(', '), '204, 204, 403'),
    ...expecting('handled', handled.join(', '), 'status'),
    ...expecting('outcomes', heard.join(', '), results),
    ...expecting('outcomes of the channel', published.join(', '), results),
  ];
}

function expecting(what: string, found: string, expected: string): string[] {
  return found === expected ? [] : [`${what}: ${found} instead of ${expected}`];
}

/** Outcomes follow the response. */
async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
}

async function main(adapter: string): Promise<void> {
  const failures = await failuresOfOnce(adapter);
  if (failures.length === 0) await deliverTo(adapter);
  else console.log(failures.join('\n'));
}

void main(process.argv[2] ?? 'express');
