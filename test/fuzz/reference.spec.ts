import { describe, expect, test } from '@jest/globals';

import { referenceVerdict } from '../support/reference/verify.js';
import { signingVectors, urlToVerify } from '../support/vectors.js';

describe('the reference implementation', () => {
  test.each(signingVectors.map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const { method, headers, body, signingKey } = vector;
    const verdict = referenceVerdict({ method, url: urlToVerify(vector), headers, body }, [signingKey]);
    expect(verdict ? 'verified' : 'rejected').toBe(vector.expected);
    if (verdict) expect(verdict.signatureFormat).toBe(vector.scheme);
  });
});
