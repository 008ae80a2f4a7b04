import { describe, expect, test } from '@jest/globals';
import { verifyRequest } from 'nestjs-signalwire-webhook/signature';

import { type SigningVector, signingVectors, urlToVerify } from '../support/vectors.js';

/**
 * A `Request` escapes what is above ASCII in its URL, as an HTTP client does; and of one written with an apostrophe and one
 * written with `%27` it makes the same, so that it cannot reject the one that was not configured.
 */
const CHANGED_BY_THE_REQUEST = [
  'twilio-java-unicode-url',
  'twilio-url-special-chars-new',
  'twilio-node-unit-quote-signed-27-target',
];

const vectors = signingVectors.filter(({ id }) => !CHANGED_BY_THE_REQUEST.includes(id));

function requestOf({ url, method, headers, body }: SigningVector): Request {
  const target = url.replace(/^[^/]+\/\/[^/?#]*/, '');
  return new Request(`http://localhost:3000${target}`, {
    method,
    headers,
    ...(method !== 'GET' && { body: Buffer.from(body) }),
  });
}

function publicUrlOf(vector: SigningVector): string {
  return /^[^/]+\/\/[^/?#]*/.exec(urlToVerify(vector))?.[0] ?? '';
}

describe("signing vectors in the web's Request", () => {
  test('there are all 164 of them but those that it changes', () => {
    expect(vectors).toHaveLength(164 - CHANGED_BY_THE_REQUEST.length);
  });

  test.each(vectors.map((vector) => [vector.id, vector] as const))('%s', async (_id, vector) => {
    const result = await verifyRequest(requestOf(vector), {
      signingKey: vector.signingKey,
      publicUrl: publicUrlOf(vector),
      content: ['form', 'json', 'query', 'bodySHA256'],
    });
    expect(result.verified ? 'verified' : 'rejected').toBe(vector.expected);
    if (result.verified) expect(result.signatureFormat).toBe(vector.scheme);
  });
});
