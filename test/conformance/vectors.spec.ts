import { describe, expect, test } from '@jest/globals';
import { verifySignature } from 'nestjs-signalwire-webhook/signature';

import { signingVectors, urlToVerify } from '../support/vectors.js';

describe('signing vectors at the pure function', () => {
  test('there are all 164 of them', () => {
    expect(signingVectors).toHaveLength(164);
  });

  test.each(signingVectors.map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const { method, headers, body, signingKey } = vector;
    const result = verifySignature({ method, url: urlToVerify(vector), headers, body }, signingKey);
    expect(result.verified ? 'verified' : 'rejected').toBe(vector.expected);
    if (result.verified) expect(result.signatureFormat).toBe(vector.scheme);
  });

  test.each(signingVectors.map((vector) => [vector.id, vector] as const))('%s as bytes', (_id, vector) => {
    const { method, headers, signingKey } = vector;
    const body = new TextEncoder().encode(vector.body);
    const result = verifySignature({ method, url: urlToVerify(vector), headers, body }, signingKey);
    expect(result.verified ? 'verified' : 'rejected').toBe(vector.expected);
  });
});
