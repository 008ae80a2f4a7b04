import { describe, expect, test } from '@jest/globals';

import { referenceResult } from '../support/reference/verify.js';
import { signingVectors, urlToVerify } from '../support/vectors.js';

describe('the reference implementation', () => {
  test.each(signingVectors.map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const { method, headers, body, signingKey } = vector;
    const result = referenceResult({ method, url: urlToVerify(vector), headers, body }, [signingKey]);
    expect(result ? 'verified' : 'rejected').toBe(vector.expected);
    if (result) expect(result.signatureFormat).toBe(vector.scheme);
  });
});
