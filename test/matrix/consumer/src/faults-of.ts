import { verifySignature } from 'nestjs-signalwire-webhook/signature';
import { inboundCall, WebhookTestClient } from 'nestjs-signalwire-webhook/testing';

import { PUBLIC_URL, SIGNING_KEY } from './settings.js';

type Send = (
  path: string,
  init: { method: string; headers: Record<string, string>; body?: string },
) => Promise<Reply>;

export interface Reply {
  readonly status: number;
  readonly body: string;
}

function client(signingKey: string): WebhookTestClient {
  return new WebhookTestClient({ signingKey, publicUrl: PUBLIC_URL });
}

/** Signed requests must be handled, forged ones refused, and an unprotected route must stay open. */
export async function faultsOf(send: Send): Promise<string[]> {
  const form = client(SIGNING_KEY).form('/voice', inboundCall({ From: '+15551234567' }));
  const json = client(SIGNING_KEY).json('/voice/swml', { call: { call_id: 'é' } });
  const forged = client('PSK_of_a_stranger').form('/voice', { From: '+15551234567' });
  const deliver = ({ method, path, headers, body }: typeof form) =>
    send(path, {
      method,
      headers: { ...headers },
      ...(body && { body: body.toString() }),
    });
  const unsigned = {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'From=1',
  };
  const { method, headers, body } = form;
  const verdict = verifySignature({ method, url: `${PUBLIC_URL}/voice`, headers, body }, SIGNING_KEY);
  return [
    ...expecting('a signed form', await deliver(form), 200, '<Say>+15551234567</Say>'),
    ...expecting('signed JSON', await deliver(json), 200, '"say":"swml"'),
    ...expecting('a forged form', await deliver(forged), 403, 'Forbidden'),
    ...expecting('an unsigned form', await send('/voice', unsigned), 403, 'Forbidden'),
    ...expecting(
      'an open route',
      await send('/voice/health', { method: 'GET', headers: {} }),
      200,
      'healthy',
    ),
    ...(verdict.verified ? [] : ['verifySignature refused a signed form']),
  ];
}

function expecting(what: string, { status, body }: Reply, expected: number, part: string): string[] {
  return status === expected && body.includes(part) ? [] : [`${what}: ${status} ${body}`];
}
