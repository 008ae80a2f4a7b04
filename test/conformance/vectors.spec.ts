import { describe, expect, test } from '@jest/globals';
import { verifySignature } from 'nestjs-signalwire-webhook/signature';

import { signingVectors, urlToVerify } from '../support/vectors.js';

describe('signing vectors at the pure function', () => {
  test('there are all 164 of them', () => {
    expect(signingVectors).toHaveLength(164);
  });

  test.each(signingVectors.map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const { method, headers, body, signingKey } = vector;
    const verdict = verifySignature({ method, url: urlToVerify(vector), headers, body }, signingKey);
    expect(verdict.verified ? 'verified' : 'rejected').toBe(vector.expected);
    if (verdict.verified) expect(verdict.signatureFormat).toBe(vector.scheme);
  });

  test.each(signingVectors.map((vector) => [vector.id, vector] as const))('%s as bytes', (_id, vector) => {
    const { method, headers, signingKey } = vector;
    const body = new TextEncoder().encode(vector.body);
    const verdict = verifySignature({ method, url: urlToVerify(vector), headers, body }, signingKey);
    expect(verdict.verified ? 'verified' : 'rejected').toBe(vector.expected);
  });
});
