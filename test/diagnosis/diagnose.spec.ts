import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type SignedRequest, signRequest, verifySignature } from 'nestjs-signalwire-webhook/signature';

import { diagnose, formatDiagnosis, MAX_DIAGNOSIS_HMACS } from '../../lib/diagnosis/index.js';
import { FORM, JSON_TYPE, OTHER_KEY, SIGNING_KEY } from '../support/signing.js';
import { type BrokenRequest, pairsOfMistakes, singleMistakes } from './broken-requests.js';

const allMistakes = [...singleMistakes, ...pairsOfMistakes];
const counts: number[] = [];

function diagnoseBroken({ request, keys = SIGNING_KEY, hints = {} }: BrokenRequest) {
  return diagnose(request, keys, hints);
}

describe.each([
  ['a mistake', singleMistakes],
  ['mistakes together', pairsOfMistakes],
] as const)('%s', (_name, mistakes) => {
  test.each(mistakes.map((mistake) => [mistake.name, mistake] as const))('%s', (_name, mistake) => {
    expect(verifySignature(mistake.request, mistake.keys ?? SIGNING_KEY).verified).toBe(false);
    const diagnosis = diagnoseBroken(mistake);
    counts.push(diagnosis.hmacs);
    expect(diagnosis.findings.map(({ code }) => code)).toEqual(mistake.codes);
    expect(diagnosis.verdict).toBe('explained');
    expect(diagnosis.findings.map(({ mend }) => mend).join('\n')).toMatch(mistake.mend);
  });
});
test('counts', () => {
  counts.sort((a, b) => a - b);
  console.log(counts.length, counts.at(-1), counts[counts.length >> 1]);
});
