import { callStatus, type SignedTestRequest, WebhookTestClient } from 'nestjs-signalwire-webhook/testing';
import { randomUUID } from 'node:crypto';

export const SIGNING_KEY = 'PSK_of_the_benchmark0001';
export const PUBLIC_URL = 'https://example.com';

const signalwire = new WebhookTestClient({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL });

export function newEvents(path: string, count: number): SignedTestRequest[] {
  return Array.from({ length: count }, () => signalwire.form(path, callStatus({ CallSid: randomUUID() })));
}
