import { verifySignature } from 'nestjs-signalwire-webhook/signature';
import { inboundCall, type SignedTestRequest, WebhookTestClient } from 'nestjs-signalwire-webhook/testing';

import { PUBLIC_URL, SIGNING_KEY } from './settings.js';

type Send = (
  path: string,
  init: { method: string; headers: Record<string, string>; body?: string },
) => Promise<Reply>;

export interface Reply {
  readonly status: number;
  readonly body: string;
}

const FROM = '+15551234567';

/** Signed requests must be handled, forged ones rejected, and an unprotected route must stay open. */
export async function failuresOf(send: Send): Promise<string[]> {
  const client = new WebhookTestClient({ signingKey: SIGNING_KEY, publicUrl: PUBLIC_URL });
  const form = client.form('/voice', inboundCall({ From: FROM, CallerName: 'Zoë & Co' }));
  const get = client.get('/voice', { From: FROM, CallerName: 'Zoë' });
  const json = client.json('/voice/swml', { call: { call_id: 'é' } }, { algorithms: ['sha1', 'sha256'] });
  const deliver = ({ method, path, headers, body }: SignedTestRequest) =>
    send(path, { method, headers: { ...headers }, ...(body && { body: body.toString() }) });
  const health = { method: 'GET', headers: {} };
  const { method, headers, body } = form;
  const result = verifySignature({ method, url: `${PUBLIC_URL}/voice`, headers, body }, SIGNING_KEY);
  return [
    ...expecting('a signed form', await deliver(form), 200, `<Say>${FROM}</Say>`),
    ...expecting('a signed GET', await deliver(get), 200, `<Say>${FROM}</Say>`),
    ...expecting('signed JSON', await deliver(json), 200, '"say":"swml"'),
    ...expecting(
      'a form of another key',
      await deliver(form.withKey('PSK_of_an_attacker')),
      403,
      'Forbidden',
    ),
    ...expecting('a changed form', await deliver(form.tampered()), 403, 'Forbidden'),
    ...expecting('changed JSON', await deliver(json.tampered()), 403, 'Forbidden'),
    ...expecting('an unsigned form', await deliver(form.unsigned()), 403, 'Forbidden'),
    ...expecting('an unsigned GET', await deliver(get.unsigned()), 403, 'Forbidden'),
    ...expecting('an open route', await send('/voice/health', health), 200, 'healthy'),
    ...(result.verified ? [] : ['verifySignature rejected a signed form']),
  ];
}

function expecting(what: string, { status, body }: Reply, expected: number, part: string): string[] {
  return status === expected && body.includes(part) ? [] : [`${what}: ${status} ${body}`];
}
