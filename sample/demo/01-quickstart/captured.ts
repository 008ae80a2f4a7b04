import { readFileSync } from 'node:fs';
import { type SignedTestRequest, WebhookTestClient } from 'nestjs-signalwire-webhook/testing';

import { cxmlDocument, swmlDocument, type Webhook } from '../webhook.js';

/** Webhooks for one signing key and public URL. */
export interface Batch {
  readonly signingKey: string;
  readonly publicUrl: string;
  readonly webhooks: readonly Webhook[];
}

interface SigningVector {
  readonly id: string;
  readonly scheme: 'cxml' | 'swml';
  readonly signingKey: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly expected: 'verified' | 'rejected';
}

const CAPTURED = /^sw-relay-swml-inbound-call$|^sw-compat-status-callback-/;

/** What SignalWire's servers really sent, each with its own key and URL. */
export function readCaptured(): Batch[] {
  const vectors = JSON.parse(
    readFileSync('test/conformance/signing-vectors.json', 'utf8'),
  ) as SigningVector[];
  const captured = vectors.filter(({ id, expected }) => CAPTURED.test(id) && expected === 'verified');
  if (captured.length === 0) throw new Error('No captured requests among the signing vectors.');
  return captured.map(toBatch);
}

function toBatch(vector: SigningVector): Batch {
  const { id, scheme, signingKey, url } = vector;
  const publicUrl = new URL(url).origin;
  const expected =
    scheme === 'swml' ? swmlDocument : cxmlDocument(`<Gather action="${publicUrl}/voice/menu"`);
  const webhook = { name: id, authentication: scheme, request: toRequest(vector, publicUrl), expected };
  return { signingKey, publicUrl, webhooks: [webhook] };
}

/** With the captured headers, signatures included, in place of those that the test client makes. */
function toRequest({ signingKey, url, headers, body }: SigningVector, publicUrl: string): SignedTestRequest {
  const request = new WebhookTestClient({ signingKey, publicUrl }).form(url.slice(publicUrl.length), body);
  return Object.entries(headers).reduce(
    (changed, [name, value]) => changed.withHeader(name, value),
    request.unsigned(),
  );
}
