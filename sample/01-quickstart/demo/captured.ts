import { readFileSync } from 'node:fs';

import { type Batch, cxmlDocument, swmlDocument } from './webhook.js';

interface SigningVector {
  readonly id: string;
  readonly scheme: 'cxml' | 'swml';
  readonly signingKey: string;
  readonly method: string;
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

function toBatch({ id, scheme, signingKey, method, url, headers, body }: SigningVector): Batch {
  const publicUrl = new URL(url).origin;
  const target = url.slice(publicUrl.length);
  const expected = scheme === 'swml' ? swmlDocument : cxmlDocument('<Gather action="/voice/menu"');
  return {
    signingKey,
    publicUrl,
    webhooks: [{ name: id, scheme, method, target, headers, body, expected }],
  };
}
