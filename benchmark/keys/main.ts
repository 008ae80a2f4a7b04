import 'reflect-metadata';

import { Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SignalWireWebhook, SignalWireWebhookModule } from 'nestjs-signalwire-webhook';
import { signRequest } from 'nestjs-signalwire-webhook/signature';
import { randomUUID } from 'node:crypto';

const FORGED = 10_000;
const PUBLIC_URL = 'https://example.com';
const limits = { maxUnverifiedLookups: 100, refreshInterval: 1_000 };

let resolves = 0;

@Controller()
class HookController {
  @SignalWireWebhook()
  @Post('hook')
  hook(): string {
    return 'handled';
  }
}

@Module({
  imports: [
    SignalWireWebhookModule.forRoot({
      publicUrl: PUBLIC_URL,
      signingKey: () => {
        resolves++;
        return 'PSK_of_the_application';
      },
      signingKeyCache: limits,
    }),
  ],
  controllers: [HookController],
})
class AppModule {}

async function send(origin: string, signingKey: string, project: string): Promise<number> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = `AccountSid=${project}&From=%2B15551234567`;
  const request = { method: 'POST', url: `${PUBLIC_URL}/hook`, headers, body };
  const answer = await fetch(`${origin}/hook`, {
    method: 'POST',
    headers: { ...headers, ...signRequest(request, signingKey) },
    body,
  });
  await answer.text();
  return answer.status;
}

function heapInMegabytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

async function flood(origin: string): Promise<Map<number, number>> {
  const statuses = new Map<number, number>();
  for (let sent = 0; sent < FORGED; sent += 50) {
    const batch = Array.from({ length: 50 }, () => send(origin, 'PSK_of_an_attacker', randomUUID()));
    for (const status of await Promise.all(batch)) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  return statuses;
}

const app = await NestFactory.create(AppModule, { rawBody: true, logger: false });
await app.listen(0, '127.0.0.1');
const origin = await app.getUrl();
const project = randomUUID();
await send(origin, 'PSK_of_the_application', project);
await flood(origin);
const heapBefore = heapInMegabytes();
resolves = 0;
const startedAt = performance.now();
const statuses = await flood(origin);
const seconds = (performance.now() - startedAt) / 1_000;
const allowed = limits.maxUnverifiedLookups * (Math.floor((seconds * 1_000) / limits.refreshInterval) + 2);
const known = await send(origin, 'PSK_of_the_application', project);
const heapGrowth = heapInMegabytes() - heapBefore;
await app.close();

console.log(`${FORGED} forged requests with random project ids in ${seconds.toFixed(1)} s`);
console.log(`answers: ${[...statuses].map(([status, count]) => `${count} × ${status}`).join(', ')}`);
console.log(`resolver calls: ${resolves}; allowed by the options: at most ${allowed}`);
console.log(`heap after a second such flood: ${heapGrowth >= 0 ? '+' : ''}${heapGrowth.toFixed(2)} MB`);
console.log(`the known project meanwhile: ${known}`);
process.exitCode = resolves <= allowed && known === 200 && !statuses.has(200) ? 0 : 1;
