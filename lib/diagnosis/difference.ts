import type { FindingCode } from './catalogue/catalogue.js';

/** A finding, and the wanted and the received value. */
export interface Difference {
  readonly code: FindingCode;
  readonly difference: string;
}

export function difference(code: FindingCode, text: string): Difference {
  return { code, difference: text };
}

/** A property of a request that points to its sender or to a change on its way. It does not depend on the signature. */
export interface Observation extends Difference {
  readonly evidence: string;
}

export function observation(code: FindingCode, text: string, evidence: string): Observation {
  return { code, difference: text, evidence };
}
